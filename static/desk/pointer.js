// Select with mouse, pen or finger: the browser's selection becomes a passage of one turn.

import { announce } from "./announce.js";
import { snap } from "./words.js";

export const SPONSOR = "A sponsor read is nobody’s view. Choose a passage of the interview.";
const NO_WORD = "Select at least one word.";
const TOUCH_PAUSE = 500;

/**
 * Calls `selected({focus})` once a passage is set, `clicked(turn, index)` for a click without a selection, and `lifted()`
 * when the text is let go: while it is `held`, drawing a turn anew would take the selection away under the hand.
 */
export class Pointer {
  constructor({ transcript, passage, selected, clicked, lifted }) {
    Object.assign(this, { transcript, passage, selected, clicked, lifted, held: false });
    transcript.root.addEventListener("pointerdown", ({ button }) => (this.held ||= button === 0));
    transcript.root.addEventListener("pointerup", (event) => this.released(event));
    // After what was selected is read.
    for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => setTimeout(() => this.lift()));
    addEventListener("blur", () => this.lift());
    document.addEventListener("selectionchange", () => this.touched());
  }

  released(event) {
    this.type = event.pointerType;
    if (event.target.closest("#bar, .panel, .tools, .above, button, a, summary") || event.button !== 0) return;
    // The browser settles the selection after this event.
    setTimeout(() => this.read({ focus: event.pointerType === "mouse", event }));
  }

  lift() {
    if (!this.held) return;
    this.held = false;
    this.lifted();
  }

  /** A finger moves the selection's handles without lifting from the text. */
  touched() {
    clearTimeout(this.timer);
    if (this.type !== "touch" || getSelection().isCollapsed) return;
    this.timer = setTimeout(() => this.read({ focus: false }), TOUCH_PAUSE);
  }

  read({ focus, event }) {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const turn = this.transcript.turnAt(range.startContainer) ?? this.after(range);
    if (!turn || (!selection.isCollapsed && this.outside(turn, range))) return;
    if (selection.isCollapsed) {
      if (event && turn.box.contains(range.startContainer)) this.clicked(turn, turn.indexOf(range.startContainer, range.startOffset), event);
      return;
    }
    this.take(turn, range, focus);
  }

  /** The first turn a selection reaches that began before any. */
  after(range) {
    return this.transcript.turns.find((turn) => range.intersectsNode(turn.box));
  }

  outside(turn, range) {
    return !range.intersectsNode(turn.box);
  }

  take(turn, range, focus) {
    if (turn.isSponsor) return announce(SPONSOR);
    const start = turn.box.contains(range.startContainer) ? turn.indexOf(range.startContainer, range.startOffset) : 0;
    const inside = turn.box.contains(range.endContainer);
    const end = inside ? turn.indexOf(range.endContainer, range.endOffset) : turn.text.length;
    const found = snap(turn.text, start, end);
    if (!found) return announce(NO_WORD);
    this.passage.set(turn, found.start, found.end);
    if (!inside && this.reachesOther(turn, range)) announce(`A quote lies inside one turn, so it ends where ${turn.who} stops.`);
    return this.selected({ focus });
  }

  /** Whether words of a later turn were selected too; a triple click only touches its edge. */
  reachesOther(turn, range) {
    const other = this.transcript.turnAt(range.endContainer);
    return Boolean(other && other !== turn && other.box.contains(range.endContainer) && other.indexOf(range.endContainer, range.endOffset) > 0);
  }
}
