// The side of the desk: the quotes of the episode, or all of the one that is selected.

import { announce } from "./announce.js";
import { LABELS, NEEDS_NOTE, next } from "./decisions.js";
import { element, fill } from "./dom.js";
import { clock, day, shorten } from "./format.js";
import { hasKey, keyed } from "./keys.js";
import { Labels } from "./labels.js";
import { isUncertain, waitingWords, wordsOf } from "./quotes.js";
import { refusals } from "./refusals.js";

const NO_TOPIC = "Choose at least one topic.";
const SAY_WHY = "Say why, then press Ctrl+Enter.";
const NOT_NOW = "That is not possible with this quote now.";
const CHANGEABLE = new Set(["draft", "changes_requested", "published"]);
const OPEN = new Set(["draft", "in_review", "changes_requested", "approved"]);
// As many lines as are seen at once; those below come after, so many at a time that nobody who types waits for them.
const FIRST_LINES = 40;
const MORE_LINES = 100;
const SAYS = { tags: "topics changed", companies: "companies changed", guests: "people changed", note: "note changed" };

/**
 * Shows cards at once and fills in what the server adds. Its parts stay where they are while a quote is shown, so that
 * whoever types in them is not disturbed when something is stored.
 */
export class Inspector {
  constructor(desk) {
    const { api, quotes, outbox, acts, typed, find, mayAnnotate } = desk;
    Object.assign(this, { api, quotes, outbox, acts, typed, find, mayAnnotate, node: document.getElementById("inspector"), id: null, parts: [] });
    this.choose = (id) => desk.choose(id);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && desk.toText());
    typed.addEventListener("change", ({ detail: { key } }) => this.heard(key));
  }

  /** Leave room for a part that says more of a quote: `nodes(card)` answers what it shows. */
  join(part) {
    this.parts.push(part);
    if (!this.shown) return;
    const place = element("div", {}, ...part.nodes(this.quotes.get(this.id)).filter(Boolean));
    this.shown.parts.push(place);
    this.error.before(place);
  }

  /** Something about a quote is different now. */
  update(card) {
    if (this.id === card.id) this.quotes.get(card.id) ? this.draw(card) : this.choose(null);
    else if (!this.id && !this.among) this.list();
  }

  list() {
    this.leaveQuote();
    const stoodHere = this.node.contains(document.activeElement);
    const cards = this.quotes.all();
    const doubtful = this.quotes.uncertain();
    const counted = cards.length === 1 ? "1 quote" : `${cards.length} quotes`;
    fill(
      this.node,
      ...refusals(this.outbox.refused(), this.outbox),
      doubtful.length > 0 && element("h2", { class: "warned" }, doubtful.length === 1 ? "1 needs confirming" : `${doubtful.length} need confirming`),
      doubtful.length > 0 && this.linesOf(doubtful),
      element("h2", {}, cards.length ? counted : "No quotes yet"),
      cards.length ? this.linesOf(cards) : element("p", { class: "quiet" }, "Select the words worth keeping, and choose a topic for them."),
    );
    if (stoodHere) (this.node.querySelector("button") ?? this.node).focus({ preventScroll: true });
  }

  /** Several quotes stand on the same words: which one? */
  several(cards) {
    this.leaveQuote();
    this.among = cards.map((card) => card.id);
    this.node.replaceChildren(element("h2", {}, `${cards.length} quotes overlap here`), this.linesOf(cards, { keys: true }));
  }

  /** Choose one of the quotes that overlap here, by its number; whether there is one. */
  pick(number) {
    const id = this.among && this.among[number - 1];
    if (id) this.choose(id);
    return Boolean(id);
  }

  leaveQuote() {
    Object.assign(this, { id: null, shown: null, among: false });
  }

  linesOf(cards, { keys = false } = {}) {
    const line = (card, at) =>
      element("li", {}, element("button", { type: "button", class: `line state-${card.state}`, "data-line": card.id, "aria-keyshortcuts": keys && at < 9 && String(at + 1), click: () => this.choose(card.id) },
        keys && at < 9 && element("kbd", { "aria-hidden": "true" }, String(at + 1)),
        element("span", { class: "exact" }, `“${shorten(wordsOf(card), 90)}”`),
        element("span", { class: "quiet" }, `${card.tags.map((tag) => tag.label).join(", ")} · ${card.state_label}`),
        waitingWords(card) && element("span", { class: "unsaved" }, ` · ${waitingWords(card)}`),
        isUncertain(card) && element("span", { class: "warned" }, card.anchor_status === "lost" ? " · not found" : " · needs confirming")));
    const list = element("ul", { class: "lines" });
    const add = (from, to) => list.append(...cards.slice(from, to).map((card, at) => line(card, from + at)));
    add(0, FIRST_LINES);
    if (cards.length > FIRST_LINES) setTimeout(() => addOn(list, add, FIRST_LINES, cards.length));
    return list;
  }

  /** Show one quote: the card now, the rest as soon as it is there. */
  show(id) {
    const card = this.quotes.get(id);
    Object.assign(this, { id, among: false });
    this.draw(card);
    this.loading = card.version === null ? undefined : this.load(id);
    return this.loading;
  }

  async load(id) {
    try {
      await this.quotes.load(id);
    } catch (problem) {
      if (this.id === id && problem.status !== 0) this.refuse(problem.message);
    }
  }

  draw(card) {
    const mayChange = this.mayChange(card);
    if (this.shown?.id !== card.id || this.shown.mayChange !== mayChange) this.begin(card, mayChange);
    const { shown } = this;
    const held = this.node.contains(document.activeElement) ? document.activeElement : null;
    fill(
      shown.head,
      element("p", { class: "back" }, element("button", { type: "button", class: "plain", ...keyed("all-quotes"), click: () => this.choose(null) }, "All quotes")),
      element("h2", {}, element("span", { class: `badge state-${card.state}` }, card.state_label),
        waitingWords(card) && element("span", { class: "unsaved" }, ` ${waitingWords(card)}`)),
      ...refusals(card.refused ?? [], this.outbox),
      card.returned && card.state === "changes_requested"
        && element("p", { class: "returned" }, `Returned by ${card.returned.by} on ${day(card.returned.at)}: `, element("q", {}, card.returned.note)),
      ...(isUncertain(card) ? this.confirming.nodes(card) : [element("blockquote", {}, `“${wordsOf(card)}”`)]),
      element("p", { class: "credit" }, credit(card)),
      mayChange && card.state === "published"
        && element("p", { class: "quiet" }, "Readers go on seeing it as it is until a changed version is published."),
      card.public && element("p", { class: "quiet" }, `Readers still see: “${shorten(card.public, 120)}”`),
    );
    if (mayChange) this.fillLabels(card);
    else fill(shown.fields, ...shown.labels.boxes.map((box) => chosen(box.label, card[box.name] ?? [])), card.note && element("p", {}, `Note: ${card.note}`));
    this.parts.forEach((part, at) => keepNodes(shown.parts[at], part.nodes(card).filter(Boolean)));
    this.fillDeciding(card);
    fill(shown.after, ...this.history(card));
    this.error.hidden = true;
    if (held && !held.isConnected) this.focusLike(held);
  }

  mayChange(card) {
    if (card.version === null && card.refused) return false; // it is edited in the bar, or thrown away
    return card.may_change ?? (this.mayAnnotate && CHANGEABLE.has(card.state));
  }

  /** The places of what is shown of a quote; the fields stay as long as it is the same. */
  begin(card, mayChange) {
    const { id } = card;
    const labels = new Labels(this.find);
    for (const box of labels.boxes) box.addEventListener("change", (event) => this.relabel(id, box) || event.preventDefault());
    labels.note.addEventListener("input", () => this.typeNote(id, labels.note.value));
    labels.note.addEventListener("keydown", (event) => isSave(event) && this.saveNote(id, event));
    const stored = element("p", { class: "quiet", hidden: true });
    labels.noting.append(stored, element("button", { type: "button", class: "plain", title: "Save note (Ctrl+Enter)", "aria-keyshortcuts": "Control+Enter", click: (event) => this.saveNote(id, event) }, "Save note"));
    const decision = element("textarea", { id: "decision-note", rows: "2", "data-field": "decision", input: () => this.typed.put(`decision:${id}`, decision.value) });
    decision.addEventListener("keydown", (event) => isSave(event) && this.decideWithNote(event));
    const why = element("div", { class: "noting" }, element("label", { for: "decision-note" }, "Why (to return, withdraw, spike or make an exception)"), decision);
    const places = Object.fromEntries(["head", "fields", "obstacles", "acts", "after"].map((name) => [name, element("div", { class: name })]));
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.shown = { id, mayChange, labels, stored, decision, why, ...places, parts: this.parts.map(() => element("div")) };
    fill(this.node, places.head, places.fields, ...this.shown.parts, this.error, places.obstacles, why, places.acts, places.after);
    if (mayChange) fill(places.fields, ...labels.boxes.map((box) => box.node), labels.noting);
  }

  fillLabels(card) {
    const { labels } = this.shown;
    for (const box of labels.boxes) box.set(card[box.name] ?? []);
    const note = this.typed.get(`note:${card.id}`) ?? card.note;
    if (labels.note.value !== note) labels.note.value = note;
    this.showStored(card);
  }

  /** Store other labels; whether they can be. */
  relabel(id, box) {
    const card = this.quotes.get(id);
    if (box.name === "tags" && !box.chosen.length) {
      box.set(card.tags);
      this.refuse(NO_TOPIC);
      return false;
    }
    this.acts.change(id, { [box.name]: box.ids }, { [box.name]: box.chosen }, SAYS[box.name]);
    return true;
  }

  /** Where another note is stored than the one that is typed, perhaps by somebody else, it is seen as well. */
  showStored({ note }) {
    const { labels, stored } = this.shown;
    stored.hidden = !note || note === labels.note.value;
    stored.textContent = `Stored: “${note}”`;
  }

  typeNote(id, text) {
    this.showStored(this.quotes.get(id));
    if (text === this.quotes.get(id).note) this.typed.drop(`note:${id}`);
    else this.typed.put(`note:${id}`, text);
  }

  saveNote(id, event) {
    event.preventDefault();
    const note = this.shown.labels.note.value;
    this.typed.drop(`note:${id}`);
    if (note !== this.quotes.get(id).note) this.acts.change(id, { note }, { note }, SAYS.note);
    else announce("Saved.");
  }

  /** Another tab typed: show it here too, unless somebody types here. */
  heard(key) {
    const { shown } = this;
    const card = shown && this.quotes.get(shown.id);
    if (card && key === `note:${card.id}` && document.activeElement !== shown.labels.note) this.draw(card);
    if (card && key === `decision:${card.id}` && document.activeElement !== shown.decision) this.draw(card);
  }

  // Decisions

  /** What can be done with a quote; undefined while that is not known. */
  actionsOf(card) {
    return card && (card.actions ?? (this.mayAnnotate ? next(card.state) : undefined));
  }

  fillDeciding(card) {
    const { shown } = this;
    const actions = this.actionsOf(card);
    const obstacles = (card.obstacles ?? []).map((sentence) => element("li", {}, sentence));
    const typed = this.typed.get(`decision:${card.id}`) ?? "";
    if (shown.decision.value !== typed) shown.decision.value = typed;
    shown.why.hidden = !actions?.some((action) => NEEDS_NOTE.has(action));
    fill(shown.obstacles, obstacles.length > 0
      && element("div", { class: "obstacles" }, element("p", {}, "Before it can be published:"), element("ul", {}, ...obstacles)));
    const button = (action, at) => element("button", { type: "button", class: at === 0 ? "button default" : "button", "data-action": action, ...(hasKey(action) ? keyed(action, LABELS[action]) : {}),
      click: () => this.move(action) }, LABELS[action] ?? action);
    fill(shown.acts,
      !actions && element("p", { class: "quiet" }, "…"),
      actions?.length > 0 && element("p", { class: "acts" }, ...sorted(actions).map(button)),
      card.due_on && OPEN.has(card.state) && element("p", { class: card.due_on < new Date().toISOString().slice(0, 10) ? "warned" : "quiet" }, `Due on ${day(`${card.due_on}T12:00`)}`),
      card.schedule && element("p", { class: card.schedule.outcome === "refused" ? "warned" : "quiet" }, planned(card.schedule)),
      card.waiting && !card.pending && element("p", { class: "quiet" }, card.waiting));
  }

  /** Do what the workflow allows with the quote that is shown; where it needs a reason, ask for that first. */
  async move(action) {
    if (!this.actionsOf(this.quotes.get(this.id))?.includes(action)) await this.loading;
    const card = this.quotes.get(this.id);
    if (!card || !this.actionsOf(card)?.includes(action)) return announce(NOT_NOW);
    const note = this.shown.decision.value.trim();
    if (NEEDS_NOTE.has(action) && !note) {
      this.shown.asking = action;
      this.shown.decision.focus();
      return announce(SAY_WHY);
    }
    this.typed.drop(`decision:${card.id}`);
    return this.acts.move(card.id, action, note);
  }

  decideWithNote(event) {
    event.preventDefault();
    const actions = this.actionsOf(this.quotes.get(this.id)) ?? [];
    const { asking } = this.shown; // what the reason was asked for, else the first that needs one
    const action = actions.includes(asking) ? asking : actions.find((one) => NEEDS_NOTE.has(one));
    if (action) this.move(action);
  }

  history(card) {
    if (!card.history) return [];
    const line = (event) => element("li", {}, element("time", { datetime: event.at }, day(event.at)),
      ` ${event.by}: ${event.action}${event.is_override ? " as an exception of four eyes" : ""}`, event.note && element("q", {}, event.note));
    return [element("details", { class: "history" }, element("summary", {}, "History"), element("ul", {}, ...card.history.map(line)))];
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.scrollIntoView({ block: "nearest" });
  }

  /** What was pressed is drawn anew or gone: stay with it, or with the quote. */
  focusLike(former) {
    const same = former.dataset.action && this.node.querySelector(`[data-action="${former.dataset.action}"]`);
    (same || this.node).focus({ preventScroll: true });
  }
}

/** Nodes that are there already stay untouched, with the focus in them. */
function keepNodes(place, nodes) {
  const same = nodes.length === place.childNodes.length && nodes.every((node, at) => node === place.childNodes[at]);
  if (!same) place.replaceChildren(...nodes);
}

function isSave(event) {
  return event.key === "Enter" && event.ctrlKey;
}

function credit(card) {
  if (card.from_notes) return "Credited to the notes";
  const time = card.start_ms === null ? "" : `, from ${clock(card.start_ms)}`;
  return `${card.speaker ?? "Credited to nobody yet"}${time}`;
}

function planned({ told, by, outcome, why }) {
  return outcome === "refused" ? `It was to be published on ${told}, and was refused: ${why}` : `To be published on ${told}, set by ${by}.`;
}

function chosen(label, choices) {
  if (!choices.length) return null;
  const chips = choices.map((choice) => element("li", { class: "chip" }, choice.label));
  return element("div", {}, element("p", { class: "label" }, label), element("ul", { class: "chips" }, ...chips));
}

function sorted(actions) {
  const order = ["publish", "approve", "submit", "return", "retract", "withdraw", "discard", "restore", "override", "spike"];
  return [...actions].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Add the lines from this one on, a part at a time, as long as the list is shown. */
function addOn(list, add, from, count) {
  if (!list.isConnected) return;
  add(from, from + MORE_LINES);
  if (from + MORE_LINES < count) setTimeout(() => addOn(list, add, from + MORE_LINES, count));
}
