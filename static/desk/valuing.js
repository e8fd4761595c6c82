// What a new claim states as a value and a time: offered from the quote’s words, taken with one key, edited as words.

import { announce } from "./announce.js";
import { element, fill, freshId } from "./dom.js";
import { keyed, keyOf, pressed } from "./keys.js";

const PAUSE = 400; // ms after typing before the server is asked what fits the statement
const KEYS = { "Alt+v": "values", "Alt+t": "times", "Alt+s": "claims" };

/** The value’s part of the form; `said` is what was typed in it before. `taken` hears what was taken, `tie` gets a similar claim chosen instead. */
export class Valuing {
  constructor({ api, quote, statement, said, taken, tie }) {
    Object.assign(this, { api, quote, statement, taken, tie, found: { values: [], times: [], claims: [] }, next: { values: 0, times: 0 }, known: new Map() });
    this.metric = input("What is measured", "Annual recurring revenue");
    this.value = input("Value", "13 million US dollars a year");
    this.time = input("When", "2018, March 2019, since 2007");
    for (const name of ["metric", "value", "time"]) this[name].field.value = said[name] ?? "";
    this.like = element("div", { class: "like", role: "status" });
    this.offers = element("div", { class: "offers", role: "group", "aria-label": "Found in the words" });
    this.node = element("div", { class: "valuing", hidden: !said.value && !said.time && said.kind !== "metric" }, this.offers, ...[this.metric, this.value, this.time].map(({ node }) => node));
    statement.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    this.ask();
  }

  /** What stands in the fields, to keep over a reload. */
  get typed() {
    return { metric: this.metric.field.value, value: this.value.field.value, time: this.time.field.value };
  }

  /** Show the fields; a figure has them, other kinds may. */
  show(isShown) {
    this.node.hidden = !isShown && this.found.values.length + this.found.times.length === 0;
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      this.found = await this.api.get(`claims/offers/?quote=${this.quote}&statement=${encodeURIComponent(this.statement.value)}`, this.asking.signal);
    } catch {
      return; // offers are a help: without the server the form is filled in by hand
    }
    this.next = { values: 0, times: 0 };
    this.draw();
  }

  draw() {
    const { values, times, claims } = this.found;
    for (const { label, meaning } of [...values, ...times]) this.known.set(label, meaning);
    fill(this.offers, values.length > 0 && list("Values in the words", "claim-value", values, (one) => this.takeValue(one), told),
      times.length > 0 && list("Times in the words", "claim-time", times, (one) => this.takeTime(one), ({ label }) => label));
    fill(this.like, claims.length > 0 && list("Said already, or nearly", "claim-like", claims, (one) => this.tie(one), ({ label, hint }) => `${label} (${hint})`));
    if (values.length + times.length > 0) this.node.hidden = false;
  }

  /** Whether a key press was one of the form’s: the next value or time is taken, or the similar claim. */
  press(event) {
    const what = KEYS[pressed(event)];
    const found = what && this.found[what];
    if (!found?.length) return false;
    if (what === "claims") this.tie(found[0]);
    else {
      const one = found[this.next[what] % found.length];
      this.next[what] += 1;
      if (what === "values") this.takeValue(one);
      else this.takeTime(one);
    }
    return true;
  }

  takeValue(one) {
    this.metric.field.value = one.metric || this.metric.field.value;
    this.value.field.value = one.label;
    this.taken("value");
    announce(`Value: ${told(one)}. Found in: ${one.words}`);
  }

  takeTime(one) {
    this.time.field.value = one.label;
    this.taken("time");
    announce(`When: ${one.label}`);
  }

  /** What the fields mean, by the fields of a claim. What was typed is read by the server, which may refuse it. */
  async meaning() {
    const [metric, value, time] = [this.metric, this.value, this.time].map(({ field }) => field.value.trim());
    const said = [value, time].filter(Boolean);
    if (said.every((text) => this.known.has(text))) return Object.assign({ metric }, ...said.map((text) => this.known.get(text)));
    const query = `quote=${this.quote}&value=${encodeURIComponent(value)}&time=${encodeURIComponent(time)}`;
    return { metric, ...(await this.api.get(`claims/meaning/?${query}`)) };
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }
}

function told({ label, metric }) {
  return metric && !label.includes(metric) ? `${label}, ${metric}` : label;
}

/** Buttons under a heading; the first has the key that takes it. */
function list(label, action, found, take, text) {
  return element("div", {}, element("p", { class: "label" }, label),
    element("ul", { "aria-label": label }, ...found.slice(0, 5).map((one, at) => element("li", {},
      element("button", { type: "button", class: "plain offer", ...(at === 0 ? keyed(action) : {}), title: one.words ?? one.label, click: () => take(one) },
        text(one), at === 0 && " ", at === 0 && element("kbd", { "aria-hidden": "true" }, keyOf(action)))))));
}

function input(label, example) {
  const field = element("input", { id: freshId("meaning"), type: "text", placeholder: example });
  return { field, node: element("div", {}, element("label", { for: field.id }, label), field) };
}
