// The whole episode at a glance, at the side: who speaks how long, and where quotes, comments and problems are.

import { element } from "./dom.js";
import { shorten } from "./format.js";
import { speakerOf } from "./speakers.js";
import { foot, inView, unfolded } from "./view.js";
import { isUncertain } from "./quotes.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 1000;
// Every turn is seen, however short: as if it had so many signs more.
const LEAST = 40;
const NEAR = 5;
const EDGE = 8;
const TALK = [0, 34];
// Where on the map's width (0 to 100) each kind stands: its place says what it is, colour only says it again.
const LANES = { quote: [40, 68], suggestion: [72, 82], comment: [72, 82], problem: [86, 100] };
// The further a quote has come, the longer its tick.
const LENGTHS = { draft: 0.4, changes_requested: 0.4, in_review: 0.7 };

/**
 * A layer is a function that answers ticks: `{position, at, kind, label, go}`, the number of a turn on the page, the place
 * in it (0 to 1), what it is (the first word of `kind` chooses its lane, all are classes), what to call it, and what leads there.
 */
export class EpisodeMap {
  constructor(desk, node) {
    Object.assign(this, { desk, node, layers: [] });
    this.add(() => this.quotes());
    this.add(() => this.unnamed());
    this.image = shape("svg", { viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.window = element("div", { class: "window" });
    node.replaceChildren(this.image, this.window);
    node.addEventListener("pointerdown", (event) => this.grab(event));
    node.addEventListener("pointermove", (event) => this.point(event));
    node.addEventListener("pointerup", (event) => this.drop(event));
    desk.addEventListener("drawn", () => this.drawSoon());
    for (const name of ["scroll", "resize"]) addEventListener(name, () => this.followSoon(), { passive: true });
    desk.transcript.root.addEventListener("toggle", () => this.followSoon(), true);
    this.drawSoon();
  }

  /** Show one thing more on the map, and in “Go to”. */
  add(layer) {
    this.layers.push(layer);
    if (this.image) this.drawSoon();
  }

  /** All that stands on the map, in its order. */
  ticks() {
    return this.layers.flatMap((layer) => layer()).sort((a, b) => a.position - b.position || a.at - b.at);
  }

  quotes() {
    const { transcript, quotes } = this.desk;
    return quotes.all().flatMap((card) => {
      const turn = transcript.turnOf(card);
      if (!turn) return [];
      const at = turn.place(card).start / (turn.text.length || 1);
      const [kind, state] = stateOf(card);
      const label = `${state}: “${shorten(card.exact, 60)}”`;
      return [{ position: turn.number, at, kind, label, go: () => this.desk.choose(card.id) }];
    });
  }

  unnamed() {
    const { transcript, moving } = this.desk;
    return transcript.turns.filter((turn) => turn.kind !== "notes" && !turn.isSponsor && !turn.told.guest)
      .map((turn) => ({
        position: turn.number, at: 0, kind: "problem unnamed",
        label: `${turn.told.label || "Nobody named"}: who is this?`, go: () => moving.to(turn),
      }));
  }

  // Drawing

  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = null;
    this.measure();
    this.shown = this.ticks();
    const kinds = Map.groupBy(this.shown, (tick) => tick.kind);
    this.image.replaceChildren(hatching(), ...this.talk(), ...[...kinds].map(([kind, ticks]) => this.lane(kind, ticks)));
    this.image.setAttribute("aria-label", this.summary(kinds));
    this.follow();
  }

  /** Where each turn begins, on the map's height. */
  measure() {
    const weights = this.desk.transcript.turns.map((turn) => turn.text.length + LEAST);
    const whole = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    let passed = 0;
    this.starts = [0, ...weights.map((weight) => (passed += weight) * HEIGHT / whole)];
  }

  /** One path for each speaker, one for all sponsor reads: as few shapes as there are colours. */
  talk() {
    const { turns, hues } = this.desk.transcript;
    const groups = Map.groupBy(turns, (turn) => (turn.isSponsor ? "" : speakerOf(turn.told)));
    return [...groups].map(([speaker, said]) => {
      const [from, to] = TALK;
      const box = (turn) => {
        const [top, bottom] = [this.starts[turn.number], this.starts[turn.number + 1]];
        return `M${from} ${top.toFixed(1)}H${to}V${(bottom - Math.min((bottom - top) / 4, 1)).toFixed(1)}H${from}Z`;
      };
      const path = shape("path", { d: said.map(box).join("") });
      if (said[0].isSponsor) path.setAttribute("fill", "url(#hatching)");
      path.classList.add(said[0].isSponsor ? "read" : "talk");
      if (hues.has(speaker)) path.style.setProperty("--hue", hues.get(speaker));
      else path.classList.add("nobody");
      return path;
    });
  }

  lane(kind, ticks) {
    const [first, second] = kind.split(" ");
    const [from, to] = LANES[first] ?? LANES.problem;
    const end = from + (to - from) * (LENGTHS[second] ?? 1);
    return shape("path", { class: `tick ${kind}`, d: ticks.map((tick) => `M${from} ${this.heightOf(tick).toFixed(1)}H${end}`).join("") });
  }

  heightOf({ position, at }) {
    return this.starts[position] + at * (this.starts[position + 1] - this.starts[position]);
  }

  summary(kinds) {
    const count = (name) => [...kinds].filter(([kind]) => kind.startsWith(name)).reduce((sum, [, ticks]) => sum + ticks.length, 0);
    return `Map of the episode: ${this.desk.transcript.turns.length} turns, ${count("quote")} quotes, ${count("comment")} comments, ${count("problem")} problems. “Go to” lists them.`;
  }

  // The part in the window

  followSoon() {
    this.following ??= requestAnimationFrame(() => this.follow());
  }

  follow() {
    this.following = null;
    // From where it stands to the window's end: all of it is seen, also while the page's head is.
    const room = innerHeight - Math.max(this.node.getBoundingClientRect().top, EDGE) - EDGE;
    if (room !== this.room) for (const part of [this.node, this.desk.inspector.node]) part.style.setProperty("--room", `${room}px`);
    this.room = room;
    const seen = inView(unfolded(this.desk.transcript.turns));
    this.window.hidden = !seen;
    if (!seen) return;
    const edge = ({ turn, at }) => this.heightOf({ position: turn.number, at }) / HEIGHT * 100;
    this.window.style.top = `${edge(seen.from)}%`;
    this.window.style.height = `${edge(seen.to) - edge(seen.from)}%`;
  }

  // Pointing

  grab(event) {
    if (event.button !== 0) return;
    this.held = { y: event.clientY, dragged: false, box: this.image.getBoundingClientRect() };
    this.node.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  point(event) {
    if (!this.held) return this.tell(event);
    if (Math.abs(event.clientY - this.held.y) > 3) this.held.dragged = true;
    if (this.held.dragged) this.scrollTo(this.placeAt(event));
    return undefined;
  }

  drop(event) {
    const held = this.held;
    this.held = null;
    if (!held || held.dragged) return;
    const place = this.placeAt(event);
    const tick = this.tickAt(event);
    if (tick) tick.go();
    else this.desk.moving.to(place.turn, Math.floor(place.at * Math.max(place.turn.text.length - 1, 0)));
  }

  tell(event) {
    const { turn } = this.placeAt(event);
    this.node.title = this.tickAt(event)?.label ?? turn.node.getAttribute("aria-label");
  }

  /** What stands there; while one drags, the map counts as standing where it was taken hold of. */
  placeAt(event) {
    const box = this.held?.box ?? this.image.getBoundingClientRect();
    const y = Math.min(Math.max((event.clientY - box.top) / box.height * HEIGHT, 0), HEIGHT - 0.01);
    const position = this.starts.findLastIndex((start) => start <= y);
    const [top, bottom] = [this.starts[position], this.starts[position + 1]];
    return { turn: this.desk.transcript.turns[position], at: (y - top) / (bottom - top) };
  }

  /** The nearest tick under the mouse, in its lane. */
  tickAt(event) {
    const box = this.image.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * 100;
    const far = (tick) => Math.abs(box.top + this.heightOf(tick) / HEIGHT * box.height - event.clientY);
    const inLane = (tick) => {
      const [from, to] = LANES[tick.kind.split(" ")[0]] ?? LANES.problem;
      return x >= from - 2 && x <= to + 2;
    };
    return this.shown.filter((tick) => inLane(tick) && far(tick) <= NEAR).sort((a, b) => far(a) - far(b))[0];
  }

  scrollTo({ turn, at }) {
    turn.node.closest("details")?.setAttribute("open", "");
    const box = turn.node.getBoundingClientRect();
    scrollBy({ top: box.top + at * box.height - foot() / 3, behavior: "instant" });
  }
}

function stateOf(card) {
  if (card.refused) return ["problem refused", "Not saved"];
  if (isUncertain(card)) return ["problem confirm", "Needs confirming"];
  return [`quote ${card.state}`, card.state_label];
}

/** Lines aslant, as sponsor reads have them. */
function hatching() {
  const pattern = shape("pattern", { id: "hatching", width: 4, height: 4, patternUnits: "userSpaceOnUse" });
  pattern.append(shape("path", { class: "hatch", d: "M0 2H100" }));
  const defs = shape("defs", {});
  defs.append(pattern);
  return defs;
}

function shape(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
