// Edit a turn's words where they stand, one line a paragraph. What is typed is kept until the server has it.

import { announce } from "./announce.js";
import { changed, changes, countedChanges, placeBefore } from "./changes.js";
import { element } from "./dom.js";
import { codePoints } from "./offsets.js";
import { Panel } from "./panel.js";

const SAME = "Nothing is changed yet. Type, or leave with Esc.";
const ONE_LINE = "A paragraph is one line. To begin a new turn here, press Alt+Enter.";
const SPLIT_EDGE = "Put the caret before the word that begins the second turn.";

export class WordsPanel extends Panel {
  static title = "Edit the words";

  fields() {
    const { keeping } = this.context;
    const kept = keeping.get(this.turn.revision, this.turn.position);
    this.area = element("textarea", {
      class: "editing", "aria-label": `Words of ${this.turn.who}`, lang: this.turn.box.lang, spellcheck: "true",
      input: () => this.typed(), beforeinput: (event) => this.before(event),
    });
    this.shown = lines(this.turn);
    this.area.value = kept ? asLines(this.turn, kept.text) : this.shown;
    if (kept) this.reason.value = kept.reason;
    this.reason.addEventListener("input", () => this.typed());
    return [this.area];
  }

  extras() {
    return [element("button", { type: "button", class: "button", title: "Alt+Enter", click: () => this.split() }, "Split here")];
  }

  /** What the turn would say. */
  get text() {
    return oneLine(this.area.value);
  }

  open({ selection } = {}) {
    this.turn.node.classList.add("edited");
    super.open();
    this.grow();
    const [start, end] = selection ?? [0, 0];
    if (this.text === this.turn.text) this.area.setSelectionRange(start, end);
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  close() {
    if (this.text !== this.turn.text) announce("Not saved. What you typed is kept: e goes on with it.");
    this.leave();
  }

  /** Close it, and leave what is typed to whoever sends it. */
  leave() {
    this.turn.node.classList.remove("edited");
    super.leave();
  }

  press(event) {
    if (event.key === "Enter" && event.altKey) {
      event.preventDefault();
      this.split();
    }
    super.press(event);
  }

  before(event) {
    if (event.inputType !== "insertLineBreak" && event.inputType !== "insertParagraph") return;
    event.preventDefault();
    announce(ONE_LINE);
  }

  typed() {
    this.grow();
    const { revision, position, who, text: before } = this.turn;
    if (this.text === before) this.context.keeping.drop({ revision, position });
    else this.context.keeping.put({ revision, position, who, before, text: this.text, reason: this.reason.value });
  }

  grow() {
    this.area.rows = 1;
    const line = Number.parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.rows = Math.max(1, Math.round((this.area.scrollHeight - 8) / line));
  }

  /** What is on its way is not changed meanwhile: it would be taken for saved. */
  working(busy) {
    super.working(busy);
    this.area.readOnly = busy;
  }

  edits() {
    const places = wordEdits(this.turn, this.text);
    if (!places.length) throw new Error(SAME);
    return places;
  }

  /** Save what is typed, and divide the turn where the caret is. */
  split() {
    const before = oneLine(this.area.value.slice(0, this.area.selectionStart));
    if (!before.trim() || !this.text.slice(before.length).trim()) return this.refuse(SPLIT_EDGE);
    const at = placeBefore(changes(this.turn.text, this.text), before.length);
    const cut = { op: "split", turn: this.turn.position, at: codePoints(this.turn.text, at) };
    return this.save(() => [...wordEdits(this.turn, this.text), cut]);
  }

  /** Words alone are shown as they were and are; what else waits is a turn that is divided. */
  says() {
    return "Its words edited, and split there";
  }

  after() {
    const { selectionStart, selectionEnd } = this.area;
    const place = (index) => oneLine(this.area.value.slice(0, index)).length;
    return { position: this.turn.position, start: place(selectionStart), end: place(selectionEnd) };
  }
}

/** The edits that make a turn say `text`: only what differs, so that others' edits beside it stay. */
export function wordEdits(turn, text) {
  return countedChanges(turn.text, text).map((place) => ({ op: "words", turn: turn.position, ...place }));
}

/** The words of a turn with a line break for the blank between two paragraphs: every place stays the same. */
function lines(turn) {
  return turn.paragraphs.slice(0, -1).reduce((done, length) => {
    const at = done.at + length;
    const text = turn.text[at - 1] === " " ? `${done.text.slice(0, at - 1)}\n${done.text.slice(at)}` : done.text;
    return { at, text };
  }, { at: 0, text: turn.text }).text;
}

/** Words that were typed for a turn, in its paragraphs again. */
function asLines(turn, text) {
  return changed(lines(turn), changes(turn.text, text));
}

function oneLine(text) {
  return text.replace(/[\r\n]+/g, " ");
}
