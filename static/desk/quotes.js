// The quotes of the episode as the server last told them, in the order in which they stand.

export class Quotes extends EventTarget {
  constructor(cards) {
    super();
    this.cards = new Map(cards.map((card) => [card.id, card]));
  }

  get(id) {
    return this.cards.get(id);
  }

  all() {
    return [...this.cards.values()].sort(inOrder);
  }

  /** Those whose place in the current text a person must confirm. */
  uncertain() {
    return this.all().filter(isUncertain);
  }

  /** Take these in place of all. */
  replace(cards) {
    this.cards = new Map(cards.map((card) => [card.id, card]));
  }

  inTurn(turn) {
    return this.all().filter((card) => {
      const place = standing(card);
      return place.revision === turn.revision && place.turn === turn.position;
    });
  }

  /** Keep what the server said of a quote; one that is gone from the desk is forgotten. */
  put(card) {
    const former = this.cards.get(card.id);
    if (["withdrawn", "discarded"].includes(card.state)) this.cards.delete(card.id);
    else this.cards.set(card.id, card);
    this.dispatchEvent(new CustomEvent("change", { detail: { card, former } }));
  }
}

/** Whether it is not certain that a quote stands in the current text. */
export function isUncertain(card) {
  return card.anchor_status === "confirm" || card.anchor_status === "lost";
}

/** The place of a quote, or the likeliest one proposed for it: revision, turn, start and end as the server counts. */
export function standing(card) {
  const [likeliest] = card.proposal?.candidates ?? [];
  return likeliest ? { ...likeliest, revision: card.proposal.revision } : card;
}

function inOrder(a, b) {
  const [one, other] = [standing(a), standing(b)];
  return Number(a.from_notes) - Number(b.from_notes) || one.start - other.start || one.end - other.end;
}
