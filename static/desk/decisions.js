// The buttons of the workflow, in words that say what happens.

export const LABELS = {
  submit: "Submit for review",
  retract: "Take back",
  return: "Return with note",
  approve: "Approve",
  publish: "Publish",
  withdraw: "Withdraw with reason",
  discard: "Discard",
  restore: "Restore",
  override: "Approve as an exception",
  spike: "Spike with reason",
};

/** Moves that say why. */
export const NEEDS_NOTE = new Set(["return", "withdraw", "override", "spike"]);

// What an editor can do next with a quote, as far as its state alone says.
const NEXT = { draft: ["submit", "discard"], changes_requested: ["submit", "discard"], in_review: ["retract"] };

const DONE = {
  submit: "Submitted for review.",
  retract: "Taken back: it is a draft again.",
  return: "Returned to its editor.",
  approve: "Approved.",
  publish: "Published.",
  withdraw: "Withdrawn.",
  discard: "Discarded.",
  restore: "Restored: it is a draft again.",
  override: "Approved as an exception.",
  spike: "Spiked.",
};

/** What to say once it is done. */
export function done(action) {
  return DONE[action] ?? "Done.";
}

/** What can be done in a state, until the server says it for this person. */
export function next(state) {
  return NEXT[state] ?? [];
}
