// What the server did not want, in its words: to be tried again, edited or thrown away, and never lost.

import { element } from "./dom.js";
import { keyed } from "./keys.js";

/** The nodes for these entries of the outbox, of kinds that are known by now. */
export function refusals(entries, outbox) {
  return entries.filter(({ kind }) => outbox.kinds.has(kind)).map((entry) => refusal(entry, outbox));
}

function refusal(entry, outbox) {
  const kind = outbox.kinds.get(entry.kind);
  const act = (name, label, click) => element("button", { type: "button", class: "button", "data-action": name, ...keyed(name), click }, label);
  return element(
    "div", { class: "refused", role: "alert" },
    element("p", { class: "refusal" }, `Not saved: ${entry.refusal.message}`),
    kind.says && element("p", { class: "words" }, kind.says(entry.data)),
    element("p", { class: "acts" },
      act("try-again", "Try again", () => outbox.retry(entry)),
      kind.edit && act("edit-again", "Edit", () => editAgain(entry, outbox)),
      act("throw-away", "Throw away", () => outbox.drop(entry))),
  );
}

/** Give it back to where it was typed. */
export function editAgain(entry, outbox) {
  outbox.kinds.get(entry.kind).edit(entry.data);
  outbox.drop(entry);
}
