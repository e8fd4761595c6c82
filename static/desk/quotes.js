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
    return [...this.cards.values()].sort((a, b) => place(a, b) || a.start - b.start || a.end - b.end);
  }

  inTurn(turn) {
    return this.all().filter((card) => card.revision === turn.revision && card.turn === turn.position);
  }

  /** Keep what the server said of a quote; one that is gone from the desk is forgotten. */
  put(card) {
    if (["withdrawn", "discarded"].includes(card.state)) this.cards.delete(card.id);
    else this.cards.set(card.id, card);
    this.dispatchEvent(new CustomEvent("change", { detail: card }));
  }
}

function place(a, b) {
  return Number(a.from_notes) - Number(b.from_notes);
}
