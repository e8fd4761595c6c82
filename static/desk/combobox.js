// Choose several things by type-ahead: the WAI-ARIA combobox with a list, what is chosen as chips before it.

import { announce } from "./announce.js";
import { element, freshId } from "./dom.js";

/** `find(query, signal)` answers choices `{id, label, hint}`; events: `change` when the chosen ones change. */
export class Combobox extends EventTarget {
  constructor({ label, placeholder, find, empty = "Nothing fits" }) {
    super();
    Object.assign(this, { find, empty, chosen: [], options: [], active: -1, shown: "" });
    this.adding = Promise.resolve(true);
    const list = freshId("choices");
    const field = freshId("field");
    this.chips = element("ul", { class: "chips", "aria-label": `${label}, chosen` });
    this.input = element("input", {
      id: field, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
      "aria-expanded": "false", "aria-controls": list, "aria-autocomplete": "list",
      input: () => this.search(), keydown: (event) => this.press(event), blur: () => this.close(),
    });
    this.list = element("ul", { id: list, class: "choices", role: "listbox", "aria-label": `${label}: choices`, hidden: true });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.node = element(
      "div", { class: "combobox" },
      element("label", { for: field }, label),
      element("div", { class: "field" }, this.chips, this.input, this.list),
    );
  }

  get ids() {
    return this.chosen.map((choice) => choice.id);
  }

  set(choices) {
    this.chosen = [...choices];
    this.drawChips();
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown") this.walk(event, 1);
    else if (event.key === "ArrowUp") this.walk(event, -1);
    else if (event.key === "Enter" && !event.ctrlKey && (this.input.value.trim() || this.active >= 0)) this.enter(event);
    else if (event.key === "Escape" && open) this.dismiss(event);
    else if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.remove(this.chosen.at(-1));
  }

  dismiss(event) {
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  walk(event, step) {
    event.preventDefault();
    if (this.list.hidden) return void this.search();
    this.activate((this.active + step + this.options.length) % this.options.length);
  }

  enter(event) {
    event.preventDefault();
    event.stopPropagation();
    this.commit();
  }

  /** Take what is typed or active; answers, once all that was typed so far is decided, whether all of it fitted. */
  commit() {
    const query = this.input.value.trim();
    const active = this.shown === query ? this.options[this.active] : undefined;
    if (active) this.add(active);
    else if (query) this.takeBest(query);
    return this.adding;
  }

  /** Whoever types faster than the server answers goes on typing: the field is free at once. */
  takeBest(query) {
    this.input.value = "";
    this.close();
    const found = this.find(query).then((choices) => {
      const [choice] = choices.filter((one) => !this.ids.includes(one.id));
      if (choice) this.add(choice, { keep: true });
      else this.giveBack(query, `${this.empty} “${query}”.`);
      return Boolean(choice);
    }, (problem) => this.giveBack(query, problem.message));
    this.adding = Promise.all([this.adding, found]).then((all) => all.every(Boolean));
  }

  giveBack(query, sentence) {
    announce(sentence);
    this.complaint = sentence;
    if (!this.input.value) this.input.value = query;
    this.adding = Promise.resolve(true);
    return false;
  }

  search() {
    this.abort?.abort();
    this.abort = new AbortController();
    const query = this.input.value.trim();
    this.find(query, this.abort.signal)
      .then((found) => this.show(found, query))
      .catch((error) => error.name === "AbortError" || announce(error.message));
  }

  show(found, query) {
    this.shown = query;
    this.options = found.filter((choice) => !this.ids.includes(choice.id));
    this.list.replaceChildren(...this.options.map((choice) => this.option(choice)));
    if (!this.options.length && query) this.list.append(element("li", { class: "none" }, `${this.empty} “${query}”.`));
    this.list.hidden = !this.list.children.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(this.options.length && query ? 0 : -1);
  }

  option(choice) {
    return element(
      "li", { id: freshId("choice"), role: "option", "aria-selected": "false", click: () => this.add(choice) },
      choice.label, choice.hint && element("span", { class: "hint" }, choice.hint),
    );
  }

  activate(number) {
    this.active = number;
    const nodes = [...this.list.querySelectorAll("[role=option]")];
    nodes.forEach((node, at) => node.setAttribute("aria-selected", String(at === number)));
    nodes[number]?.scrollIntoView({ block: "nearest" });
    if (nodes[number]) this.input.setAttribute("aria-activedescendant", nodes[number].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.abort?.abort();
    this.options = [];
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  add(choice, { keep = false } = {}) {
    if (!keep) {
      this.input.value = "";
      this.close();
    }
    this.changed([...this.chosen, choice], `${choice.label} chosen`);
    this.input.focus();
  }

  remove(choice) {
    this.changed(this.chosen.filter((other) => other.id !== choice.id), `${choice.label} taken away`);
    this.input.focus();
  }

  changed(choices, said) {
    this.set(choices);
    announce(said);
    this.dispatchEvent(new Event("change"));
  }

  drawChips() {
    this.chips.replaceChildren(
      ...this.chosen.map((choice) =>
        element(
          "li", { class: "chip" }, choice.label,
          element("button", { type: "button", "aria-label": `Take away ${choice.label}`, click: () => this.remove(choice) }, "×"),
        ),
      ),
    );
    this.chips.hidden = !this.chosen.length;
  }
}
