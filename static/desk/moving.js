// Go about the episode: to a place, a time, the next quote that nobody has approved yet; and the addresses of times.

import { announce, speak } from "./announce.js";
import { clock } from "./format.js";
import { utf16 } from "./offsets.js";
import { inOrder } from "./quotes.js";
import { bring } from "./view.js";

const REVIEWED = new Set(["approved", "published"]);

export class Moving {
  constructor(desk) {
    this.desk = desk;
    desk.keys.on("all-quotes", () => this.toAll());
    desk.keys.on("unreviewed-next", () => this.walkUnreviewed(1));
    desk.keys.on("unreviewed-before", () => this.walkUnreviewed(-1));
  }

  /** Stand on the words from `start` to `end` of a turn, or on the word at `start`. */
  to(turn, start = 0, end = null) {
    const { caret } = this.desk;
    turn.node.closest("details")?.setAttribute("open", "");
    if (turn.isSponsor) return this.toSponsor(turn);
    caret.follow(turn, start, end ?? start + 1);
    if (end === null) caret.show();
    else caret.take(start, end);
    turn.node.focus({ preventScroll: true });
    bring(this.desk.passage.range.getBoundingClientRect());
    return this.desk.lookAround();
  }

  /** One does not stand in a sponsor read: it is shown. */
  toSponsor(turn) {
    turn.node.focus({ preventScroll: true });
    bring(turn.node.getBoundingClientRect());
    speak(`Sponsor read: ${turn.text}`);
  }

  /** To what is said at a time, as far as the transcript has times; whether it has. */
  toTime(ms) {
    const turn = this.turnAt(ms);
    if (!turn) return announce("This transcript has no times.");
    this.to(turn, placeAt(turn, ms));
    return announce(`${clock(turn.told.start_ms)}, ${turn.who}`);
  }

  /** The turn in which a time lies, or the last that began before it; else the first that has a time. */
  turnAt(ms) {
    const timed = this.desk.transcript.turns.filter((turn) => turn.told.start_ms !== null);
    return timed.findLast((turn) => turn.told.start_ms <= ms) ?? timed[0];
  }

  /** To the list of all quotes. */
  toAll() {
    this.desk.choose(null);
    document.getElementById("inspector").querySelector("button")?.focus();
  }

  walkUnreviewed(step) {
    const { quotes, selected } = this.desk;
    const all = quotes.all();
    const at = all.findIndex((card) => card.id === selected);
    const here = at < 0 ? this.here() : null;
    const beyond = step > 0
      ? all.filter((card, number) => (here ? inOrder(card, here) > 0 : number > at))
      : all.filter((card, number) => (here ? inOrder(card, here) < 0 : number < at)).reverse();
    const next = beyond.find((card) => !REVIEWED.has(card.state));
    if (next) this.desk.choose(next.id);
    else announce("No more quotes that way wait to be approved.");
  }

  /** Where one stands, as a quote there would stand. */
  here() {
    const { caret, passage } = this.desk;
    if (!caret.turn) return { from_notes: false, start: -1, end: -1 };
    const inside = passage.turn === caret.turn ? passage.start : 0;
    const { start, end } = caret.turn.anchor(inside, inside);
    return { from_notes: caret.turn.kind === "notes", start, end };
  }

  /** #t=754 leads to what is said then. */
  toAddress(hash) {
    const seconds = hash.match(/^#t=(\d+)$/)?.[1];
    if (!seconds) return;
    this.toTime(Number(seconds) * 1000);
    this.desk.address(hash);
  }
}

/** The place in a turn's text of the words said at a time: the last that is known to have begun. */
export function placeAt(turn, ms) {
  const cue = turn.told.cues.findLast(([, at]) => at <= ms);
  return cue ? utf16(turn.text, cue[0]) : 0;
}
