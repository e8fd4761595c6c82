// By which day a quote is due, and when what is approved is to be published: said at its side.

import { announce } from "./announce.js";
import { element, fill, freshId } from "./dom.js";
import { day } from "./format.js";
import { keyed } from "./keys.js";

const NO_TIME = "Say the day and the time first.";
const UNSCHEDULED = "It is published at no set time any more.";

/** Its part of the inspector. What is typed stays until it is set, or another quote is shown. */
export class Planning {
  constructor(desk) {
    Object.assign(this, { acts: desk.acts, user: desk.settings.user, zone: desk.settings.zone, node: element("section", { class: "planning", "aria-label": "Times" }) });
    desk.keys.on("unschedule", () => this.shown?.id === desk.selected && this.shown.may_unschedule && this.unschedule(this.shown));
    desk.inspector.join({ nodes: (card) => [this.show(card)].filter((node) => node.hasChildNodes()) });
  }

  show(card) {
    this.shown = card;
    const look = JSON.stringify([card.id, card.due_on, card.schedule, card.may_set_due, card.may_schedule, card.may_unschedule]);
    if (look === this.look) return this.node;
    const held = this.node.contains(document.activeElement) ? document.activeElement.dataset.plan : null;
    this.look = look;
    fill(this.node, card.may_set_due && this.dueForm(card), card.may_schedule && this.timeForm(card),
      card.may_unschedule && element("p", {}, element("button", { type: "button", class: "plain", "data-plan": "unschedule", ...keyed("unschedule"), click: () => this.unschedule(card) }, "Do not publish it at that time ", element("kbd", { "aria-hidden": "true" }, "U"))));
    if (held) this.node.querySelector(`[data-plan="${held}"]`)?.focus({ preventScroll: true });
    return this.node;
  }

  dueForm(card) {
    const field = element("input", { type: "date", id: freshId("due") });
    field.value = card.due_on ?? "";
    const submit = (event) => {
      event.preventDefault();
      this.setDue(card, field.value || null);
    };
    return element("form", { submit }, element("label", { for: field.id }, "Due on"), field, " ",
      element("button", { class: "button", "data-plan": "due", title: "Enter", "aria-keyshortcuts": "Enter" }, "Set the day"));
  }

  timeForm(card) {
    const field = element("input", { type: "datetime-local", id: freshId("at") });
    const submit = (event) => {
      event.preventDefault();
      this.schedule(card, field);
    };
    return element("form", { submit }, element("label", { for: field.id }, `Publish at (${this.zone})`), field, " ",
      element("button", { class: "button", "data-plan": "schedule", title: "Enter", "aria-keyshortcuts": "Enter" }, card.schedule?.outcome === "waiting" ? "Set another time" : "Set the time"));
  }

  setDue(card, on) {
    const step = (value) => [{ kind: "plan", data: planned(card.id, "due", { on: value }, { due_on: value }) }];
    const said = on ? `Due on ${day(`${on}T12:00`)}.` : "Due on no day.";
    this.acts.plan(planned(card.id, "due", { on }, { due_on: on }, said), { says: "day set", undo: step(card.due_on ?? null), redo: step(on) });
  }

  schedule(card, field) {
    if (!field.value) {
      field.focus();
      return announce(NO_TIME);
    }
    const [date, time] = field.value.split("T");
    const told = `${day(`${date}T12:00`)}, ${time.slice(0, 5)} ${this.zone}`;
    const schedule = { told, by: this.user, outcome: "waiting", why: "" };
    return this.acts.plan(planned(card.id, "schedule", { at: field.value }, { schedule }, `To be published on ${told}.`), { says: "time set", instead: "Take the time away at the side." });
  }

  unschedule(card) {
    this.acts.plan(planned(card.id, "unschedule", {}, { schedule: null, may_unschedule: false }, UNSCHEDULED), { says: "time taken away", instead: "Set the time again at the side." });
  }
}

function planned(quote, path, values, shown, said = "") {
  return { quote, path, values, shown, said };
}
