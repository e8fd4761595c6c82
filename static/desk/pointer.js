// Select with mouse, pen or finger: the browser's selection becomes a passage of one turn.

import { announce } from "./announce.js";
import { isTyping } from "./keys.js";
import { snap } from "./words.js";

export const SPONSOR = "A sponsor read is nobody’s view. Choose a passage of the interview.";
const NO_WORD = "Select at least one word.";
const TOUCH_PAUSE = 500;
const OTHERS = "#bar, .panel, .tools, .above, button, a, summary";

/**
 * Calls `selected({focus})` once a passage is set, `clicked(turn, index)` for a click without a selection, and `lifted()`
 * when the text is let go: while it is `held`, drawing a turn anew would take the selection away under the hand.
 */
export class Pointer {
  constructor({ transcript, passage, selected, clicked, lifted }) {
    Object.assign(this, { transcript, passage, selected, clicked, lifted, held: false });
    document.addEventListener("pointerdown", (event) => this.pressed(event));
    document.addEventListener("pointerup", (event) => this.released(event));
    // Whoever types at once means the bar that is about to open.
    addEventListener("keydown", (event) => this.typed(event), true);
    // After what was selected is read.
    for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => setTimeout(() => this.lift()));
    addEventListener("blur", () => this.lift());
    document.addEventListener("selectionchange", () => this.touched());
  }

  pressed({ button, target }) {
    if (button !== 0) return;
    this.held ||= this.transcript.root.contains(target);
    this.began = !target.closest(OTHERS);
  }

  /** A drag that began on the text may end anywhere. */
  released(event) {
    this.type = event.pointerType;
    if (!this.began || event.button !== 0) return;
    const inText = this.transcript.root.contains(event.target) && !event.target.closest(OTHERS);
    if (!inText && (!this.held || getSelection().isCollapsed)) return;
    // The browser settles the selection after this event.
    this.settling = { focus: event.pointerType === "mouse", event };
    setTimeout(() => this.settle());
  }

  settle() {
    const { settling } = this;
    this.settling = null;
    if (settling) this.read(settling);
  }

  /** A letter goes into the field that the selection opens; it is no command. */
  typed(event) {
    if (!this.settling) return;
    this.settle();
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && isTyping({ target: document.activeElement })) event.stopImmediatePropagation();
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
