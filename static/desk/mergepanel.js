// Join a turn and the next one.

import { element } from "./dom.js";
import { shorten } from "./format.js";
import { Panel } from "./panel.js";

export class MergePanel extends Panel {
  static title = "Join with the next turn";

  fields() {
    const next = this.context.transcript.after(this.turn);
    const whose = next.told.guest === this.turn.told.guest && next.told.label === this.turn.told.label
      ? "Next" : `${next.who}’s words become ${this.turn.who}’s`;
    return [element("p", { class: "preview" }, `${whose}: `, element("q", {}, shorten(next.text, 100)))];
  }

  focus() {
    this.button.focus({ preventScroll: true });
  }

  says() {
    return "Joined with the next turn";
  }

  edits() {
    return [{ op: "merge", turn: this.turn.position }];
  }
}
