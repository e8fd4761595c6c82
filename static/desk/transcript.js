// The turns on the page: their text, the places in it, and the highlights drawn on it.

import { element } from "./dom.js";
import { drawText, paragraphsOf } from "./drawing.js";
import { lanes, marked } from "./marks.js";
import { codePoints, utf16 } from "./offsets.js";
import { isUncertain, standing, waitingWords } from "./quotes.js";
import { huesOf } from "./speakers.js";
import { hueOf } from "./topics.js";
import { words } from "./words.js";

/** A turn of the page. Places in it are UTF-16 indexes of `text`, until `anchor` gives them to the server. */
export class Turn {
  constructor(told, { revision, kind }, node) {
    Object.assign(this, { told, revision, kind, node });
    this.box = node.querySelector(".words");
    this.side = node.querySelector(".side");
    this.text = told.text;
    this.position = told.position;
    this.offset = told.offset;
    this.who = node.getAttribute("aria-label").split(",")[0];
    this.isSponsor = told.section === "sponsor";
    this.paragraphs = paragraphsOf(told).map((paragraph) => paragraph.length);
  }

  get words() {
    this.found ??= words(this.text);
    return this.found;
  }

  /** A place in this turn as the server counts: code points of the revision's text. */
  anchor(start, end) {
    return { start: this.offset + codePoints(this.text, start), end: this.offset + codePoints(this.text, end) };
  }

  /** Where a quote of this turn stands in its text, or would as it is proposed. */
  place(card) {
    const { start, end } = standing(card);
    return { start: utf16(this.text, start - this.offset), end: utf16(this.text, end - this.offset) };
  }

  /** The index in the text at which a place of the document lies. */
  indexOf(node, offset) {
    const before = document.createRange();
    before.selectNodeContents(this.box);
    before.setEnd(node, offset);
    return before.toString().length;
  }

  /** The document's range of a part of the text. */
  range(start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(this.box, NodeFilter.SHOW_TEXT);
    let passed = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.data.length;
      if (start >= passed && start <= passed + length) range.setStart(node, start - passed);
      if (end >= passed && end <= passed + length) {
        range.setEnd(node, end - passed);
        return range;
      }
      passed += length;
    }
    return range;
  }

  /** Draw the quotes: marks on the words, their topics at the side. */
  draw(cards, selected) {
    const ranges = lanes(
      cards.map((card) => ({
        ...this.place(card), id: card.id, state: card.state, selected: card.id === selected, isUncertain: isUncertain(card), waiting: waitingWords(card), hue: hueOf(card.tags[0]),
      })),
    );
    // Drawn anew only where it looks different: a selection under way lasts as long as the nodes it is in.
    const look = JSON.stringify([ranges, cards.map((card) => [card.tags, card.state_label])]);
    if (look === this.look) return;
    this.look = look;
    let from = 0;
    const paragraphs = this.paragraphs.map((length) => {
      const nodes = marked(this.text, from, from + length, ranges);
      from += length;
      return element("span", { class: "para" }, ...nodes);
    });
    this.box.replaceChildren(...paragraphs);
    this.box.classList.toggle("many-lanes", ranges.some((range) => range.lane > 2));
    this.side.replaceChildren(...cards.map((card) => sideNote(card, card.id === selected)));
    this.side.hidden = !cards.length;
  }
}

function sideNote(card, selected) {
  const topics = card.tags.map((tag) => tag.label).join(", ") || "no topic";
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", class: `note state-${card.state} ${hueOf(card.tags[0])}`, "data-quote": card.id, "aria-pressed": String(selected) },
      element("span", { class: "topics" }, topics),
      element("span", { class: "state" }, card.state_label),
      waitingWords(card) && element("span", { class: "unsaved" }, waitingWords(card)),
      isUncertain(card) && element("span", { class: "state uncertain" }, "needs confirming"),
    ),
  );
}

/** All turns of the page, in order. */
export class Transcript {
  constructor(root, place, { language, audio }) {
    Object.assign(this, { root, place, language, audio: Boolean(audio) });
  }

  /** Draw these texts in place of those there are; unfolded sponsor reads stay so. */
  show(texts) {
    const open = new Set([...this.place.querySelectorAll("details[open]")].map((one) => one.dataset.from));
    this.texts = texts;
    this.turns = [];
    this.hues = huesOf(texts.filter((text) => text.kind !== "notes").flatMap((text) => text.turns));
    const sections = texts.map((text) => {
      const { section, nodes } = drawText(text, this);
      this.turns.push(...nodes.map((node, at) => new Turn(text.turns[at], text, node)));
      return section;
    });
    this.turns.forEach((turn, number) => (turn.number = number));
    this.byNode = new Map(this.turns.map((turn) => [turn.node, turn]));
    this.byPlace = new Map(this.turns.map((turn) => [`${turn.revision}:${turn.position}`, turn]));
    for (const turn of this.turns) if (turn.isSponsor) turn.node.tabIndex = 0;
    if (texts.length) this.place.replaceChildren(...sections);
    for (const one of this.place.querySelectorAll("details")) one.open = open.has(one.dataset.from);
    const first = this.turns.find((turn) => !turn.isSponsor);
    if (first) first.node.tabIndex = 0;
  }

  turnAt(node) {
    const start = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    return this.byNode.get(start?.closest(".turn"));
  }

  turnOf(card) {
    const { revision, turn: position } = standing(card);
    return this.find(revision, position);
  }

  find(revision, position) {
    return this.byPlace.get(`${revision}:${position}`);
  }

  /** The text that has this revision; undefined where it is no longer the current one. */
  textOf(revision) {
    return this.texts.find((text) => text.revision === revision);
  }

  /** The turn that follows in the same text. */
  after(turn) {
    return this.find(turn.revision, turn.position + 1);
  }

  /** The turns one walks through: sponsor reads are passed over. */
  next(turn, step) {
    for (let at = turn.number + step; at >= 0 && at < this.turns.length; at += step) {
      if (!this.turns[at].isSponsor) return this.turns[at];
    }
    return null;
  }
}
