// Two people changed the same words: how they were, mine and theirs, side by side, to be decided at the place.

import { oursOver } from "./changes.js";
import { withPutIn } from "./differences.js";
import { element } from "./dom.js";
import { clock } from "./format.js";
import { mineOverTheirs } from "./resolving.js";

/** Calls `save(request)` to put mine in, `edit(position, text)` to go on by hand, `done()` once decided. */
export class Conflict {
  constructor(told, { revision, request, save, edit, done }) {
    Object.assign(this, { told, revision, request, send: save, edit, done });
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    const act = (label, key, click, kind = "button") =>
      element("button", { type: "button", class: kind, title: key, "aria-keyshortcuts": key, click }, label, " ", element("kbd", { "aria-hidden": "true" }, key));
    this.node = element(
      "div", { class: "panel conflict", role: "group", tabindex: "-1", "aria-label": "Conflict", keydown: (event) => this.press(event) },
      element("p", { class: "title" }, "You and somebody else changed the same words. Nothing is lost: choose what is to stand."),
      element("div", { class: "sides" },
        side("Before", told.base, (turn) => [turn.text]),
        side("Mine", told.mine, (turn, at) => withPutIn(told.base[at]?.text ?? "", turn.text)),
        side("Theirs, in the text now", told.theirs, (turn, at) => withPutIn(told.base[at]?.text ?? "", turn.text))),
      this.error,
      element("p", { class: "acts" },
        act("Put mine in", "1", () => this.putMineIn(), "button default"),
        act("Keep theirs", "2", () => this.done(this)),
        act("Edit", "3", () => this.write())),
    );
  }

  /** The words by which its place is known after the text was drawn anew. */
  get place() {
    const [first] = this.told.theirs;
    return { position: first?.position ?? this.told.base[0].position, text: first?.text };
  }

  press(event) {
    const act = { 1: () => this.putMineIn(), 2: () => this.done(this), 3: () => this.write() }[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  async putMineIn() {
    try {
      await this.send({ base: this.revision, edits: mineOverTheirs(this.told), reason: this.request.reason, conflict: this, after: this.place });
    } catch (problem) {
      this.error.textContent = problem.message;
      this.error.hidden = false;
    }
  }

  write() {
    const { base, mine, theirs } = this.told;
    const text = base.length === 1 && mine.length === 1 && theirs.length === 1
      ? oursOver(base[0].text, mine[0].text, theirs[0].text) : mine.map((turn) => turn.text).join(" ");
    this.edit(this, text);
  }
}

function side(title, turns, words) {
  const lines = turns.map((turn, at) => {
    const time = turn.start_ms === null ? "" : `, ${clock(turn.start_ms)}`;
    return element("p", {}, element("span", { class: "label" }, `${turn.speaker ?? turn.label}${time}`), ...words(turn, at).filter(Boolean));
  });
  return element("div", {}, element("h3", {}, title), ...(lines.length ? lines : [element("p", { class: "quiet" }, "Taken away.")]));
}
