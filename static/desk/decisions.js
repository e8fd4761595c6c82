// The buttons of the workflow, in words that say what happens.

export const LABELS = {
  submit: "Submit for review",
  retract: "Take back",
  return: "Return with note",
  approve: "Approve",
  publish: "Publish",
  withdraw: "Withdraw with reason",
  discard: "Discard",
};

/** Moves that say why. */
export const NEEDS_NOTE = new Set(["return", "withdraw"]);

const DONE = {
  submit: "Submitted for review.",
  retract: "Taken back: it is a draft again.",
  return: "Returned to its editor.",
  approve: "Approved.",
  publish: "Published.",
  withdraw: "Withdrawn.",
  discard: "Discarded.",
};

/** What to say once it is done. */
export function done(action) {
  return DONE[action] ?? "Done.";
}
