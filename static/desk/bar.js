// The small bar at the selection: topics, and if wanted companies and a note, then one key to save.

import { announce } from "./announce.js";
import { Combobox } from "./combobox.js";
import { element } from "./dom.js";

const NO_TOPIC = "Choose at least one topic, then save.";

/** Opens under the passage in hand; `saved` gets the new quote. What is typed stays until it is saved. */
export class Bar {
  constructor(node, { api, passage, saved, closed }) {
    Object.assign(this, { node, api, passage, saved, closed, busy: false });
    const choices = (kind) => (query, signal) => api.choices(kind, query, signal);
    this.topics = new Combobox({ label: "Topics", placeholder: "Type a topic", find: choices("tags"), empty: "No topic fits" });
    this.companies = new Combobox({ label: "About companies", placeholder: "Optional", find: choices("companies"), empty: "No company fits" });
    this.note = element("textarea", { id: "bar-note", rows: "2" });
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.save = element("button", { type: "submit", class: "button default", title: "Enter in the empty topics field, or Ctrl+Enter" }, "Save draft");
    this.form = element(
      "form", { class: "bar", "aria-label": "New quote", novalidate: true, submit: (event) => this.submit(event), keydown: (event) => this.press(event) },
      this.topics.node,
      element("details", {}, element("summary", {}, "Companies and note"), this.companies.node,
        element("label", { for: "bar-note" }, "Note for colleagues"), this.note),
      this.error,
      element("p", { class: "acts" }, this.save,
        element("button", { type: "button", class: "plain", title: "Esc", click: () => this.close() }, "Cancel"),
        element("span", { class: "quiet keys" }, "Enter saves")),
    );
    node.append(this.form);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open({ focus = true } = {}) {
    this.node.hidden = false;
    this.error.hidden = true;
    this.place();
    if (focus) this.topics.input.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
  }

  /** Under the passage's last line, inside the text's column. */
  place() {
    const frame = this.node.parentElement.getBoundingClientRect();
    const boxes = this.passage.range.getClientRects();
    const last = boxes[boxes.length - 1];
    const left = Math.min(last.left - frame.left, frame.width - this.node.offsetWidth - 8);
    this.node.style.top = `${last.bottom - frame.top + 8}px`;
    this.node.style.left = `${Math.max(left, 0)}px`;
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.closed();
  }

  press(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.ctrlKey) this.submit(event);
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.working(true);
    try {
      if (!(await this.complete())) return;
      const card = await this.api.send("POST", "quotes/", this.body());
      this.empty();
      this.node.hidden = true;
      announce("Draft saved.");
      this.saved(card);
    } catch (problem) {
      this.refuse(problem.message);
    } finally {
      this.working(false);
    }
  }

  /** Whether all that was typed is chosen, and a topic among it. */
  async complete() {
    for (const box of [this.topics, this.companies]) {
      if (!(await box.commit())) return this.refuse(box.complaint);
    }
    return this.topics.chosen.length > 0 || this.refuse(NO_TOPIC);
  }

  body() {
    const { turn, start, end } = this.passage;
    return {
      revision: turn.revision,
      ...turn.anchor(start, end),
      tags: this.topics.ids,
      companies: this.companies.ids,
      note: this.note.value,
    };
  }

  working(busy) {
    this.busy = busy;
    this.save.disabled = busy;
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    return false;
  }

  empty() {
    this.topics.set([]);
    this.companies.set([]);
    this.note.value = "";
  }
}
