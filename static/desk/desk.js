// The annotation desk: puts its parts together.

import { announce, speak } from "./announce.js";
import { Api } from "./api.js";
import { Bar } from "./bar.js";
import { Caret } from "./caret.js";
import { Confirming } from "./confirming.js";
import { Correcting } from "./correcting.js";
import { Inspector } from "./inspector.js";
import { Passage } from "./passage.js";
import { Pointer } from "./pointer.js";
import { Quotes, isUncertain } from "./quotes.js";
import { Transcript } from "./transcript.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const PAUSE = 150;

class Desk {
  constructor() {
    const settings = read("desk-settings");
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    this.mayAnnotate = settings.mayAnnotate;
    this.selected = null;
    this.api = new Api(settings.api, token);
    this.quotes = new Quotes(read("desk-quotes"));
    this.settings = settings;
    this.transcript = new Transcript(document.getElementById("transcript"), document.getElementById("texts"), settings.language);
    this.transcript.show(read("desk-texts"));
    this.passage = new Passage();
    this.caret = new Caret(this.transcript, this.passage);
    this.makeParts();
    this.listen();
    this.drawQuotes();
    this.openAddress();
    document.body.dataset.ready = "true";
  }

  makeParts() {
    const { api, passage, quotes, transcript } = this;
    this.bar = new Bar(document.getElementById("bar"), {
      api, passage, saved: (card) => this.saved(card), closed: () => this.toText(),
    });
    this.inspector = new Inspector(document.getElementById("inspector"), {
      api, quotes, choose: (id) => this.choose(id), leave: () => this.toText(),
    });
    this.pointer = new Pointer({
      transcript, passage, selected: (how) => this.picked(how), clicked: (turn, index) => this.clicked(turn, index),
    });
    this.confirming = new Confirming({
      quotes, transcript, passage, look: (card) => this.look(card),
      send: (id, path, values, said) => this.inspector.decide(id, path, values, said, () => this.toText()),
    });
    this.inspector.join(this.confirming);
    if (this.mayAnnotate && transcript.turns.length) this.correcting = new Correcting({
      api, transcript, passage, settings: this.settings, toText: () => this.toText(),
      redraw: (answer, after) => this.redraw(answer, after), toUncertain: () => this.walkUncertain(),
    });
  }

  listen() {
    const root = this.transcript.root;
    this.quotes.addEventListener("change", ({ detail: { card, former } }) => this.changed(card, former));
    root.addEventListener("focusin", (event) => this.entered(event));
    root.addEventListener("click", (event) => this.sideNote(event));
    document.addEventListener("keydown", (event) => this.press(event));
    document.getElementById("uncertain-button").addEventListener("click", () => this.walkUncertain());
    document.getElementById("help-button").addEventListener("click", () => this.help());
    window.addEventListener("hashchange", () => this.openAddress());
  }

  /** A quote may have come to stand in another turn. */
  changed(card, former) {
    if (former) this.drawTurn(this.transcript.turnOf(former));
    this.drawTurn(this.transcript.turnOf(card));
    this.countUncertain();
  }

  drawQuotes() {
    this.transcript.turns.forEach((turn) => this.drawTurn(turn));
    this.countUncertain();
  }

  countUncertain() {
    const count = this.quotes.uncertain().length;
    const button = document.getElementById("uncertain-button");
    button.hidden = !count;
    button.querySelector("span").textContent = count === 1 ? "1 quote needs confirming" : `${count} quotes need confirming`;
  }

  /** Show the text and the quotes as the server has them now, and stand where one stood. */
  redraw({ texts, quotes }, after) {
    const stood = this.caret.turn;
    const place = after ?? (stood && { position: stood.position, start: this.passage.start, end: this.passage.end });
    const top = stood?.node.getBoundingClientRect().top;
    const kind = stood?.kind ?? texts[0].kind;
    this.passage.clear();
    this.caret.turn = null;
    this.transcript.show(texts);
    this.quotes.replace(quotes);
    this.drawQuotes();
    const turns = this.transcript.turns.filter((turn) => turn.kind === kind);
    if (place && turns.length) this.standAt(turns[Math.min(place.position, turns.length - 1)], place, top);
    const shown = this.quotes.get(this.selected);
    if (shown) this.inspector.show(shown.id);
    else this.choose(null);
  }

  standAt(turn, { start = 0, end = start }, top) {
    this.caret.follow(turn, start, Math.max(end, start + 1));
    const [first, last] = [turn.words[this.caret.from], turn.words[this.caret.to]];
    if (first) this.passage.set(turn, first.start, last.end);
    turn.node.focus({ preventScroll: true });
    if (top !== undefined) scrollBy({ top: turn.node.getBoundingClientRect().top - top, behavior: "instant" });
  }

  drawTurn(turn) {
    if (!turn) return;
    const cards = this.quotes.inTurn(turn);
    if (cards.length || turn.drawn) turn.draw(cards, this.selected);
    turn.drawn = cards.length > 0;
    if (this.passage.turn === turn) this.passage.draw();
  }

  // Moving about

  entered(event) {
    const turn = this.transcript.byNode.get(event.target);
    if (turn && !turn.isSponsor && event.target.matches(":focus-visible")) this.caret.enter(turn);
  }

  press(event) {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (this.anywhere(event.key) || this.inText(event)) event.preventDefault();
  }

  /** Keys that mean the same wherever one is. */
  anywhere(key) {
    if (key === "?") this.help();
    else if (key === "j") this.walkQuotes(1);
    else if (key === "k") this.walkQuotes(-1);
    else if (key === "u") this.walkUncertain();
    else if (this.confirming.press(key, this.quotes.get(this.selected))) return true;
    else if (key === "i") document.getElementById("inspector").querySelector("button, input")?.focus();
    else return false;
    return true;
  }

  inText(event) {
    const turn = this.transcript.byNode.get(event.target);
    if (turn && this.correcting?.press(event.key, turn)) return true;
    if (!turn || turn.isSponsor) return false;
    this.caret.enter(turn);
    if (event.key === "Enter") this.picked({ focus: true });
    else if (event.key === "Escape") this.passage.clear();
    else if (!this.caret.press(event)) return false;
    else this.lookAround();
    return true;
  }

  /** After a short rest, show at the side what stands under the caret. */
  lookAround() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => {
      const { turn, start, end } = this.passage;
      if (turn) this.showAt(turn, start, end);
    }, PAUSE);
  }

  showAt(turn, start, end) {
    if (this.confirming.selecting) return this.inspector.draw(this.quotes.get(this.selected));
    const here = this.quotes.inTurn(turn).filter((card) => {
      const place = turn.place(card);
      return place.start < end && place.end > start;
    });
    if (here.length === 1) this.choose(here[0].id, { go: false });
    else if (here.length > 1) this.inspector.several(here);
    else if (this.selected) this.choose(null);
    return undefined;
  }

  clicked(turn, index) {
    if (turn.isSponsor) return;
    this.bar.close();
    this.caret.follow(turn, index, index + 1);
    turn.node.focus({ preventScroll: true });
    const word = turn.words[this.caret.from];
    if (word) this.passage.set(turn, word.start, word.end);
    this.showAt(turn, index, index + 1);
  }

  sideNote(event) {
    const id = event.target.closest(".side [data-quote]")?.dataset.quote;
    if (id) this.choose(id, { go: false });
  }

  walkQuotes(step) {
    const all = this.quotes.all();
    const at = all.findIndex((card) => card.id === this.selected);
    const next = at < 0 ? all[step > 0 ? 0 : all.length - 1] : all[at + step];
    if (next) this.choose(next.id);
    else announce(all.length ? "No more quotes that way." : "There are no quotes here yet.");
  }

  /** To the next quote that a person must confirm. */
  walkUncertain() {
    const all = this.quotes.uncertain();
    const next = all[(all.findIndex((card) => card.id === this.selected) + 1) % all.length];
    if (next) this.choose(next.id);
    else announce("No quote of this episode needs confirming.");
  }

  /** Show a quote and the place that is proposed for it. */
  look(card) {
    this.transcript.turns.forEach((turn) => turn.drawn && this.drawTurn(turn));
    this.inspector.draw(card);
    const turn = this.transcript.turnOf(card);
    this.drawTurn(turn);
    if (!turn) return;
    const { start, end } = turn.place(card);
    this.goTo(turn, card);
    this.caret.take(start, end);
  }

  toText() {
    const shown = this.caret.turn ?? this.transcript.turns.find((turn) => !turn.isSponsor);
    shown?.node.focus({ preventScroll: true });
  }

  help() {
    document.getElementById("help").showModal();
  }

  // Quotes

  /** A passage was selected: open the bar, for those who may annotate. */
  picked({ focus }) {
    this.caret.follow(this.passage.turn, this.passage.start, this.passage.end);
    this.showAt(this.passage.turn, this.passage.start, this.passage.end);
    if (this.confirming.selecting) return undefined;
    if (this.mayAnnotate) this.bar.open({ focus });
    else announce("Only editors make quotes.");
    return undefined;
  }

  saved(card) {
    this.quotes.put(card);
    this.choose(card.id, { go: false, fresh: false });
    this.inspector.fill(card);
    this.toText();
  }

  /** Select a quote, or none, and go where it stands. */
  choose(id, { go = true, fresh = true } = {}) {
    clearTimeout(this.looking); // what is chosen is not what the caret was about to show
    if (id !== this.confirming.selecting) this.confirming.selecting = null;
    const former = this.quotes.get(this.selected);
    const card = this.quotes.get(id);
    this.selected = card ? id : null;
    if (former) this.drawTurn(this.transcript.turnOf(former));
    history.replaceState(null, "", card ? `#quote-${id}` : location.pathname);
    if (!card) return this.inspector.list();
    const turn = this.transcript.turnOf(card);
    this.drawTurn(turn);
    if (go && turn) this.goTo(turn, card);
    this.inspector.id = id;
    return fresh ? this.inspector.show(id) : undefined;
  }

  goTo(turn, card) {
    turn.node.closest("details")?.setAttribute("open", "");
    const { start } = turn.place(card);
    this.caret.follow(turn, start, start + 1);
    this.caret.show();
    turn.node.focus({ preventScroll: true });
    const box = this.passage.range.getBoundingClientRect();
    if (box.top < 100 || box.bottom > innerHeight - 60) scrollBy({ top: box.top - innerHeight / 3 });
    speak(`${card.state_label}${isUncertain(card) ? ", needs confirming" : ""}: ${card.exact}`);
  }

  openAddress() {
    const id = location.hash.match(/^#quote-(.+)$/)?.[1];
    this.choose(id && this.quotes.get(id) ? id : null);
  }
}

new Desk();
