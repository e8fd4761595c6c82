// The quotes of the episode: as the server last told them, with what waits in the outbox done to them.

import { inTextOf } from "./versions.js";

const GONE = new Set(["withdrawn", "discarded"]);
const PLACE = ["revision", "turn", "start", "end", "exact", "anchor_status", "anchor_reason", "anchor_sentence", "anchor_score", "proposal"];

/**
 * `change` says that a card looks different now: `detail` has the `card` and the `former` one, if there was one.
 * `isShown(revision)` says whether a text is on the page; `news` counts what the server told.
 */
export class Quotes extends EventTarget {
  constructor(cards, outbox, isShown) {
    super();
    Object.assign(this, { outbox, isShown, news: 0 });
    outbox.addEventListener("change", ({ detail: { entry } }) => this.follow(entry));
    this.replace(cards);
  }

  get(id) {
    return this.cards.get(id);
  }

  /** A card, also of a quote that is discarded or withdrawn. */
  known(id) {
    return this.cards.get(id) ?? this.gone.get(id) ?? this.told.get(id);
  }

  /** All of them, in the order in which they stand. */
  all() {
    this.sorted ??= [...this.cards.values()].sort(inOrder);
    return this.sorted;
  }

  /** Those whose place in the current text a person must confirm. */
  uncertain() {
    return this.all().filter(isUncertain);
  }

  /** Take these in place of all. */
  replace(cards) {
    this.news += 1;
    this.told = new Map(cards.map((card) => [card.id, card]));
    this.gone = new Map();
    this.cards = new Map(this.told);
    this.forgetOrder();
    for (const { data } of this.outbox.entries()) if (data.quote) this.settle(data.quote);
  }

  inTurn({ revision, position }) {
    this.byTurn ??= Map.groupBy(this.all(), (card) => nameOf(standing(card)));
    return this.byTurn.get(nameOf({ revision, turn: position })) ?? [];
  }

  /** Keep what the server said of a quote, which stood there before. */
  put(card, stood = this.told.get(card.id)) {
    this.news += 1;
    this.told.set(card.id, this.inShownText(card, stood));
    this.settle(card.id);
  }

  /** Where the text was corrected by others, a quote stays where it stands in the one that is shown, until that is drawn anew. */
  inShownText(card, stood) {
    if (!stood?.version || !card.version || this.isShown(standing(card).revision) || !this.isShown(standing(stood).revision)) return card;
    const place = Object.fromEntries(PLACE.map((name) => [name, stood[name]]));
    return { ...card, ...place, version: inTextOf(card.version, stood.version) };
  }

  /** Ask the server for a quote. Where it was told anew meanwhile, the answer may be older than that, and it is asked again. */
  async load(id) {
    const told = this.told.get(id);
    const answer = await this.outbox.api.get(`quotes/${id}/`);
    if (this.told.get(id) !== told) return this.load(id);
    this.put(answer);
    return answer;
  }

  /** Something about a quote was put into the outbox, or is done; another tab may have done anything. */
  follow(entry) {
    if (entry?.data.quote) return this.settle(entry.data.quote);
    const waiting = [...this.outbox.entries()].map(({ data }) => data.quote);
    const shown = this.all().filter((card) => card.pending || card.refused).map((card) => card.id);
    return new Set([...waiting, ...shown].filter(Boolean)).forEach((id) => this.settle(id));
  }

  /** Show a quote as it was told, with what waits about it; one that is gone is not shown. */
  settle(id) {
    const former = this.cards.get(id);
    const card = this.shown(id);
    if (JSON.stringify(card) === JSON.stringify(former ?? this.gone.get(id))) return;
    if (card && !GONE.has(card.state)) {
      this.cards.set(id, card);
      this.gone.delete(id);
    } else {
      this.cards.delete(id);
      if (card) this.gone.set(id, card);
    }
    this.forgetOrder();
    this.dispatchEvent(new CustomEvent("change", { detail: { card: card ?? { ...former, state: "discarded" }, former } }));
  }

  shown(id) {
    let card = this.told.get(id);
    const entries = this.outbox.about(id).filter(({ kind }) => this.outbox.kinds.get(kind)?.effect);
    for (const { kind, data, refusal } of entries) {
      const { effect, creates } = this.outbox.kinds.get(kind);
      if (!refusal || creates) card = effect(card, data);
    }
    const refused = entries.filter((entry) => entry.refusal);
    return card && { ...card, ...(entries.length > refused.length ? { pending: true } : {}), ...(refused.length ? { refused } : {}) };
  }

  /** Put in order once, and again after a change: pages have hundreds of quotes and turns. */
  forgetOrder() {
    this.sorted = null;
    this.byTurn = null;
  }
}

/** Whether it is not certain that a quote stands in the current text. */
export function isUncertain(card) {
  return card.anchor_status === "confirm" || card.anchor_status === "lost";
}

/** The words of a quote as readers see them. */
export function wordsOf(card) {
  return card.shown ?? card.exact;
}

/** How far a quote is from being stored, in words; nothing where it is. */
export function waitingWords(card) {
  if (card.refused) return "not saved";
  return card.pending ? "not saved yet" : "";
}

/** The place of a quote, or the likeliest one proposed for it: revision, turn, start and end as the server counts. */
export function standing(card) {
  const [likeliest] = card.proposal?.candidates ?? [];
  return likeliest ? { ...likeliest, revision: card.proposal.revision } : card;
}

function nameOf({ revision, turn }) {
  return `${revision}:${turn}`;
}

/** Which of two quotes stands first. */
export function inOrder(a, b) {
  const [one, other] = [standing(a), standing(b)];
  return Number(a.from_notes) - Number(b.from_notes) || one.start - other.start || one.end - other.end;
}
