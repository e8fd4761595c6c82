// Divide a turn before the word in hand; the second part may be somebody else's.

import { element } from "./dom.js";
import { shorten } from "./format.js";
import { codePoints } from "./offsets.js";
import { Panel } from "./panel.js";
import { personField } from "./speakerpanel.js";

export class SplitPanel extends Panel {
  static title = "Split this turn";

  fields() {
    const { passage } = this.context;
    this.at = passage.start;
    this.people = personField(this.context, "Who says the second part (the same person, unless you choose)");
    return [
      element("p", { class: "preview" }, "The second turn begins: ", element("q", {}, shorten(this.turn.text.slice(this.at), 80))),
      this.people.node,
    ];
  }

  async ready() {
    if (!(await this.people.commit())) throw new Error(this.people.complaint);
  }

  says() {
    const [person] = this.people.chosen;
    return `Split before “${shorten(this.turn.text.slice(this.at), 80)}”${person ? `, which is said by ${person.label}` : ""}`;
  }

  edits() {
    const [person] = this.people.chosen;
    const cut = { op: "split", turn: this.turn.position, at: codePoints(this.turn.text, this.at) };
    return [person ? { ...cut, guest: person.id } : cut];
  }

  after() {
    return { position: this.turn.position + 1 };
  }
}
