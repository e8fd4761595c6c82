// Type-ahead for colleagues in a text: @ and the beginning of a name.

import { speak } from "./announce.js";
import { element, freshId } from "./dom.js";

const BEGUN = /(?:^|[^\w@.+-])@([\w.+-]*)$/u;

/** `list` belongs right under the text’s field: arrows choose, Enter or Tab takes, Esc leaves it. */
export class Mentions {
  constructor(area, api) {
    Object.assign(this, { area, api, options: [], active: 0 });
    this.list = element("ul", { id: freshId("colleagues"), class: "choices colleagues", role: "listbox", "aria-label": "Colleagues", hidden: true });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.addEventListener("input", () => this.search());
    area.addEventListener("keydown", (event) => this.press(event));
    area.addEventListener("blur", () => this.close());
  }

  get begun() {
    return this.area.value.slice(0, this.area.selectionStart).match(BEGUN)?.[1];
  }

  async search() {
    const begun = this.begun;
    if (begun === undefined) return this.close();
    try {
      const found = await this.api.choices("colleagues", begun);
      if (this.begun === begun) this.show(found);
    } catch {
      this.close(); // a name can be typed without help
    }
    return undefined;
  }

  show(found) {
    this.options = found;
    this.list.replaceChildren(...found.map((one) =>
      element("li", { id: freshId("colleague"), role: "option", click: () => this.take(one) }, one.label, one.label !== one.id && element("span", { class: "hint" }, one.id))));
    this.list.hidden = !found.length;
    this.activate(0);
    if (found.length) speak(found.length === 1 ? `1 colleague: ${found[0].label}` : `${found.length} colleagues, arrows choose`);
  }

  activate(number) {
    this.active = number;
    const nodes = [...this.list.children];
    nodes.forEach((node, at) => node.setAttribute("aria-selected", String(at === number)));
    if (nodes[number]) this.area.setAttribute("aria-activedescendant", nodes[number].id);
    else this.area.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (this.list.hidden) return;
    const count = this.options.length;
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate((this.active + count - 1) % count);
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") this.take(this.options[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take({ id }) {
    const { area } = this;
    const end = area.selectionStart;
    area.setRangeText(`${id} `, end - this.begun.length, end, "end");
    this.close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.options = [];
    this.list.hidden = true;
    this.list.replaceChildren();
    this.area.removeAttribute("aria-activedescendant");
  }
}
