// Undo and redo by two buttons, which say what they would, and by their keys.

import { isTyping, keyed } from "./keys.js";

/** They stay in the order of the Tab key where there is nothing to do, and say so. */
export class UndoButtons {
  constructor({ keys, undoing }) {
    this.undoing = undoing;
    this.buttons = Object.fromEntries(["undo", "redo"].map((way) => [way, document.getElementById(`${way}-button`)]));
    for (const [way, button] of Object.entries(this.buttons)) {
      button?.addEventListener("click", () => undoing[way]());
      keys.on(way, (event) => !isTyping(event) && void undoing[way]());
    }
    undoing.addEventListener("change", () => this.draw());
    this.draw();
  }

  draw() {
    for (const [way, button] of Object.entries(this.buttons)) {
      const step = this.undoing.next(way);
      const attributes = { ...keyed(way, step ? `${way === "undo" ? "Undo" : "Redo"}: ${step.says}` : undefined), "aria-disabled": String(!step) };
      for (const [name, value] of Object.entries(attributes)) button?.setAttribute(name, value);
    }
  }
}
