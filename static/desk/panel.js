// A small form at a turn: Ctrl+Enter saves it, Esc leaves it. What is refused is said in place.

import { element, freshId } from "./dom.js";

/** Kinds of panels say their `title`, `fields()` and `edits()`; `edits` throws an Error that a person can act on. */
export class Panel {
  static title = "";

  constructor(turn, { save, closed, ...context }) {
    Object.assign(this, { turn, send: save, closed, context, busy: false });
    this.reason = element("input", { id: freshId("reason"), type: "text", maxlength: "1000", placeholder: "Optional" });
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.button = element("button", { type: "submit", class: "button default", title: "Ctrl+Enter" }, "Save");
    const { title } = this.constructor;
    this.node = element(
      "form",
      { class: "panel", "aria-label": title, novalidate: true, submit: (event) => this.submit(event), keydown: (event) => this.press(event) },
      element("p", { class: "title" }, title),
      ...this.fields(),
      element("div", { class: "reason" }, element("label", { for: this.reason.id }, "Why"), this.reason),
      this.error,
      element("p", { class: "acts" }, this.button, ...this.extras(),
        element("button", { type: "button", class: "plain", title: "Esc", click: () => this.close() }, "Leave"),
        element("span", { class: "quiet keys" }, "Ctrl+Enter saves, Esc leaves")),
    );
  }

  /** The nodes to fill in. */
  fields() {
    return [];
  }

  /** Further buttons. */
  extras() {
    return [];
  }

  /** What to send: edits as the server knows them. */
  edits() {
    return [];
  }

  /** What is done, for a list of what waits. */
  says() {
    return this.constructor.title;
  }

  /** Where to stand once it is saved: a turn's position in the new text, and words of it. */
  after() {
    return { position: this.turn.position };
  }

  open() {
    this.turn.node.append(this.node);
    this.focus();
    this.node.scrollIntoView({ block: "nearest" });
  }

  focus() {
    (this.node.querySelector("input, select, textarea") ?? this.button).focus({ preventScroll: true });
  }

  close() {
    this.leave();
  }

  /** Close it, and leave what is in it to whoever sends it. */
  leave() {
    this.node.remove();
    this.closed(this);
  }

  press(event) {
    event.stopPropagation();
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.ctrlKey) this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    return this.save(() => this.edits());
  }

  async save(edits) {
    if (this.busy) return;
    this.working(true);
    try {
      await this.ready();
      await this.send({ panel: this, turn: this.turn, edits: edits(), reason: this.reason.value.trim(), after: this.after() });
    } catch (problem) {
      this.refuse(problem.message);
    } finally {
      this.working(false);
    }
  }

  /** Wait for what is still being looked up. */
  async ready() {}

  working(busy) {
    this.busy = busy;
    this.button.disabled = busy;
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.scrollIntoView({ block: "nearest" });
  }
}

/** A field with its label. */
export function labelled(text, field) {
  field.id ||= freshId("field");
  return element("div", {}, element("label", { for: field.id }, text), field);
}
