// The row of buttons at the turn under the mouse or in focus: one row, moved from turn to turn.

import { element } from "./dom.js";

/** What can be corrected at a turn, each with its key. */
export const TOOLS = [
  { name: "words", key: "e", label: "Edit", title: "Edit the words" },
  { name: "person", key: "p", label: "Person", title: "Say who speaks" },
  { name: "time", key: "w", label: "Time", title: "Say when" },
  { name: "split", key: "b", label: "Split", title: "Split before the chosen word" },
  { name: "merge", key: "m", label: "Join", title: "Join with the next turn" },
  { name: "section", key: "a", label: "Section", title: "Say what it is: interview, sponsor read" },
];

export class TurnTools {
  constructor(transcript) {
    this.transcript = transcript;
    this.node = element(
      "div", { class: "tools", role: "toolbar", "aria-label": "Correct this turn" },
      ...TOOLS.map(({ name, key, label, title }) =>
        element("button", { type: "button", "data-correct": name, title: `${title} (${key})`, "aria-keyshortcuts": key },
          label, element("kbd", { "aria-hidden": "true" }, key))),
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
