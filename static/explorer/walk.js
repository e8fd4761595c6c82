// Walking from point to point: one is at hand at a time, by mouse or by keys; its ties are lit and it is told of.

const AHEAD = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const ZOOM = { "+": "in", "=": "in", "-": "out", 0: "whole" };
const PULL = 60;
const FINGER = 24; // pixels from a point at which a touch still means it

export class Walk {
  constructor(figure, view) {
    this.figure = figure;
    this.view = view;
    this.svg = view.svg;
    this.points = [...this.svg.querySelectorAll(".point")];
    this.places = this.points.map((point) => [Number(point.dataset.x), Number(point.dataset.y)]);
    this.ties = this.points.map(() => []);
    for (const wire of this.svg.dataset.wires.split(",").filter(Boolean)) {
      const [one, other] = wire.split("-").map(Number);
      this.ties[one].push(other);
      this.ties[other].push(one);
    }
    this.number = new Map(this.points.map((point, number) => [point, number]));
    for (const name of ["pointerover", "focusin"]) {
      this.svg.addEventListener(name, (event) => this.tell(event.target.closest(".point")));
    }
    this.svg.addEventListener("click", (event) => this.click(event));
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  /** The middle is the one point that Tab comes to; from there arrow keys lead on. */
  rest() {
    for (const point of this.points) point.setAttribute("tabindex", point.matches(".centre") ? "0" : "-1");
  }

  /** Light the ties of a point and say what it is. */
  tell(point) {
    if (!point || point === this.told) return;
    this.told = point;
    const number = this.number.get(point);
    const [x, y] = this.places[number];
    const path = this.ties[number].map((other) => `M${x} ${y}L${this.places[other].join(" ")}`);
    this.svg.querySelector(".lit").setAttribute("d", path.join(""));
    const line = this.figure.querySelector(".told");
    line.textContent = point.getAttribute("aria-label");
    const page = document.createElement("a");
    [page.href, page.textContent] = [point.dataset.page, "Read"];
    const open = document.createElement("a");
    [open.href, open.textContent] = ["#", "Open here"];
    open.addEventListener("click", (event) => (event.preventDefault(), this.ask("open", point, false)));
    line.append(" ", page, " ", open);
  }

  click(event) {
    const point = event.target.closest(".point") ?? (event.pointerType === "touch" ? this.nearest(event) : null);
    if (!point || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    // A finger has nothing to hover with: the first touch tells of a point, the second puts it in the middle.
    if (event.pointerType === "touch" && this.touched !== point) {
      this.touched = point;
      this.tell(point);
      point.focus({ preventScroll: true });
      return;
    }
    if (!point.matches(".centre")) this.ask("middle", point, event.detail === 0);
  }

  /** The point a finger means: the nearest within its breadth, or none. */
  nearest(event) {
    const [x, y] = this.view.at(event);
    let best = FINGER / this.view.scale;
    let found = null;
    this.places.forEach(([px, py], number) => {
      const apart = Math.hypot(px - x, py - y);
      if (apart < best) [best, found] = [apart, this.points[number]];
    });
    return found;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const point = event.target.closest(".point");
    if (event.key in ZOOM) this.view.act(ZOOM[event.key]);
    else if (event.key in AHEAD && event.shiftKey) this.view.pan(...AHEAD[event.key].map((way) => -way * PULL));
    else if (event.key in AHEAD && point) this.step(point, AHEAD[event.key]);
    else if (event.key === "o" && point) this.ask("open", point, true);
    else if (event.key === "r" && point) location.assign(point.dataset.page);
    else return;
    event.preventDefault();
  }

  /** Go to the nearest point in a direction, a little astray counting double. */
  step(point, [right, down]) {
    const [x, y] = this.places[this.number.get(point)];
    let best = Infinity;
    let next = null;
    this.places.forEach(([px, py], number) => {
      const ahead = (px - x) * right + (py - y) * down;
      const aside = Math.abs((px - x) * down) + Math.abs((py - y) * right);
      if (ahead > 0.5 && ahead + 2 * aside < best) [best, next] = [ahead + 2 * aside, number];
    });
    if (next === null) return;
    point.setAttribute("tabindex", "-1");
    this.points[next].setAttribute("tabindex", "0");
    this.points[next].focus({ preventScroll: true });
    this.view.reveal(...this.places[next]);
  }

  ask(what, point, keyboard) {
    const detail = { href: point.getAttribute("href"), node: point.dataset.node, keyboard };
    this.figure.dispatchEvent(new CustomEvent(`walk:${what}`, { detail }));
  }
}
