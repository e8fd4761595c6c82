// The annotation desk: the text, its quotes, and selecting and tagging words. Its other parts come with parts.js.

import { Acts } from "./acts.js";
import { announce, speak } from "./announce.js";
import { Api } from "./api.js";
import { Bar } from "./bar.js";
import { Caret } from "./caret.js";
import { Confirming } from "./confirming.js";
import { Emending } from "./emending.js";
import { Fitting } from "./fitting.js";
import { Inspector } from "./inspector.js";
import { LABELS } from "./decisions.js";
import { Keys, hasKey, sheet } from "./keys.js";
import { naming } from "./naming.js";
import { Outbox } from "./outbox.js";
import { Moving } from "./moving.js";
import { Passage } from "./passage.js";
import { Pointer, SPONSOR } from "./pointer.js";
import { Quotes, isUncertain, waitingWords } from "./quotes.js";
import { editAgain } from "./refusals.js";
import { Saving } from "./saving.js";
import { learnHues } from "./topics.js";
import { Transcript } from "./transcript.js";
import { Typed } from "./typed.js";
import { bring } from "./view.js";
import { Vocabulary } from "./vocabulary.js";
import { Undoing } from "./undoing.js";

/** What the page brings along. */
export const read = (id) => JSON.parse(document.getElementById(id).textContent);
const PAUSE = 150;
const MOVES = [
  "word-next", "word-before", "sentence-next", "sentence-before", "turn-next", "turn-before", "word-more", "word-fewer", "sentence", "sentence-fewer", "turn-whole",
];
const STEPS = { "word-next": 1, "sentence-next": 1, "turn-next": 1, "word-before": -1, "sentence-before": -1, "turn-before": -1 };
const DOUBTS = ["confirm", "choose-place", "select-again", "give-up"];

/**
 * Parts are made with it, read its public fields, and hear of `drawn` (the texts or quotes were drawn anew), `chosen`
 * (`selected` is another quote, or none) and `moved` (the caret stands elsewhere).
 */
class Desk extends EventTarget {
  /** How choices of a kind are found by what is typed. */
  find = (kind) => {
    const find = this.vocabulary.finder(kind);
    return this.mayCorrect && kind !== "tags" ? Object.assign(find, { extras: naming(this.api, kind) }) : find;
  };

  constructor() {
    super();
    const settings = read("desk-settings");
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    this.mayAnnotate = settings.mayAnnotate;
    this.mayCorrect = settings.mayCorrect;
    this.selected = null;
    learnHues(settings.hues);
    this.waiting = new Set(); // turns to draw anew once the text is let go
    this.api = new Api(settings.api, token);
    this.settings = settings;
    this.outbox = new Outbox(this);
    this.undoing = new Undoing(this);
    this.typed = new Typed(settings);
    this.quotes = new Quotes(read("desk-quotes"), this.outbox, (revision) => Boolean(this.transcript.textOf(revision)));
    this.acts = new Acts(this);
    this.keys = new Keys();
    this.transcript = new Transcript(document.getElementById("transcript"), document.getElementById("texts"), settings);
    this.transcript.show(read("desk-texts"));
    this.passage = new Passage();
    this.caret = new Caret(this.transcript, this.passage);
    this.vocabulary = new Vocabulary(this);
    this.makeParts();
    this.listen();
    this.bindKeys();
    this.quotes.follow();
    this.drawQuotes();
    this.asked = location.hash; // choosing changes it, and the parts made later lead there, too
    this.openAddress();
    this.outbox.resume();
    document.body.dataset.selectable = "true";
  }

  makeParts() {
    const { passage, quotes, transcript } = this;
    this.bar = new Bar(this);
    this.inspector = new Inspector(this);
    this.saving = new Saving(this);
    this.pointer = new Pointer({
      transcript, passage, selected: (how) => this.picked(how), clicked: (turn, index) => this.clicked(turn, index),
      lifted: () => this.drawWaiting(),
    });
    this.confirming = new Confirming({
      quotes, transcript, passage, look: (card) => this.look(card),
      send: (...decision) => {
        this.acts.place(...decision);
        this.toText();
      },
    });
    this.inspector.confirming = this.confirming;
    this.emending = new Emending(this);
    if (this.mayAnnotate) this.fitting = new Fitting(this);
    this.moving = new Moving(this);
  }

  listen() {
    const root = this.transcript.root;
    this.quotes.addEventListener("change", ({ detail: { card, former } }) => this.changed(card, former));
    this.passage.addEventListener("change", () => this.tell("moved"));
    this.undoing.addEventListener("walked", ({ detail: { quote } }) => this.showWalked(quote));
    root.addEventListener("focusin", (event) => this.entered(event));
    root.addEventListener("click", (event) => this.sideNote(event));
    document.getElementById("uncertain-button").addEventListener("click", () => this.walkUncertain());
    document.getElementById("help-button").addEventListener("click", () => this.help());
    document.getElementById("keys").replaceChildren(...sheet({ editors: this.mayAnnotate, correctors: this.mayCorrect }));
    window.addEventListener("hashchange", () => this.openAddress());
  }

  bindKeys() {
    const { keys, caret } = this;
    keys.on("help", () => this.help());
    keys.on("quote-next", () => this.walkQuotes(1));
    keys.on("quote-before", () => this.walkQuotes(-1));
    keys.on("uncertain-next", () => this.walkUncertain());
    keys.on("inspector", () => document.getElementById("inspector").querySelector("button, input")?.focus());
    for (const name of MOVES) keys.on(name, (event) => this.atSponsor(event, name) || this.walk(event, () => caret.do(name)));
    keys.on("annotate", (event) => this.fitting?.keep() || this.atSponsor(event) || this.atTurn(event, () => this.picked({ focus: true })));
    keys.on("leave", (event) => this.confirming.leave() || this.fitting?.leave() || this.leave(event));
    for (const name of DOUBTS) keys.on(name, (event) => this.confirming.do(name, this.quotes.get(this.selected), event.key));
    keys.on("pick", (event) => this.inspector.pick(Number(event.key)));
    for (const action of Object.keys(LABELS).filter(hasKey)) keys.on(action, () => this.inspector.move(action));
    keys.on("refused-next", () => this.walkRefused());
    keys.on("try-again", () => this.withRefused((entry) => this.outbox.retry(entry)));
    keys.on("edit-again", () => this.withRefused((entry) => this.outbox.kinds.get(entry.kind).edit && editAgain(entry, this.outbox)));
    keys.on("throw-away", () => this.withRefused((entry) => this.outbox.drop(entry)));
  }

  tell(name) {
    this.dispatchEvent(new Event(name));
  }

  /** A quote may have come to stand in another turn. */
  changed(card, former) {
    if (former) this.drawTurn(this.transcript.turnOf(former));
    this.drawTurn(this.transcript.turnOf(card));
    this.countUncertain();
    this.inspector.update(card);
    this.tell("drawn");
  }

  drawQuotes() {
    this.transcript.turns.forEach((turn) => this.drawTurn(turn));
    this.countUncertain();
    this.tell("drawn");
  }

  countUncertain() {
    const count = this.quotes.uncertain().length;
    const button = document.getElementById("uncertain-button");
    button.hidden = !count;
    button.querySelector("span").textContent = count === 1 ? "1 quote needs confirming" : `${count} quotes need confirming`;
  }

  /** Texts and quotes as the server has them now; asked for again where a quote was told anew meanwhile. */
  async current() {
    const { news } = this.quotes;
    const answer = await this.api.get(`episodes/${this.settings.episode}/`);
    return this.quotes.news === news ? answer : this.current();
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
    if (this.pointer.held) {
      this.waiting.add(turn);
      return;
    }
    const cards = this.quotes.inTurn(turn);
    if (cards.length || turn.drawn) turn.draw(cards, this.selected);
    turn.drawn = cards.length > 0;
    this.emending?.drawTurn(turn);
    if (this.passage.turn === turn) this.passage.draw();
  }

  /** Draw the turns that changed while words were being selected. */
  drawWaiting() {
    const turns = [...this.waiting];
    this.waiting.clear();
    turns.filter(({ node }) => node.isConnected).forEach((turn) => this.drawTurn(turn));
    if (turns.length) this.tell("drawn");
  }

  // Moving about

  entered(event) {
    const turn = this.transcript.byNode.get(event.target);
    if (turn && !turn.isSponsor && event.target.matches(":focus-visible")) this.caret.enter(turn);
  }

  /** Where one stands in the text, do this there; false where one does not. */
  atTurn(event, act) {
    const turn = this.transcript.byNode.get(event.target);
    if (!turn || turn.isSponsor) return false;
    this.caret.enter(turn);
    act(turn);
    return true;
  }

  /** Clear the selection; whoever stands nowhere yet comes to the text. */
  leave(event) {
    if (event.target === document.body) return this.toText();
    return this.atTurn(event, () => this.passage.clear());
  }

  /** A sponsor read is left by the arrows, and says why nothing in it is chosen; whether one stood in one. */
  atSponsor(event, move) {
    const turn = this.transcript.byNode.get(event.target);
    if (!turn?.isSponsor) return false;
    const next = STEPS[move] && this.transcript.next(turn, STEPS[move]);
    if (!STEPS[move]) announce(SPONSOR);
    else if (next) {
      this.caret.moveTo(next, 0);
      this.lookAround();
    }
    return true;
  }

  walk(event, move) {
    const turn = this.transcript.byNode.get(event.target);
    return Boolean(turn?.words.length) && this.atTurn(event, () => {
      move();
      this.lookAround();
    });
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
    if (this.fitting?.active) return undefined;
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

  /** To the next thing that the server did not want: at its quote, or in the list where it has none here. */
  walkRefused() {
    const refused = this.outbox.refused();
    if (!refused.length) return announce("There is nothing that could not be saved.");
    const next = refused[(refused.findIndex(({ data }) => data.quote === this.selected) + 1) % refused.length];
    this.choose(this.quotes.get(next.data.quote) ? next.data.quote : null);
    return document.querySelector("#inspector .refused button")?.focus();
  }

  /** Decide about what was refused of the selected quote, else about the first that was. */
  withRefused(act) {
    const refused = this.outbox.refused();
    const entry = refused.find(({ data }) => data.quote === this.selected) ?? refused[0];
    if (!entry) return false;
    return void act(entry);
  }

  /** Whoever worked on a quote sees it at the side, also where selecting its words had listed all that overlap there. */
  stayWith(id) {
    if (this.inspector.id !== id) this.choose(id, { go: false });
  }

  /** What was undone or done again is seen; whoever stands elsewhere than in the text stays there. */
  showWalked(id) {
    const card = this.quotes.get(id);
    if (!card) return;
    const turn = this.transcript.turnOf(card);
    const inText = Boolean(document.activeElement.closest(".turn"));
    this.choose(id, { go: inText });
    if (turn && !inText) {
      const { start, end } = turn.place(card);
      bring(turn.range(start, end).getBoundingClientRect());
    }
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
    const sheetOfKeys = document.getElementById("help");
    sheetOfKeys.showModal();
    sheetOfKeys.scrollTop = 0; // the button that has the focus stands at its foot
  }

  // Quotes

  /** A passage was selected: open the bar, for those who may annotate. */
  picked({ focus }) {
    this.caret.follow(this.passage.turn, this.passage.start, this.passage.end);
    this.showAt(this.passage.turn, this.passage.start, this.passage.end);
    if (this.confirming.selecting || this.fitting?.active) return undefined;
    if (this.mayAnnotate) this.bar.open({ focus });
    else announce("Only editors make quotes.");
    return undefined;
  }

  /** A quote was made here: it is shown, and selected, before the server has it. */
  made(id) {
    this.choose(id, { go: false });
    this.toText();
  }

  /** Select a quote, or none, and go where it stands. */
  choose(id, { go = true } = {}) {
    clearTimeout(this.looking); // what is chosen is not what the caret was about to show
    if (id !== this.confirming.selecting) this.confirming.selecting = null;
    const former = this.quotes.get(this.selected);
    const card = this.quotes.get(id);
    this.selected = card ? id : null;
    if (former) this.drawTurn(this.transcript.turnOf(former));
    this.address(card ? `#quote-${id}` : location.pathname);
    this.tell("chosen");
    if (!card) return this.inspector.list();
    const turn = this.transcript.turnOf(card);
    this.drawTurn(turn);
    if (go && turn) this.goTo(turn, card);
    return this.inspector.show(id);
  }

  goTo(turn, card) {
    turn.node.closest("details")?.setAttribute("open", "");
    const { start } = turn.place(card);
    this.caret.follow(turn, start, start + 1);
    this.caret.show();
    turn.node.focus({ preventScroll: true });
    bring(this.passage.range.getBoundingClientRect());
    speak(`${[card.state_label, waitingWords(card), isUncertain(card) && "needs confirming"].filter(Boolean).join(", ")}: ${card.exact}`);
  }

  /** Have the address say what is chosen: once a frame, since the page is laid out each time it is written. */
  address(leading) {
    this.leading = leading;
    this.naming ??= requestAnimationFrame(() => {
      this.naming = null;
      history.replaceState(null, "", this.leading);
    });
  }

  /** What is not shown any more keeps its address: it may be back, or be asked about. */
  missing(hash) {
    this.address(hash);
    announce("The quote of this address is not on this desk any more: it was withdrawn or discarded.");
  }

  openAddress() {
    const { hash } = location;
    const id = hash.match(/^#quote-(.+)$/)?.[1];
    this.choose(id && this.quotes.get(id) ? id : null);
    if (id && !this.selected) this.missing(hash);
    this.moving.toAddress(hash);
    this.talking?.toAddress(hash);
  }
}

export const desk = new Desk();
