// The row of buttons at the turn under the mouse or in focus: one row, moved from turn to turn.

import { element } from "./dom.js";
import { keyed, keyOf } from "./keys.js";

/** What can be corrected at a turn: each is the action `correct-` and its name in the table of keys. */
export const TOOLS = [
  { name: "words", label: "Edit" },
  { name: "person", label: "Person" },
  { name: "time", label: "Time" },
  { name: "split", label: "Split" },
  { name: "merge", label: "Join" },
  { name: "section", label: "Section" },
];

export class TurnTools {
  constructor(transcript) {
    this.transcript = transcript;
    this.node = element(
      "div", { class: "tools", role: "toolbar", "aria-label": "Correct this turn" },
      ...TOOLS.map(({ name, label }) =>
        element("button", { type: "button", "data-correct": name, ...keyed(`correct-${name}`) },
          label, element("kbd", { "aria-hidden": "true" }, keyOf(`correct-${name}`)))),
    );
    transcript.root.addEventListener("pointerover", (event) => this.moveTo(event.target));
    transcript.root.addEventListener("focusin", (event) => this.moveTo(event.target, true));
  }

  /** Buttons in use stay where they are, whatever the mouse passes over. */
  moveTo(target, focused = false) {
    const node = target.closest(".turn");
    if (!node || node.contains(this.node) || (!focused && this.node.contains(document.activeElement))) return;
    node.append(this.node);
  }
}
