// Choose several things by type-ahead: the WAI-ARIA combobox with a list, what is chosen as chips before it.

import { announce } from "./announce.js";
import { element, freshId } from "./dom.js";
import { keyed } from "./keys.js";
import { hueOf } from "./topics.js";

let held = false;
addEventListener("pointerdown", () => (held = true), true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (held = false), true);

/**
 * `find(query, signal)` promises choices `{id, label, hint}`; where it has `known`, `find.known(query)` answers at once
 * those that are shown meanwhile. `extras(query, found)` answers further choices for the end of the list, whose
 * `take(node)` promises the choice to add, or null, and may ask back at the end of the field’s `node`; `find` may bring
 * them. Events: `change` when the chosen ones change.
 */
export class Combobox extends EventTarget {
  constructor({ label, placeholder, find, extras = find.extras ?? (() => []), empty = "Nothing fits" }) {
    super();
    Object.assign(this, { find, extras, empty, chosen: [], options: [], active: -1, shown: "" });
    this.adding = Promise.resolve(true);
    const list = freshId("choices");
    const field = freshId("field");
    this.chips = element("ul", { class: "chips", "aria-label": `${label}, chosen` });
    this.input = element("input", {
      id: field, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
      "aria-expanded": "false", "aria-controls": list, "aria-autocomplete": "list",
      input: () => this.search(), keydown: (event) => this.press(event), blur: () => this.left(), click: () => this.list.hidden && this.search(),
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
    else if (event.key === "Escape" && open && (this.active >= 0 || this.input.value)) this.dismiss(event);
    else if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.remove(this.chosen.at(-1));
  }

  dismiss(event) {
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  walk(event, step) {
    event.preventDefault();
    if (this.list.hidden) this.search();
    if (!this.options.length) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.activate((from + step + this.options.length) % this.options.length);
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
    if (active) this.take(active);
    else if (query) this.takeBest(query);
    return this.adding;
  }

  /** Add a choice, or what an extra one comes to. */
  take(choice) {
    if (!choice.take) return this.add(choice);
    const query = this.input.value;
    this.input.value = "";
    this.close();
    const taken = choice.take(this.node).then(
      (made) => (made ? void this.add(made, { keep: true }) ?? true : this.giveBack(query, "")),
      (problem) => this.giveBack(query, problem.message),
    );
    this.adding = Promise.all([this.adding, taken]).then((all) => all.every(Boolean));
    return undefined;
  }

  /** Whoever types faster than the server answers goes on typing: the field is free at once. */
  takeBest(query) {
    const here = this.find.known?.(query).find((one) => !this.ids.includes(one.id));
    if (here) return this.add(here);
    this.input.value = "";
    this.close();
    const found = this.find(query).then((choices) => {
      const [choice] = choices.filter((one) => !this.ids.includes(one.id));
      if (choice) this.add(choice, { keep: true });
      else this.giveBack(query, `${this.empty} “${query}”.`);
      return Boolean(choice);
    }, (problem) => this.giveBack(query, problem.message));
    this.adding = Promise.all([this.adding, found]).then((all) => all.every(Boolean));
    return undefined;
  }

  giveBack(query, sentence) {
    if (sentence) announce(sentence);
    this.complaint = sentence;
    if (!this.input.value) this.input.value = query;
    this.adding = Promise.resolve(true);
    return false;
  }

  search() {
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const query = this.input.value.trim();
    const known = this.find.known?.(query);
    if (known) this.show(known, query, { more: Boolean(query) });
    this.find(query, signal)
      .then((found) => signal.aborted || this.show(found, query))
      .catch((error) => error.name === "AbortError" || announce(error.message));
  }

  /** List what was found; where `more` may come, that nothing fits is not said yet. */
  show(found, query, { more = false } = {}) {
    const stood = this.shown === query ? this.options[this.active]?.id : undefined;
    const options = found.filter((choice) => !this.ids.includes(choice.id));
    if (query && !more) options.push(...this.extras(query, options));
    const same = this.shown === query && !this.list.hidden && this.options.length > 0 && options.map(key).join() === this.options.map(key).join();
    if (same) return;
    this.shown = query;
    this.options = options;
    this.list.replaceChildren(...this.options.map((choice) => this.option(choice)));
    if (!this.options.length && query && !more) this.list.append(element("li", { class: "none" }, `${this.empty} “${query}”.`));
    this.list.hidden = !this.list.children.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const at = stood === undefined ? -1 : options.findIndex(({ id }) => id === stood);
    this.activate(at >= 0 ? at : options.length && query && !options[0].take ? 0 : -1);
  }

  option(choice) {
    return element(
      "li", { id: freshId("choice"), role: "option", "aria-selected": "false", click: () => this.take(choice) },
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

  /** Whoever left with the mouse means what was under it: nothing moves before the click is done. */
  left() {
    if (!held) return this.close();
    const close = () => setTimeout(() => document.activeElement !== this.input && this.close());
    return addEventListener("pointerup", close, { once: true });
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
    // Whoever does not want it says so instead.
    if (this.dispatchEvent(new Event("change", { cancelable: true }))) announce(said);
  }

  drawChips() {
    this.chips.replaceChildren(
      ...this.chosen.map((choice) =>
        element(
          "li", { class: `chip ${hueOf(choice)}` }, choice.label,
          element("button", { type: "button", ...keyed("take-away"), "aria-label": `Take away ${choice.label}`, click: () => this.remove(choice) }, "×"),
        ),
      ),
    );
    this.chips.hidden = !this.chosen.length;
  }
}

/** What tells one choice from another. */
function key({ id, label }) {
  return id ?? label;
}
