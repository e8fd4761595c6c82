// Search in the episode: as one types, with all places shown, and back to where one was.

import { announce } from "./announce.js";
import { element, fill } from "./dom.js";
import { fold, folded } from "./folding.js";
import { keyed } from "./keys.js";
import { SPONSOR } from "./pointer.js";
import { bring, inView, unfolded } from "./view.js";

const ALL = "desk-hits";
const CURRENT = "desk-hit";
// So many turns around the window have their hits drawn: a letter is found a thousand times.
const AROUND = 8;

/** Part of the strip above the text. */
export class Search {
  constructor(desk, node, opener) {
    Object.assign(this, { desk, node, hits: [], at: -1, opened: [] });
    this.field = element("input", {
      type: "search", id: "search-field", autocomplete: "off", spellcheck: "false",
      input: () => this.look(), keydown: (event) => this.press(event),
    });
    this.count = element("output", { for: "search-field", class: "quiet" });
    const button = (name, label, click) => element("button", { type: "button", class: "plain", ...keyed(name), "aria-label": label, click }, label);
    fill(node,
      element("label", { for: "search-field" }, "Search in the episode"), this.field, this.count,
      button("hit-before", "Previous", () => this.step(-1)), button("hit-next", "Next", () => this.step(1)),
      button("hit-take", "Go there", () => this.take()), button("leave", "Close", () => this.close()));
    opener.addEventListener("click", () => this.open());
    desk.keys.on("search", () => this.open());
    desk.keys.on("hit-next", () => this.walk(1));
    desk.keys.on("hit-before", () => this.walk(-1));
    desk.addEventListener("drawn", () => this.isOpen && this.drawSoon());
    addEventListener("scroll", () => this.isOpen && this.drawSoon(), { passive: true });
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open() {
    if (!this.isOpen) {
      const { caret } = this.desk;
      this.stood = { turn: caret.turn, top: scrollY, focus: document.activeElement };
      this.opened = [];
      this.node.hidden = false;
    }
    this.field.focus({ preventScroll: true });
    this.field.select();
    this.look();
  }

  press(event) {
    const act = { Enter: () => this.step(event.shiftKey ? -1 : 1), F3: () => this.step(event.shiftKey ? -1 : 1), Escape: () => this.close() }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter" && event.ctrlKey) this.take();
    else act();
  }

  /** Find what is typed, and show the first place from where one was. */
  look() {
    const wanted = fold(this.field.value);
    this.hits = wanted ? this.desk.transcript.turns.flatMap((turn) => hitsIn(turn, wanted)) : [];
    this.at = this.hits.length ? this.nearest() : -1;
    this.show();
  }

  /** The first hit from where one stood, else the first of all; one that can be quoted before one in a sponsor read. */
  nearest() {
    const from = this.stood.turn?.number ?? 0;
    const first = (fits) => this.hits.findIndex(({ turn }) => fits(turn));
    const found = [first((turn) => turn.number >= from && !turn.isSponsor), first((turn) => !turn.isSponsor), first((turn) => turn.number >= from)];
    return found.find((at) => at >= 0) ?? 0;
  }

  step(by) {
    if (!this.hits.length) return this.tell();
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    return this.show();
  }

  /** From the text: to the next hit, and stand there. False where nothing is being looked for. */
  walk(by) {
    if (!this.isOpen) return false;
    this.step(by);
    if (this.at >= 0) this.stand();
    return true;
  }

  show() {
    const hit = this.hits[this.at];
    if (hit) {
      const read = hit.turn.node.closest("details:not([open])");
      if (read) this.opened.push(read);
      read?.setAttribute("open", "");
      bring(hit.turn.range(hit.start, hit.end).getBoundingClientRect(), 130);
    }
    this.tell();
    this.draw();
  }

  tell() {
    const found = this.hits.length;
    const typed = this.field.value.trim();
    this.count.textContent = found ? `${this.at + 1} of ${found}` : typed ? "Not found" : "";
    this.node.classList.toggle("missing", Boolean(typed && !found));
  }

  stand() {
    const { turn, start, end } = this.hits[this.at];
    this.desk.moving.to(turn, start, end);
    if (turn.isSponsor) announce(SPONSOR);
  }

  /** Stay at the place that is shown, with its words selected. */
  take() {
    if (this.at < 0) return this.tell();
    this.hide();
    return this.stand();
  }

  close() {
    this.hide();
    this.opened.forEach((read) => read.removeAttribute("open"));
    const { focus, top } = this.stood;
    if (focus?.isConnected && focus !== document.body) focus.focus({ preventScroll: true });
    else this.desk.toText();
    scrollTo({ top, behavior: "instant" });
  }

  hide() {
    this.node.hidden = true;
    CSS.highlights?.delete(ALL);
    CSS.highlights?.delete(CURRENT);
  }

  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  /** Show the hits in and near the window, and the current one. */
  draw() {
    this.drawing = null;
    if (!this.isOpen || !CSS.highlights) return;
    const shown = unfolded(this.desk.transcript.turns);
    const seen = inView(shown);
    const [first, last] = seen ? [shown[Math.max(seen.first - AROUND, 0)].number, shown[Math.min(seen.last + AROUND, shown.length - 1)].number] : [0, -1];
    const near = this.hits.filter((hit) => hit.turn.number >= first && hit.turn.number <= last);
    CSS.highlights.set(ALL, new Highlight(...near.map((hit) => hit.turn.range(hit.start, hit.end))));
    const current = this.hits[this.at];
    if (current) CSS.highlights.set(CURRENT, new Highlight(current.turn.range(current.start, current.end)));
    else CSS.highlights.delete(CURRENT);
  }
}

/** Where the folded words stand in a turn. */
function hitsIn(turn, wanted) {
  const { text, place } = (turn.folded ??= folded(turn.text));
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    found.push({ turn, start: place(at), end: place(at + wanted.length) });
  }
  return found;
}
