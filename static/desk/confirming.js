// A quote whose place in a changed text is uncertain: old and proposed words side by side, and what to do with one key.

import { announce } from "./announce.js";
import { withPutIn, withTaken } from "./differences.js";
import { element } from "./dom.js";
import { isUncertain } from "./quotes.js";

const NOTHING_PROPOSED = "Its words are not found. Select them anew: r.";
const NOT_YOURS = "Only editors confirm where a quote stands.";
const SELECT = "Select the quote’s words in the text, then press c. Esc leaves it as it is.";
const NO_WORDS = "Select the quote’s words in the text first.";
const SAY_WHY = "Say why the quote is withdrawn, then withdraw it.";

/** Part of the inspector. `send(id, path, values, shown, said)` decides; `look(card)` shows a proposed place. */
export class Confirming {
  constructor({ quotes, transcript, passage, send, look }) {
    Object.assign(this, { quotes, transcript, passage, send, look, selecting: null, chosen: new Map() });
  }

  /** Do an action for the quote that is shown; whether it applies. */
  do(name, card, key) {
    if (!card || !isUncertain(card)) return false;
    if (name === "confirm") this.selecting ? this.take(card) : this.confirm(card);
    else if (name === "select-again") this.select(card);
    else if (name === "give-up") this.giveUp(card);
    else if (card.proposal?.candidates[key - 1]) this.choose(card, key - 1);
    else return false;
    return true;
  }

  /** Stop selecting again; whether one was. */
  leave() {
    if (!this.selecting) return false;
    this.stop();
    return true;
  }

  /** What the inspector shows of it. */
  nodes(card) {
    if (!isUncertain(card)) return [];
    const candidates = card.proposal?.candidates ?? [];
    return [
      element("div", { class: "confirming", role: "group", "aria-label": "Confirm its place" },
        element("p", { class: "warned" }, card.anchor_sentence),
        element("div", { class: "sides" },
          element("div", {}, element("h3", {}, "As last confirmed"), words(withTaken(card.exact, candidates[this.chosenOf(card)]?.exact ?? card.exact))),
          element("div", {}, element("h3", {}, "In the text now"),
            ...candidates.map((candidate, at) => this.candidate(card, candidate, at, candidates.length)),
            !candidates.length && element("p", { class: "quiet" }, "Not found."))),
        card.may_confirm !== false && this.acts(card, candidates.length > 0)),
    ];
  }

  candidate(card, { exact, turn }, at, many) {
    const place = this.transcript.find(card.proposal.revision, turn);
    const chosen = this.chosenOf(card) === at;
    return element("div", { class: chosen ? "candidate chosen" : "candidate" },
      words(withPutIn(card.exact, exact)),
      place && element("p", { class: "quiet" }, place.node.getAttribute("aria-label")),
      many > 1 && element("button", { type: "button", class: "plain", "aria-pressed": String(chosen), title: String(at + 1), click: () => this.choose(card, at) },
        chosen ? "Chosen" : "Choose this place", " ", element("kbd", { "aria-hidden": "true" }, String(at + 1))));
  }

  acts(card, found) {
    const act = (label, key, click, main) => element("button", {
      type: "button", class: main ? "button default" : "button", title: key, "aria-keyshortcuts": key, click,
    }, label, " ", element("kbd", { "aria-hidden": "true" }, key));
    if (this.selecting === card.id) {
      const chosen = this.passage.text;
      return element("div", {}, element("p", {}, SELECT),
        element("p", { class: "chosen-words" }, ...(chosen ? ["Selected: ", element("q", {}, chosen)] : ["Nothing is selected yet."])),
        element("p", { class: "acts" }, act("Take the selected words", "c", () => this.take(card), true), act("Leave", "Esc", () => this.stop())));
    }
    return element("p", { class: "acts" }, found && act("Confirm", "c", () => this.confirm(card), true),
      act("Select again", "r", () => this.select(card), !found), act(card.state === "published" ? "Withdraw" : "Discard", "x", () => this.giveUp(card)));
  }

  /** The number of the place that is chosen; the card may be told anew meanwhile, with the same places. */
  chosenOf(card) {
    return this.chosen.get(card.version) ?? 0;
  }

  choose(card, at) {
    this.chosen.set(card.version, at);
    this.look(card);
  }

  confirm(card) {
    if (card.may_confirm === false) return announce(NOT_YOURS);
    if (!card.proposal?.candidates.length) return announce(NOTHING_PROPOSED);
    const candidate = this.chosenOf(card);
    const { start, end, exact, turn } = card.proposal.candidates[candidate];
    return this.send(card.id, "confirm", { candidate }, { revision: card.proposal.revision, turn, start, end, exact }, "Confirmed.");
  }

  select(card) {
    if (card.may_confirm === false) return announce(NOT_YOURS);
    this.selecting = card.id;
    if (!card.proposal?.candidates.length) this.passage.clear();
    this.look(card);
    return announce(SELECT);
  }

  take(card) {
    const { turn, start, end } = this.passage;
    if (!turn) return announce(NO_WORDS);
    this.selecting = null;
    const place = { revision: turn.revision, ...turn.anchor(start, end) };
    const shown = { ...place, turn: turn.position, exact: turn.text.slice(start, end) };
    return this.send(card.id, "select", place, shown, "It stands on the words you selected.");
  }

  stop() {
    const card = this.quotes.get(this.selecting);
    this.selecting = null;
    if (card) this.look(card);
  }

  giveUp(card) {
    const note = document.getElementById("decision-note");
    if (card.state === "published" && note && !note.value.trim()) {
      note.focus();
      return announce(SAY_WHY);
    }
    const isPublic = card.state === "published";
    const shown = { state: isPublic ? "withdrawn" : "discarded" };
    return this.send(card.id, "give-up", { note: note?.value ?? "" }, shown, isPublic ? "Withdrawn." : "Discarded.");
  }
}

function words(nodes) {
  return element("blockquote", {}, "“", ...nodes.filter(Boolean), "”");
}
