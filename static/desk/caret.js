// Walk through the words and select them by keyboard alone.

import { announce, speak } from "./announce.js";
import { foot } from "./view.js";
import { sentences } from "./words.js";

const ONE_TURN = "A quote lies inside one turn: this is its edge.";
const MOVES = {
  "word-next": (caret) => caret.step(1),
  "word-before": (caret) => caret.step(-1),
  "sentence-next": (caret) => caret.sentenceBy(1),
  "sentence-before": (caret) => caret.sentenceBy(-1),
  "turn-next": (caret) => caret.turnBy(1),
  "turn-before": (caret) => caret.turnBy(-1),
  "word-more": (caret) => caret.stretch(1),
  "word-fewer": (caret) => caret.stretch(-1),
  sentence: (caret) => caret.sentence(),
  "sentence-fewer": (caret) => caret.lessSentence(),
  "turn-whole": (caret) => caret.wholeTurn(),
};

/** A place among the words: a turn, the word where the selection began, and the word where it is now. */
export class Caret {
  constructor(transcript, passage) {
    this.transcript = transcript;
    this.passage = passage;
    this.turn = null;
    this.from = 0;
    this.to = 0;
  }

  /** Move or select, by the action's name in the table of keys. */
  do(name) {
    MOVES[name](this);
  }

  /** Stand in a turn, where one stood before if it is the same. */
  enter(turn) {
    if (turn === this.turn && this.passage.turn === turn) return;
    this.moveTo(turn, 0);
  }

  step(by) {
    const target = this.to + by;
    if (target >= 0 && target < this.turn.words.length) return this.moveTo(this.turn, target);
    const next = this.transcript.next(this.turn, by);
    return next && this.moveTo(next, by > 0 ? 0 : next.words.length - 1);
  }

  /** To the first word of the next sentence, or of the one before; over the edge of a turn, into the next one. */
  sentenceBy(by) {
    const { start } = this.turn.words[this.to];
    const firsts = firstWords(this.turn);
    const target = firsts[firsts.findLastIndex((word) => this.turn.words[word].start <= start) + by];
    if (target !== undefined) return this.moveTo(this.turn, target);
    const next = this.transcript.next(this.turn, by);
    return next && this.moveTo(next, by > 0 ? 0 : firstWords(next).at(-1));
  }

  turnBy(by) {
    const next = this.transcript.next(this.turn, by);
    return next && this.moveTo(next, 0);
  }

  moveTo(turn, word) {
    this.focus(turn);
    this.from = this.to = word;
    this.show();
  }

  stretch(by) {
    const target = this.to + by;
    if (target < 0 || target >= this.turn.words.length) return announce(ONE_TURN);
    this.to = target;
    return this.show();
  }

  /** The sentences touched; where they are selected already, one more. */
  sentence() {
    const all = sentences(this.turn.text);
    const { start, end } = this.passage;
    const touched = all.filter((one) => one.start < end && one.end > start);
    const whole = touched[0].start === start && touched.at(-1).end === end;
    const last = whole ? (all[all.indexOf(touched.at(-1)) + 1] ?? touched.at(-1)) : touched.at(-1);
    this.take(touched[0].start, last.end);
    this.keepInView();
  }

  lessSentence() {
    const { start, end } = this.passage;
    const touched = sentences(this.turn.text).filter((one) => one.start < end && one.end > start);
    if (touched.length < 2) return;
    this.take(start, touched.at(-2).end);
    this.keepInView();
  }

  wholeTurn() {
    this.take(0, this.turn.text.length);
  }

  /** Select exactly from `start` to `end`, and stand on its last word. */
  take(start, end) {
    const inside = this.turn.words.map((word, at) => ({ ...word, at })).filter((w) => w.start >= start && w.end <= end);
    this.from = inside[0]?.at ?? this.from;
    this.to = inside.at(-1)?.at ?? this.to;
    this.passage.set(this.turn, start, end);
    speak(this.passage.text);
  }

  /** Follow a passage that was selected otherwise. */
  follow(turn, start, end) {
    this.focus(turn, { move: false });
    const at = turn.words.findIndex((word) => word.end > start);
    const last = turn.words.findLastIndex((word) => word.start < end);
    this.from = at < 0 ? Math.max(turn.words.length - 1, 0) : at;
    this.to = Math.max(last, this.from);
  }

  show() {
    const first = this.turn.words[Math.min(this.from, this.to)];
    const last = this.turn.words[Math.max(this.from, this.to)];
    this.passage.set(this.turn, first.start, last.end);
    speak(this.passage.text);
    this.keepInView();
  }

  /** What is seen is the word where the selection ends now, however long it has become. */
  keepInView() {
    const { start, end } = this.turn.words[this.to];
    keepInView(this.turn.range(start, end));
  }

  focus(turn, { move = true } = {}) {
    if (this.turn) this.turn.node.tabIndex = -1;
    this.turn = turn;
    turn.node.tabIndex = 0;
    if (move && document.activeElement !== turn.node) turn.node.focus({ preventScroll: true });
  }
}

/** The first word of each sentence of a turn. */
function firstWords({ text, words }) {
  const found = sentences(text).map(({ start, end }) => words.findIndex((word) => word.start >= start && word.start < end));
  return found.filter((word) => word >= 0);
}

function keepInView(range) {
  const box = range.getBoundingClientRect();
  const end = foot();
  if (box.top < 80) window.scrollBy({ top: box.top - Math.min(160, end / 3) });
  else if (box.bottom > end - 40) window.scrollBy({ top: box.bottom - end + Math.min(160, end / 3) });
}
