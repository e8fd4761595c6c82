// The side of the desk: the quotes of the episode, or all of the one that is selected.

import { announce } from "./announce.js";
import { Combobox } from "./combobox.js";
import { LABELS, NEEDS_NOTE, done } from "./decisions.js";
import { element, fill } from "./dom.js";
import { clock, day, shorten } from "./format.js";
import { isUncertain } from "./quotes.js";

/** Shows cards at once and fills in what the server adds. What is typed and not sent stays with its quote. */
export class Inspector {
  constructor(node, { api, quotes, choose, leave }) {
    Object.assign(this, { node, api, quotes, choose, leave, id: null, typed: new Map() });
    this.busy = Promise.resolve();
    node.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  }

  /** Leave room for what says more of a quote whose place is uncertain. */
  join(confirming) {
    this.confirming = confirming;
  }

  list() {
    this.id = null;
    const cards = this.quotes.all();
    const doubtful = this.quotes.uncertain();
    const counted = cards.length === 1 ? "1 quote" : `${cards.length} quotes`;
    fill(
      this.node,
      doubtful.length > 0 && element("h2", { class: "warned" }, doubtful.length === 1 ? "1 needs confirming" : `${doubtful.length} need confirming`),
      doubtful.length > 0 && this.linesOf(doubtful),
      element("h2", {}, cards.length ? counted : "No quotes yet"),
      cards.length ? this.linesOf(cards) : element("p", { class: "quiet" }, "Select the words worth keeping, and choose a topic for them."),
    );
  }

  /** Several quotes stand on the same words: which one? */
  several(cards) {
    this.id = null;
    this.node.replaceChildren(element("h2", {}, `${cards.length} quotes overlap here`), this.linesOf(cards));
  }

  linesOf(cards) {
    const line = (card) =>
      element("li", {}, element("button", { type: "button", class: `line state-${card.state}`, click: () => this.choose(card.id) },
        element("span", { class: "exact" }, `“${shorten(card.exact, 90)}”`),
        element("span", { class: "quiet" }, `${card.tags.map((tag) => tag.label).join(", ")} · ${card.state_label}`),
        isUncertain(card) && element("span", { class: "warned" }, card.anchor_status === "lost" ? " · not found" : " · needs confirming")));
    return element("ul", { class: "lines" }, ...cards.map(line));
  }

  /** Show one quote: the card now, the rest as soon as it is there. */
  async show(id) {
    this.id = id;
    this.draw(this.quotes.get(id));
    try {
      const detail = await this.api.get(`quotes/${id}/`);
      if (this.id === id) this.fill(detail);
    } catch (problem) {
      if (this.id === id) this.refuse(problem.message);
    }
  }

  /** Take over what the server says of the quote, unless another is shown by now. */
  fill(detail) {
    this.quotes.put(detail);
    if (this.id === detail.id) this.draw(detail);
  }

  draw(card) {
    const held = this.focusedField();
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    fill(
      this.node,
      element("p", { class: "back" }, element("button", { type: "button", class: "plain", click: () => this.choose(null) }, "All quotes")),
      element("h2", {}, element("span", { class: `badge state-${card.state}` }, card.state_label)),
      ...(isUncertain(card) ? this.confirming.nodes(card) : [element("blockquote", {}, `“${card.exact}”`)]),
      element("p", { class: "credit" }, credit(card)),
      card.may_change && card.state === "published"
        && element("p", { class: "quiet" }, "Readers go on seeing it as it is until a changed version is published."),
      card.public && element("p", { class: "quiet" }, `Readers still see: “${shorten(card.public, 120)}”`),
      ...this.editing(card), this.error, ...this.deciding(card), ...this.history(card),
    );
    if (held) this.node.querySelector(held)?.focus();
  }

  focusedField() {
    const id = document.activeElement?.closest?.("#inspector [data-field]")?.dataset.field;
    return id ? `[data-field="${id}"] input, textarea[data-field="${id}"]` : null;
  }

  editing(card) {
    if (!card.may_change) return [chosen("Topics", card.tags), chosen("About", card.companies), card.note && element("p", {}, `Note: ${card.note}`)];
    return [
      this.chooser(card, "tags", "Topics", "Add a topic", "No topic fits"),
      this.chooser(card, "companies", "About companies", "Add a company", "No company fits"),
      this.noteField(card),
    ];
  }

  chooser(card, kind, label, placeholder, empty) {
    const box = new Combobox({ label, placeholder, empty, find: (query, signal) => this.api.choices(kind, query, signal) });
    box.node.dataset.field = kind;
    box.set(card[kind]);
    box.addEventListener("change", () => this.change(card.id, { [kind]: box.ids }, () => box.set(this.quotes.get(card.id)[kind])));
    return box.node;
  }

  noteField(card) {
    const typed = this.typedOf(card.id);
    const area = element("textarea", { id: "quote-note", rows: "2", "data-field": "note", input: () => (typed.note = area.value) });
    area.value = typed.note ?? card.note;
    const save = () => this.change(card.id, { note: area.value }, null, () => delete typed.note);
    return element("div", { class: "noting" }, element("label", { for: "quote-note" }, "Note for colleagues"), area,
      element("button", { type: "button", class: "plain", click: save }, "Save note"));
  }

  deciding(card) {
    if (!card.actions) return [element("p", { class: "quiet" }, "…")];
    const typed = this.typedOf(card.id);
    const obstacles = card.obstacles.map((sentence) => element("li", {}, sentence));
    const note = element("textarea", { id: "decision-note", rows: "2", "data-field": "decision", input: () => (typed.decision = note.value) });
    note.value = typed.decision ?? "";
    const wanted = card.actions.some((action) => NEEDS_NOTE.has(action));
    const button = (action, at) => element("button", { type: "button", class: at === 0 ? "button default" : "button", "data-action": action,
      click: () => this.move(card.id, action) }, LABELS[action] ?? action);
    return [
      obstacles.length > 0 && element("div", { class: "obstacles" }, element("p", {}, "Before it can be published:"), element("ul", {}, ...obstacles)),
      wanted && element("div", { class: "noting" }, element("label", { for: "decision-note" }, "Why (to return or withdraw)"), note),
      card.actions.length > 0 && element("p", { class: "acts" }, ...sorted(card.actions).map(button)),
      card.waiting && element("p", { class: "quiet" }, card.waiting),
    ];
  }

  history(card) {
    if (!card.history) return [];
    const line = (event) => element("li", {}, element("time", { datetime: event.at }, day(event.at)),
      ` ${event.by}: ${event.action}`, event.note && element("q", {}, event.note));
    return [element("details", { class: "history" }, element("summary", {}, "History"), element("ul", {}, ...card.history.map(line)))];
  }

  typedOf(id) {
    if (!this.typed.has(id)) this.typed.set(id, {});
    return this.typed.get(id);
  }

  change(id, values, undo, sent) {
    return this.send(id, "PATCH", `quotes/${id}/`, values, "Saved.", { undo, sent });
  }

  /** Decide where a quote stands whose place is uncertain. */
  decide(id, path, values, said, then) {
    const sent = () => {
      delete this.typedOf(id).decision;
      then?.();
    };
    return this.send(id, "POST", `quotes/${id}/${path}/`, values, said, { sent });
  }

  move(id, action) {
    const typed = this.typedOf(id);
    const sent = () => delete typed.decision;
    return this.send(id, "POST", `quotes/${id}/${action}/`, { note: typed.decision ?? "" }, done(action), { sent });
  }

  /** One after the other, each on what the one before left. */
  send(id, method, path, values, said, { undo, sent }) {
    this.busy = this.busy.then(async () => {
      try {
        const detail = await this.api.send(method, path, { ...values, version: this.quotes.get(id).version });
        sent?.();
        announce(said);
        this.fill(detail);
        if (["withdrawn", "discarded"].includes(detail.state)) this.choose(null);
      } catch (problem) {
        undo?.();
        await this.refused(id, problem);
      }
    });
    return this.busy;
  }

  /** Say why in place; where somebody else was quicker, show what they made of it. */
  async refused(id, problem) {
    if (["stale", "race", "state"].includes(problem.rule)) {
      const detail = await this.api.get(`quotes/${id}/`).catch(() => null);
      if (detail) this.fill(detail);
    }
    this.refuse(problem.message);
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.scrollIntoView({ block: "nearest" });
  }
}

function credit(card) {
  if (card.from_notes) return "Credited to the notes";
  const time = card.start_ms === null ? "" : `, from ${clock(card.start_ms)}`;
  return `${card.speaker ?? "Credited to nobody yet"}${time}`;
}

function chosen(label, choices) {
  if (!choices.length) return null;
  const chips = choices.map((choice) => element("li", { class: "chip" }, choice.label));
  return element("div", {}, element("p", { class: "label" }, label), element("ul", { class: "chips" }, ...chips));
}

function sorted(actions) {
  const order = ["publish", "approve", "submit", "return", "retract", "withdraw", "discard"];
  return [...actions].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
