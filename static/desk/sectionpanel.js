// Say what a turn is, or a run of turns: interview, sponsor read, introduction.

import { element } from "./dom.js";
import { shorten } from "./format.js";
import { Panel, labelled } from "./panel.js";

const NAMES = {
  intro: "Introduction", interview: "Interview", sponsor: "Sponsor read", outro: "Outro", announcement: "Announcement", highlights: "Highlights",
};
const OFFERED = 60;

export class SectionPanel extends Panel {
  static title = "What this is";

  fields() {
    const { section, section_title: title } = this.turn.told;
    const kinds = this.context.sections.map((kind) => element("option", { value: kind, selected: kind === section }, NAMES[kind] ?? kind));
    this.kind = element("select", {}, ...kinds);
    this.title = element("input", { type: "text", maxlength: "200", placeholder: "Optional" });
    this.title.value = title;
    this.through = element("select", {}, ...this.following().map((turn) => element("option", { value: turn.position }, this.lineOf(turn))));
    return [element("div", { class: "pair" }, labelled("Section", this.kind), labelled("Title", this.title)), labelled("Through", this.through)];
  }

  /** This turn and those after it. */
  following() {
    const found = [this.turn];
    for (let next = this.turn; found.length < OFFERED; found.push(next)) {
      next = this.context.transcript.after(next);
      if (!next) break;
    }
    return found;
  }

  lineOf(turn) {
    const words = shorten(turn.text, 50);
    return turn === this.turn ? `this turn only` : `${turn.node.getAttribute("aria-label")}: ${words}`;
  }

  says() {
    const through = this.through.selectedIndex ? `, through ${this.through.selectedOptions[0].textContent}` : "";
    return `${this.kind.selectedOptions[0].textContent}${this.title.value ? ` “${this.title.value}”` : ""}${through}`;
  }

  edits() {
    return [{
      op: "section", turn: this.turn.position, through: Number(this.through.value), kind: this.kind.value, title: this.title.value.trim(),
    }];
  }
}
