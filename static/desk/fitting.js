// Trim or extend the chosen quote: drag its ends, or take its words in hand and let the keys of a selection move them.

import { announce } from "./announce.js";
import { element } from "./dom.js";
import { shown, trimmed } from "./emendations.js";
import { keyed } from "./keys.js";
import { codePoints } from "./offsets.js";
import { isUncertain } from "./quotes.js";

const CHOOSE = "Choose a quote first: j goes to the next.";
const NOT_NOW = "This quote cannot be changed now: take it back or have it returned first.";
const PLACE_FIRST = "Confirm the quote’s place first, then change it.";
const ONE_TURN = "A quote stays in its turn. Select words of the same turn.";
const HOW = "Shift with the arrows, s and S move its end; f goes to the other end. Enter keeps it, Esc leaves it.";
const DROPPED = " What was left out or put in outside of them is gone.";
const ANEW = "The text was corrected meanwhile. The quote stays as it is: f takes it in hand again.";
const NAMES = { start: "Where the quote begins", end: "Where the quote ends" };

/** Handles at the ends of the chosen quote; `active` is the quote whose words are in hand. */
export class Fitting {
  constructor(desk) {
    Object.assign(this, { desk, active: null, drag: null, due: null });
    this.handles = Object.fromEntries(["start", "end"].map((edge) => [edge, this.handle(edge)]));
    this.layer = element("div", { class: "fitting", hidden: true }, this.handles.start, this.handles.end);
    desk.transcript.root.append(this.layer);
    desk.keys.on("fit", () => this.begin());
    desk.addEventListener("drawn", () => this.drawn());
    desk.addEventListener("chosen", () => this.chosen());
    desk.passage.addEventListener("change", () => this.keepEdges());
    new ResizeObserver(() => this.placeSoon()).observe(desk.transcript.root);
    desk.transcript.root.addEventListener("toggle", () => this.placeSoon(), true);
  }

  handle(edge) {
    return element("button", {
      type: "button", class: `handle ${edge}`, tabindex: "-1", ...keyed("fit", `${NAMES[edge]}: drag it, or`), "aria-label": NAMES[edge],
      pointerdown: (event) => this.grab(event, edge), pointermove: (event) => this.pull(event), pointerup: (event) => this.release(event),
      pointercancel: () => this.letGo(), lostpointercapture: () => this.letGo(), click: (event) => event.detail === 0 && this.begin(),
    });
  }

  /** The chosen quote where its ends can be moved: its card, turn and place; null where not. */
  fittable() {
    const { quotes, transcript, inspector, selected } = this.desk;
    const card = quotes.get(selected);
    const turn = card && transcript.turnOf(card);
    return turn && !isUncertain(card) && inspector.mayChange(card) ? { card, turn, ...turn.place(card) } : null;
  }

  // Handles

  chosen() {
    if (this.active && this.active.card.id !== this.desk.selected) this.stop();
    this.placeSoon();
  }

  /** Where things stand is asked once a frame, when the page is laid out anyway: asked between changes, it is laid out for each. */
  placeSoon() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.place();
    });
  }

  /** Words in hand were chosen in the text as it was: where that is drawn anew, they are let go, and the quote stays. */
  drawn() {
    const held = this.drag ?? this.active;
    if (held && !held.turn.node.isConnected) {
      this.letGo();
      this.stop();
      announce(ANEW);
    }
    this.placeSoon();
  }

  /** Put the handles where the quote begins and ends. */
  place() {
    const found = this.fittable();
    this.layer.hidden = !found || !found.turn.node.checkVisibility();
    if (this.layer.hidden || this.drag) return;
    const frame = this.layer.parentElement.getBoundingClientRect();
    const boxes = [...found.turn.range(found.start, found.end).getClientRects()].filter((box) => box.width);
    if (!boxes.length) return;
    this.moveTo("start", boxes[0].left - frame.left, boxes[0], frame);
    this.moveTo("end", boxes.at(-1).right - frame.left, boxes.at(-1), frame);
  }

  moveTo(edge, left, box, frame) {
    const { style } = this.handles[edge];
    style.left = `${left}px`;
    style.top = `${(edge === "start" ? box.top : box.bottom) - frame.top}px`;
  }

  grab(event, edge) {
    const found = this.fittable();
    if (!found || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    event.target.setPointerCapture(event.pointerId);
    const boxes = [...found.turn.range(found.start, found.end).getClientRects()].filter((box) => box.width);
    const [box, x] = edge === "start" ? [boxes[0], boxes[0].left + 1] : [boxes.at(-1), boxes.at(-1).right - 1];
    // What is pulled is the end of the words, wherever on the handle one holds it.
    this.drag = { ...found, edge, from: { start: found.start, end: found.end }, dx: x - event.clientX, dy: (box.top + box.bottom) / 2 - event.clientY };
    this.desk.bar.close();
    this.layer.classList.add("dragging");
  }

  pull(event) {
    const { drag } = this;
    if (!drag) return;
    const index = indexAt(drag.turn, event.clientX + drag.dx, event.clientY + drag.dy);
    if (index === null) return;
    if (drag.edge === "start") drag.start = Math.min(nearest(starts(drag.turn), index), lastBefore(starts(drag.turn), drag.end));
    else drag.end = Math.max(nearest(ends(drag.turn), index), firstAfter(ends(drag.turn), drag.start));
    this.desk.passage.set(drag.turn, drag.start, drag.end);
    const frame = this.layer.parentElement.getBoundingClientRect();
    const boxes = [...this.desk.passage.range.getClientRects()].filter((box) => box.width);
    if (boxes.length) this.moveTo(drag.edge, (drag.edge === "start" ? boxes[0].left : boxes.at(-1).right) - frame.left, drag.edge === "start" ? boxes[0] : boxes.at(-1), frame);
  }

  release(event) {
    const { drag } = this;
    if (!drag) return;
    event.preventDefault();
    event.stopPropagation();
    this.drag = null;
    this.layer.classList.remove("dragging");
    const { caret } = this.desk;
    if (drag.start !== drag.from.start || drag.end !== drag.from.end) this.keepAt(drag);
    caret.follow(drag.turn, drag.start, drag.end);
    this.desk.passage.set(drag.turn, drag.start, drag.end);
    this.place();
  }

  /** What was being dragged goes back to where it was. */
  letGo() {
    if (!this.drag) return;
    this.drag = null;
    this.layer.classList.remove("dragging");
    this.desk.passage.clear();
    this.place();
  }

  // By keyboard

  /** Take the chosen quote's words in hand; once they are, go to their other end. */
  begin() {
    const { desk } = this;
    if (this.active) return this.turnRound();
    const found = this.fittable();
    if (!found) {
      const card = desk.quotes.get(desk.selected);
      return announce(!card ? CHOOSE : isUncertain(card) ? PLACE_FIRST : NOT_NOW);
    }
    const { turn, start, end } = found;
    desk.bar.close();
    turn.node.closest("details")?.setAttribute("open", "");
    this.active = found;
    desk.caret.follow(turn, start, end);
    desk.passage.set(turn, start, end);
    turn.node.focus({ preventScroll: true });
    this.layer.classList.add("in-hand");
    return announce(HOW);
  }

  turnRound() {
    const { caret } = this.desk;
    [caret.from, caret.to] = [caret.to, caret.from];
    announce(caret.to < caret.from ? "Now its beginning moves." : "Now its end moves.");
  }

  /** Whole words are selected; an end that was not moved keeps the signs that stood at it. */
  keepEdges() {
    const { active, desk: { passage } } = this;
    if (!active || passage.turn !== active.turn) return;
    const bare = (one, other) => active.turn.words.every((word) => word.end <= one || word.start >= other);
    const start = bare(Math.min(passage.start, active.start), Math.max(passage.start, active.start)) ? active.start : passage.start;
    const end = bare(Math.min(passage.end, active.end), Math.max(passage.end, active.end)) ? active.end : passage.end;
    if (start === passage.start && end === passage.end) return;
    Object.assign(passage, { start, end });
    passage.draw();
  }

  /** Keep what is in hand; whether something was. */
  keep() {
    const { active, desk: { passage } } = this;
    if (!active) return false;
    if (passage.turn !== active.turn) return announce(ONE_TURN) ?? true;
    this.stop();
    if (passage.start === active.start && passage.end === active.end) announce("It stays as it is.");
    else this.keepAt({ ...active, from: active, start: passage.start, end: passage.end });
    return true;
  }

  /** Leave the quote as it is; whether one was in hand. */
  leave() {
    if (!this.active) return false;
    const { turn, start, end } = this.active;
    this.stop();
    this.desk.caret.follow(turn, start, end);
    this.desk.passage.set(turn, start, end);
    announce("It stays as it is.");
    return true;
  }

  stop() {
    this.active = null;
    this.layer.classList.remove("in-hand");
  }

  /** Store other ends; what is left out of the words or put in goes along where it stands inside them. */
  keepAt({ card, turn, from, start, end }) {
    const exact = turn.text.slice(start, end);
    const shift = start < from.start ? -codePoints(turn.text.slice(start), from.start - start) : codePoints(turn.text.slice(from.start), start - from.start);
    const before = this.desk.quotes.get(card.id)?.emendations ?? [];
    const emendations = trimmed(before, exact, shift);
    const anchor = turn.anchor(start, end);
    const words = shown(exact, emendations);
    const values = before.length ? { ...anchor, emendations } : anchor;
    const said = `The quote is now: “${words}”.${emendations.length < before.length ? DROPPED : ""}`;
    this.desk.acts.change(card.id, values, { ...anchor, exact, shown: words, ...(before.length ? { emendations } : {}) }, "ends moved", said);
    this.desk.stayWith(card.id);
  }
}

/** The places where a quote may begin: at words, or at the signs right before them. */
function starts(turn) {
  turn.starts ??= [...new Set(turn.words.flatMap(({ start }) => [start, turn.text.slice(0, start).search(/\S*$/)]))].sort((a, b) => a - b);
  return turn.starts;
}

/** The places where a quote may end: after words, or after the signs right behind them. */
function ends(turn) {
  turn.ends ??= [...new Set(turn.words.flatMap(({ end }) => [end, end + turn.text.slice(end).search(/\s|$/)]))].sort((a, b) => a - b);
  return turn.ends;
}

function nearest(places, index) {
  return places.reduce((best, place) => (Math.abs(place - index) < Math.abs(best - index) ? place : best));
}

function lastBefore(places, index) {
  return places.findLast((place) => place < index);
}

function firstAfter(places, index) {
  return places.find((place) => place > index);
}

/** The index in a turn's text at a point of the window; its edge where the point is above or below, else null. */
function indexAt(turn, x, y) {
  const box = turn.box.getBoundingClientRect();
  if (y < box.top) return 0;
  if (y > box.bottom) return turn.text.length;
  const inside = Math.min(Math.max(x, box.left + 1), box.right - 1);
  const found = document.caretPositionFromPoint?.(inside, y);
  const range = found ? null : document.caretRangeFromPoint?.(inside, y);
  const [node, offset] = found ? [found.offsetNode, found.offset] : [range?.startContainer, range?.startOffset];
  return node && turn.box.contains(node) ? turn.indexOf(node, offset) : null;
}
