// What was typed and not saved is offered again: after a reload, a crash, or being signed out.

import { withPutIn } from "./differences.js";
import { element, fill } from "./dom.js";

/** A list above the text; `open(turn)` goes on typing, `save(typed)` sends what was typed as it is. */
export class Kept {
  constructor(node, { keeping, transcript, open, save, thrownAway }) {
    Object.assign(this, { node, keeping, transcript, open, save, thrownAway });
  }

  /** Show what is kept, but for what is being worked on just now. */
  show(inHand = []) {
    const same = (one, other) => one.revision === other.revision && one.position === other.position && one.part === other.part;
    const left = this.keeping.all().filter((typed) => !inHand.some((one) => same(one, typed)));
    this.node.hidden = !left.length;
    const count = new Set(left.map(({ revision, position }) => `${revision}:${position}`)).size;
    const places = count === 1 ? "1 turn" : `${count} turns`;
    fill(this.node, left.length > 0 && element("h2", {}, left.every(({ waiting }) => waiting) ? `${places} corrected, waiting for the server` : `Typed in ${places} and not saved yet`),
      left.length > 0 && element("ul", {}, ...left.map((typed) => this.line(typed))));
  }

  line(typed) {
    const turn = this.transcript.find(typed.revision, typed.position);
    const error = element("p", { class: "refusal", role: "alert", hidden: true });
    const act = (label, click) => element("button", { type: "button", class: "button", "aria-label": `${label}: ${typed.who}`, click }, label);
    return element(
      "li", {}, element("span", { class: "label" }, typed.who), element("p", { class: "words" }, ...(typed.part ? [typed.says] : withPutIn(typed.before, typed.text).filter(Boolean))),
      typed.why && element("p", { class: "refusal" }, typed.why),
      !turn && element("p", { class: "quiet" }, "Others have changed the text since. Saving merges the two."),
      error,
      element("p", { class: "acts" }, turn && !typed.part && act("Go on", () => this.open(turn)), act("Save", () => this.send(typed, error)),
        act("Throw away", () => this.throwAway(typed))),
    );
  }

  async send(typed, error) {
    try {
      await this.save(typed);
    } catch (problem) {
      error.textContent = problem.message;
      error.hidden = false;
    }
  }

  throwAway(typed) {
    this.keeping.drop(typed);
    this.thrownAway();
  }
}
