// The line in the corner: whether all is stored, how much waits, and why. It stays, and nothing pops up.

import { element } from "./dom.js";
import { keyed } from "./keys.js";

// What is stored in less is not worth a word; it would only flicker, and be read out.
const NOTICED_MS = 400;
const LINES = {
  saved: () => (navigator.onLine ? "Saved" : "Offline: what you do is sent later"),
  saving: (count) => `Saving ${count}…`,
  offline: (count) => `Offline, ${count} waiting`,
  troubled: (count) => `The server has trouble, ${count} waiting`,
  "signed-out": (count) => `Signed out: sign in again in another tab, ${count} waiting`,
};

/** Shows the outbox's state, with a way to what was refused. */
export class Saving {
  constructor(desk) {
    const { outbox } = desk;
    Object.assign(this, { desk, outbox, line: document.getElementById("saving") });
    this.button = element("button", { type: "button", class: "plain", ...keyed("refused-next"), click: () => desk.walkRefused() });
    outbox.addEventListener("change", () => this.changed());
    addEventListener("online", () => this.draw());
    addEventListener("offline", () => this.draw());
    this.changed();
    this.draw();
  }

  changed() {
    clearTimeout(this.noticing);
    this.line.dataset.waiting = this.waiting;
    if (this.outbox.state === "saving") this.noticing = setTimeout(() => this.draw(), NOTICED_MS);
    else this.draw();
  }

  /** How much the server does not have yet: corrections wait by themselves. */
  get waiting() {
    return this.outbox.pending().length + this.corrections;
  }

  get corrections() {
    return this.desk.correcting?.keeping.waiting().length ?? 0;
  }

  draw() {
    const { outbox, button, waiting } = this;
    const refused = outbox.refused().length;
    const state = outbox.state === "saved" && waiting ? this.corrections ? "offline" : "saving" : outbox.state;
    const text = LINES[waiting ? state : "saved"](waiting);
    const more = refused ? `${refused} not saved: look` : "";
    if (this.said === text + more) return;
    this.said = text + more;
    button.textContent = more;
    this.line.dataset.state = refused ? "refused" : state;
    this.line.replaceChildren(text, ...(refused ? [" · ", button] : []));
  }
}
