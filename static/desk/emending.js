// Leave words out of a quote and put some in, in brackets: shown at the words, which stay as they were spoken.

import { announce } from "./announce.js";
import { element, fill } from "./dom.js";
import { bracketed, leavesWords, shown, told, withAnother } from "./emendations.js";
import { keyed } from "./keys.js";
import { codePoints, utf16 } from "./offsets.js";
import { isUncertain } from "./quotes.js";

const STRUCK = "desk-left-out";
const NO_WORDS = "Select words inside the quote first.";
const WHICH = "Several quotes hold these words. Choose one of them first.";
const NOT_NOW = "This quote cannot be changed now: take it back or have it returned first.";
const PLACE_FIRST = "Confirm the quote’s place first, then change it.";
const SOME_STAY = "Some of the words must stay as they were spoken.";
const SAY_WHAT = "Type what is to stand in brackets.";
const AFTER = new Set(["sic", "laughs", "laughter"]);
const WHERE = [["instead", "in place of"], ["before", "before"], ["after", "after"]];

/** Part of the inspector, and of the text: `d` leaves the selected words out, `h` puts words in at them. */
export class Emending {
  constructor(desk) {
    Object.assign(this, { desk, struck: new Map() });
    const { keys, inspector } = desk;
    if (desk.mayAnnotate) {
      keys.on("leave-out", () => this.leaveOut());
      keys.on("put-in", () => this.ask());
      this.makeForm();
    }
    this.section = element("section", { class: "emendations", "aria-label": "Left out and put in" });
    inspector.join(this);
  }

  // At the side

  /** What the inspector shows of it: what was done, each with a way back, and what can be done. */
  nodes(card) {
    const mayChange = this.desk.inspector.mayChange(card) && !isUncertain(card);
    if (!mayChange && !card.emendations?.length) return [];
    // A button that somebody presses just now must not be made anew under the press.
    const look = JSON.stringify([card.id, mayChange, card.exact, card.emendations]);
    if (look === this.look) return [this.section];
    this.look = look;
    const line = (one) => element("li", {}, told(card.exact, one),
      mayChange && element("button", { type: "button", class: "plain", "aria-label": `Take away ${told(card.exact, one)}`, click: () => this.takeAway(card.id, one) }, "×"));
    fill(this.section,
      card.emendations?.length > 0 && element("p", { class: "label" }, "Left out and put in"),
      card.emendations?.length > 0 && element("ul", {}, ...card.emendations.map(line)),
      card.emendations?.length > 0 && element("p", { class: "quiet as-spoken" }, "As spoken: ", element("q", {}, card.exact)),
      mayChange && element("p", { class: "acts" },
        element("button", { type: "button", class: "plain", ...keyed("leave-out"), click: () => this.leaveOut() }, "Leave out ", element("kbd", { "aria-hidden": "true" }, "d")),
        element("button", { type: "button", class: "plain", ...keyed("put-in"), click: () => this.ask() }, "Put in ", element("kbd", { "aria-hidden": "true" }, "h"))));
    return [this.section];
  }

  // What is done

  leaveOut() {
    const place = this.chosenWords();
    if (!place) return;
    this.desk.bar.close();
    this.emend(place.card, withAnother(place.card.exact, place.card.emendations ?? [], { start: place.start, end: place.end, text: "" }), "words left out");
  }

  takeAway(id, one) {
    const card = this.desk.quotes.get(id);
    const same = (other) => other.start === one.start && other.end === one.end && other.text === one.text;
    this.emend(card, card.emendations.filter((other) => !same(other)), "words as spoken");
    this.desk.inspector.node.focus();
  }

  emend(card, emendations, says) {
    if (emendations.length && !leavesWords(card.exact, emendations)) return announce(SOME_STAY);
    const words = shown(card.exact, emendations);
    this.desk.acts.change(card.id, { emendations }, { emendations, shown: words }, says, `Readers see: “${words}”`);
    return this.desk.stayWith(card.id);
  }

  /** The selected words, where they lie inside the chosen quote, in code points of its words. */
  chosenWords() {
    const { passage, quotes, transcript, inspector } = this.desk;
    const { turn, start, end } = passage;
    const holding = turn ? quotes.inTurn(turn).filter((card) => {
      const place = turn.place(card);
      return place.start <= start && end <= place.end;
    }) : [];
    const card = holding.find(({ id }) => id === this.desk.selected) ?? (holding.length === 1 ? holding[0] : null);
    if (!card) return void announce(holding.length ? WHICH : NO_WORDS);
    if (isUncertain(card)) return void announce(PLACE_FIRST);
    if (!inspector.mayChange(card) || transcript.turnOf(card) !== turn) return void announce(NOT_NOW);
    const at = turn.place(card).start;
    const words = turn.text.slice(at);
    return { card, start: codePoints(words, start - at), end: codePoints(words, end - at), words: passage.text };
  }

  // What is put in

  makeForm() {
    this.input = element("input", { id: "put-in-words", type: "text", maxlength: "80", autocomplete: "off", placeholder: "sic, or a name", input: () => this.guess() });
    this.places = WHERE.map(([value, label]) => ({
      value, label, input: element("input", { type: "radio", name: "put-in-place", id: `put-in-${value}`, value, change: () => (this.decided = true) }), words: element("q", {}),
    }));
    this.form = element("form", {
      class: "bar putting-in", "aria-label": "Put words in", novalidate: true, hidden: true,
      submit: (event) => this.putIn(event), keydown: (event) => event.key === "Escape" && this.leave(event),
    },
    element("label", { for: "put-in-words" }, "In brackets"), this.input,
    element("fieldset", {}, element("legend", { class: "visually-hidden" }, "Where"),
      ...this.places.map(({ input, label, words }) => element("label", { for: input.id }, input, ` ${label} `, words))),
    element("p", { class: "acts" },
      element("button", { type: "submit", class: "button default", title: "Enter" }, "Put in"),
      element("button", { type: "button", class: "plain", title: "Esc", click: (event) => this.leave(event) }, "Cancel")));
    this.desk.transcript.root.append(this.form);
  }

  /** Ask what to put in at the selected words. */
  ask() {
    const place = this.chosenWords();
    if (!place) return;
    this.desk.bar.close();
    this.asked = place;
    this.decided = false;
    this.input.value = "";
    for (const { words } of this.places) words.textContent = place.words;
    this.guess();
    this.form.hidden = false;
    const frame = this.form.parentElement.getBoundingClientRect();
    const box = [...this.desk.passage.range.getClientRects()].at(-1);
    this.form.style.top = `${box.bottom - frame.top + 8}px`;
    this.form.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - this.form.offsetWidth - 8))}px`;
    this.input.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
  }

  /** A remark goes behind the words, a name in their place, until somebody says otherwise. */
  guess() {
    if (this.decided) return;
    const wanted = AFTER.has(unbracketed(this.input.value).toLowerCase()) ? "after" : "instead";
    for (const { value, input } of this.places) input.checked = value === wanted;
  }

  putIn(event) {
    event.preventDefault();
    const text = unbracketed(this.input.value);
    if (!text) return announce(SAY_WHAT);
    const card = this.desk.quotes.get(this.asked.card.id);
    const { value } = this.places.find(({ input }) => input.checked);
    const start = value === "after" ? this.asked.end : this.asked.start;
    const end = value === "before" ? this.asked.start : this.asked.end;
    this.leave(event);
    if (card) this.emend(card, withAnother(card.exact, card.emendations ?? [], { start, end, text }), "words put in");
    return undefined;
  }

  leave(event) {
    event.preventDefault();
    event.stopPropagation();
    this.form.hidden = true;
    this.desk.toText();
  }

  // At the words

  /** Strike what is left out of a turn's quotes, and show what is put in. */
  drawTurn(turn) {
    const places = this.desk.quotes.inTurn(turn).filter((card) => card.emendations?.length && !isUncertain(card)).flatMap((card) => placed(turn, card));
    if (!places.length && !this.struck.has(turn)) return;
    clear(turn);
    places.forEach((place) => mark(turn, place));
    this.struck.set(turn, places.filter(({ start, end }) => start < end).map(({ start, end }) => turn.range(start, end)));
    for (const one of this.struck.keys()) if (!one.node.isConnected) this.struck.delete(one);
    CSS.highlights?.set(STRUCK, new Highlight(...[...this.struck.values()].flat()));
  }
}

/** Where the emendations of a quote stand in its turn. */
function placed(turn, card) {
  const at = turn.place(card).start;
  const words = turn.text.slice(at);
  return card.emendations.map(({ start, end, text }) => ({ start: at + utf16(words, start), end: at + utf16(words, end), text }));
}

/** Show one in an element that is empty but for what CSS writes, so that the words of the turn stay its text. */
function mark(turn, { start, end, text }) {
  const range = turn.range(Math.max(0, end - 1), end);
  range.collapse(false);
  if (start === end && (start === 0 || turn.text[start - 1] === " ")) range.setStart(turn.range(start, start + 1).startContainer, turn.range(start, start + 1).startOffset);
  range.collapse(false);
  range.insertNode(element("span", { class: "put-in", "data-text": bracketed(text) }));
}

function clear(turn) {
  for (const node of turn.box.querySelectorAll(".put-in")) {
    const { parentNode } = node;
    node.remove();
    parentNode.normalize();
  }
}

/** What was typed, without the brackets that are added by themselves. */
function unbracketed(text) {
  return text.replace(/[[\]]/g, "").replace(/\s+/g, " ").trim();
}
