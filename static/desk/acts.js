// What a person does with quotes: shown at once, kept until the server has it, and undone again.

import { announce } from "./announce.js";
import { Problem } from "./api.js";
import { done as doneWith, next } from "./decisions.js";
import { uuid7 } from "./ids.js";
import { inTextOf } from "./versions.js";

const BACK = { submit: "retract", retract: "submit", discard: "restore", restore: "discard" };
const SAYS = { submit: "submitted for review", retract: "taken back", discard: "quote discarded", restore: "quote restored" };
// Decisions stand: others have seen them, or act on them.
const INSTEAD = {
  approve: "An approval is not undone. Return the quote with a note instead.",
  publish: "What is public is not undone. Withdraw it with a reason instead.",
  return: "It is with its editor again. They can submit it as it is, or you can ask them to.",
  override: "An approval is not undone. Return the quote with a note instead.",
  spike: "What is spiked is discarded. Restore it from its page in the admin.",
  withdraw: "A withdrawal is not undone. Make the quote anew.",
};
const PLACED = "Where a quote was found to stand is not undone. Change its ends, or discard it and make it anew.";
const TARGETS = {
  submit: "in_review", retract: "draft", discard: "discarded", restore: "draft", return: "changes_requested",
  approve: "approved", publish: "published", withdraw: "withdrawn", override: "approved", spike: "discarded",
};
const CHANGED = "The quote has been changed since, so this is not undone. Change it at the side.";
const NEWER = new Set(["stale", "race", "state"]);

/** Each act is one entry of the outbox, made out to one quote. */
export class Acts {
  constructor(desk) {
    const { api, outbox, quotes, undoing, typed, settings } = desk;
    Object.assign(this, { api, outbox, quotes, undoing, typed, user: settings.user });
    // The version that followed on another by our own doing: what was put in on the former is sent on the latter.
    this.followed = new Map();
    const versioned = {
      prepare: (data) => ({ ...data, version: quotes.known(data.quote)?.version ?? null }),
      done: (answer, data, how) => this.done(answer, data, how),
      refused: (problem, data) => this.refused(problem, data),
    };
    outbox.on("make", {
      ...versioned, creates: true, prepare: undefined,
      request: ({ quote, body }) => ({ method: "POST", path: "quotes/", body: { id: quote, ...body } }),
      effect: (card, data) => data.card,
      edit: ({ card }) => desk.bar.edit(card),
      says: ({ card }) => `“${card.exact}” · ${words({ tags: card.tags, note: card.note })}`,
    });
    outbox.on("change", {
      ...versioned,
      request: (data) => ({ method: "PATCH", path: `quotes/${data.quote}/`, body: data.values, match: this.latest(data) }),
      effect: changedCard,
      recover: (problem, data) => this.recover(problem, data, (detail) => !differs(detail, data.shown)),
      overtaken: (data) => this.overtaken(data, (card) => differs(card, data.shown)),
      says: (data) => `Changed: ${words(data.shown)}`,
    });
    outbox.on("move", {
      ...versioned,
      request: (data) => ({ method: "POST", path: `quotes/${data.quote}/${data.action}/`, body: { note: data.note }, match: this.latest(data) }),
      effect: movedCard,
      recover: (problem, data) => this.recover(problem, data, (detail) => detail.history[0].action === data.action),
      overtaken: (data) => this.overtaken(data, (card) => isElsewhere(card, data)),
      says: (data) => [doneWith(data.action), data.note].filter(Boolean).join(" "),
    });
    outbox.on("place", {
      ...versioned,
      request: (data) => ({ method: "POST", path: `quotes/${data.quote}/${data.path}/`, body: data.values, match: this.latest(data) }),
      effect: (card, { shown }) => card && { ...card, ...shown, anchor_status: "exact", proposal: null },
      recover: (problem, data) => this.recover(problem, data, (detail) => detail.history[0].action === data.path),
      says: (data) => data.said,
    });
    outbox.on("plan", {
      ...versioned,
      request: (data) => ({ method: "POST", path: `quotes/${data.quote}/${data.path}/`, body: data.values, match: this.planned(data) }),
      effect: (card, { shown }) => card && { ...card, ...shown },
      recover: (problem, data) => this.recover(problem, data, (detail) => detail.history[0].action === data.path),
      says: (data) => data.said,
    });
  }

  /** Make a quote of words of a turn. `values` are as the server wants them, `shown` as cards show them. Answers its id. */
  make({ turn, start, end, values, shown }) {
    const id = uuid7();
    const place = { revision: turn.revision, ...turn.anchor(start, end) };
    const card = {
      id, version: null, number: 1, ...place, turn: turn.position, exact: turn.text.slice(start, end),
      state: "draft", state_label: "draft", speaker: turn.kind === "notes" ? null : turn.told.speaker, from_notes: turn.kind === "notes",
      start_ms: turn.told.start_ms, tags: [], companies: [], note: "", ...shown,
      anchor_status: "exact", anchor_reason: "unchanged", proposal: null, changed_by: this.user, may_change: true,
      actions: next("draft"), obstacles: [],
    };
    this.outbox.put("make", { quote: id, body: { ...place, ...values }, card });
    this.undoing.record({
      says: "quote made", undo: [{ kind: "move", data: { quote: id, action: "discard", note: "" } }],
      redo: [{ kind: "move", data: { quote: id, action: "restore", note: "", card } }],
    });
    return id;
  }

  /**
   * Change what is said of a quote, or its ends: `values` for the server, `shown` what its card shows then. `said` is told
   * at once, and not replaced by a word of its having been stored.
   */
  change(id, values, shown, says = "change", said = undefined) {
    const card = this.quotes.get(id);
    const former = Object.fromEntries(Object.keys(shown).map((name) => [name, card[name]]));
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, valueOf(card[name])]));
    const undo = card.state === "published"
      ? { kind: "move", data: { quote: id, action: "discard", note: "", card } }
      : { kind: "change", data: { quote: id, values: before, shown: former } };
    this.replace(id, ["change"], (data) => Object.keys(data.shown).every((name) => name in shown));
    if (said) announce(said);
    this.outbox.put("change", { quote: id, values, shown, said: said && "" });
    this.undoing.record({ says, undo: [undo], redo: [{ kind: "change", data: { quote: id, values, shown } }] });
  }

  /** Move a quote through the workflow. */
  move(id, action, note = "") {
    const card = this.quotes.get(id);
    this.replace(id, ["place", "move"]);
    this.outbox.put("move", { quote: id, action, note, card: action === "restore" ? card : undefined });
    const back = BACK[action];
    if (!back) return this.undoing.record({ says: doneWith(action), instead: INSTEAD[action] ?? CHANGED });
    const step = (name) => [{ kind: "move", data: { quote: id, action: name, note: "", card: name === "restore" ? card : undefined } }];
    return this.undoing.record({ says: SAYS[action], undo: step(back), redo: step(action) });
  }

  /** Decide about a quote whose place is uncertain; `shown` is what its card shows then. */
  place(id, path, values, shown, said) {
    this.replace(id, ["place", "move"]);
    this.outbox.put("place", { quote: id, path, values, shown, said });
    this.undoing.record({ says: said, instead: PLACED });
  }

  /** Say when something is to be done with a quote: `data` is the entry of the outbox, `step` how it is undone. */
  plan(data, step) {
    this.replace(data.quote, ["plan"], ({ path }) => path === data.path);
    this.outbox.put("plan", data);
    this.undoing.record(step);
  }

  /** What was refused is done without once somebody decides anew. */
  replace(quote, kinds, fits = () => true) {
    const refused = this.outbox.refused().filter(({ kind, data }) => data.quote === quote && kinds.includes(kind) && fits(data));
    refused.forEach((entry) => this.outbox.drop(entry));
  }

  done(answer, data, { effect, elsewhere }) {
    const before = data.version ?? null;
    const now = before ? inTextOf(answer.version, before) : answer.version; // what was put in since counts in the text it was seen in
    const isNewest = this.isNewest(answer, data.quote, elsewhere ? before : this.latest(data));
    if (before !== now) this.followed.set(`${data.quote} ${before}`, now);
    this.followed.delete(`${data.quote} ${now}`); // giving up a draft leads back to the version before it
    if (!elsewhere) this.outbox.amend(({ data: next }) => next.quote === data.quote && next.version === before && { ...next, version: now });
    const told = this.quotes.told.get(data.quote);
    if (isNewest) this.quotes.put(answer, told && effect(told, data));
    else this.askAgain(answer, data, { effect, elsewhere });
    const said = data.said ?? (data.action ? doneWith(data.action) : data.card ? "Draft saved." : "Saved.");
    if (said && !elsewhere) announce(said);
  }

  /** Whether nothing was told of the quote since the version that a write was made on. */
  isNewest({ version }, quote, madeOn) {
    const told = this.quotes.told.get(quote);
    return !told || told.version === version || told.version === madeOn;
  }

  /**
   * What was told while a write was on its way may be newer than its answer, as where the text was corrected, or older:
   * until the server has said, the quote is shown as it was told last, with the write done to it.
   */
  async askAgain({ version }, data, { effect, elsewhere }) {
    const told = this.quotes.told.get(data.quote);
    if (!elsewhere) this.quotes.put({ ...effect(told, data), version: inTextOf(version, told.version) });
    try {
      await this.quotes.load(data.quote);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // out of reach: it stays as it is shown
    }
  }

  /** The version that a write is made on, after what we ourselves made of the one that was seen. */
  latest({ quote, version }) {
    const followed = this.followed.get(`${quote} ${version}`);
    return followed ? this.latest({ quote, version: followed }) : version;
  }

  /** A day is nobody's decision about the words, so it is set whichever version was seen. */
  planned(data) {
    return data.path === "due" ? undefined : this.latest(data);
  }

  /** What the server has of it, where it has what was wanted from this very person: an answer was lost on its way. */
  async recover({ rule }, { quote }, isThere) {
    if (!NEWER.has(rule)) return null;
    const detail = await this.quotes.load(quote);
    return detail.history[0]?.by === this.user && isThere(detail) ? detail : null;
  }

  overtaken({ quote }, isOther) {
    return isOther(this.quotes.known(quote)) ? CHANGED : "";
  }

  /** What was typed goes back to where it was typed. */
  refused({ message }, { quote, note, shown }) {
    if (note) this.typed.put(`decision:${quote}`, note);
    if (shown?.note) this.typed.put(`note:${quote}`, shown.note);
    announce(`Not saved: ${message}`);
  }
}

function changedCard(card, { shown }) {
  if (!card) return card;
  const draft = card.state === "published" ? { state: "draft", state_label: "draft", public: card.exact, actions: next("draft") } : {};
  return { ...card, ...shown, ...draft };
}

function movedCard(card, { action, card: shown }) {
  if (action === "discard" && shown) return shown;
  const from = card ?? shown;
  const state = TARGETS[action];
  return from && { ...from, state, state_label: state.replace("_", " "), actions: from.actions && next(state) };
}

/** Whether a quote is not where this move left it, or somebody else has worked on it since. */
function isElsewhere(card, { action, card: shown }) {
  if (action === "discard") return (card?.state ?? "discarded") !== (shown?.state ?? "discarded");
  return card?.state !== TARGETS[action] || (shown && card.changed_by !== shown.changed_by);
}

/** As the server wants it: things by their ids. */
function valueOf(shown) {
  return Array.isArray(shown) ? shown.map((one) => one.id ?? one) : shown;
}

/** Whether a card shows anything else than this. */
function differs(card, shown) {
  return !card || Object.entries(shown).some(([name, value]) => comparable(card[name]) !== comparable(value));
}

function comparable(shown) {
  const value = valueOf(shown);
  if (typeof value === "string") return value.trim();
  return JSON.stringify(Array.isArray(value) && typeof value[0] === "string" ? [...value].sort() : value ?? null);
}

function words(shown) {
  return Object.values(shown).filter((value) => value?.length).map((value) => (Array.isArray(value) ? value.map((one) => one.label ?? one.text).join(", ") : value)).join("; ");
}
