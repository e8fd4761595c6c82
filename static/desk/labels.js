// What is said of a quote’s words, in the bar and at its side: fields of things to choose, and a note.

import { Combobox } from "./combobox.js";
import { element, freshId } from "./dom.js";

/** The fields of choices, by the name they have on cards and in the API; those with `more` are folded away in the bar. */
export const CHOICES = [
  { name: "tags", label: "Topics", placeholder: "Type a topic", empty: "No topic fits" },
  { name: "companies", label: "About companies", placeholder: "Optional", empty: "No company fits", more: true },
  { name: "guests", label: "About people", placeholder: "Optional", empty: "Nobody fits", more: true },
];

/** The fields for one quote. `find(name)` answers how choices of that kind are found. */
export class Labels {
  constructor(find) {
    this.boxes = CHOICES.map(({ name, ...looks }) => {
      const box = new Combobox({ ...looks, find: find(name) });
      box.node.dataset.field = name;
      return Object.assign(box, { name, more: looks.more });
    });
    this.note = element("textarea", { id: freshId("note"), rows: "2", "data-field": "note" });
    this.noting = element("div", { class: "noting" }, element("label", { for: this.note.id }, "Note for colleagues"), this.note);
  }

  get topics() {
    return this.boxes.find((box) => box.name === "tags");
  }

  /** As the server wants them. */
  get values() {
    return { ...Object.fromEntries(this.boxes.map((box) => [box.name, box.ids])), note: this.note.value };
  }

  /** As cards show them. */
  get shown() {
    return { ...Object.fromEntries(this.boxes.map((box) => [box.name, box.chosen])), note: this.note.value };
  }

  /** As they are shown, with the words that are not chosen from yet. */
  get typed() {
    return { ...this.shown, words: Object.fromEntries(this.boxes.map((box) => [box.name, box.input.value])) };
  }

  get isEmpty() {
    return !this.note.value && this.boxes.every((box) => !box.chosen.length && !box.input.value);
  }

  /** Show what a card says, or was typed; what is missing is empty. */
  show(card) {
    for (const box of this.boxes) {
      box.set(card[box.name] ?? []);
      box.input.value = card.words?.[box.name] ?? "";
    }
    this.note.value = card.note ?? "";
  }

  /** Whether all that was typed is chosen; where not, `complaint` says why. */
  async complete() {
    for (const box of this.boxes) {
      this.complaint = (await box.commit()) ? "" : box.complaint;
      if (this.complaint) return false;
    }
    return true;
  }
}
