// Undo and redo what a person did here, step by step, also after a reload.

import { announce } from "./announce.js";
import { Problem } from "./api.js";
import { uuid7 } from "./ids.js";
import { Shelf } from "./shelf.js";

const MOST_STEPS = 200;
const NOTHING = { undo: "There is nothing to undo.", redo: "There is nothing to do again." };
const DONE = { undo: "Undone", redo: "Done again" };

/**
 * Steps `{says, undo, redo}`: what was done in words, and the outbox entries `{kind, data}` that take it back and do it
 * again. A step with `instead` is not undone: that sentence says what to do. `change` says that there are others now,
 * `walked` that one was undone or done again, with the `quote` it is about in its `detail`.
 */
export class Undoing extends EventTarget {
  constructor({ outbox, settings }) {
    super();
    Object.assign(this, { outbox, ways: new Map(), busy: Promise.resolve() });
    this.shelf = new Shelf("steps", settings);
    this.shelf.addEventListener("change", () => this.changed());
  }

  /**
   * Do entries of a kind here and now: `way(data, name)` answers the data of the way back, or null where it could not;
   * `name` is undo or redo.
   */
  on(kind, way) {
    this.ways.set(kind, way);
  }

  /** Remember what was done. What was undone before it cannot be done again. */
  record(step) {
    const steps = this.steps();
    steps.filter((one) => one.undone).forEach((one) => this.shelf.drop(one.id));
    steps.slice(0, -MOST_STEPS).forEach((one) => this.shelf.drop(one.id));
    this.keep({ ...step, id: uuid7(), undone: false });
  }

  /** The step that `undo` or `redo` would take. */
  next(way) {
    const steps = this.steps();
    return way === "undo" ? steps.findLast((one) => !one.undone) : steps.find((one) => one.undone);
  }

  undo() {
    return this.take("undo", "redo");
  }

  redo() {
    return this.take("redo", "undo");
  }

  /** One after the other, however fast the keys are pressed. */
  take(way, back) {
    this.busy = this.busy.then(() => this.walk(way, back));
    return this.busy;
  }

  async walk(way, back) {
    const step = this.next(way);
    if (!step) return announce(NOTHING[way]);
    if (step.instead) return this.forget(step, step.instead);
    const overtaken = step[back].map(({ kind, data }) => this.outbox.kinds.get(kind)?.overtaken?.(data)).find(Boolean);
    if (overtaken) return this.forget(step, overtaken);
    try {
      const returns = await this.doAll(step[way], way);
      if (!returns) return this.forget(step);
      this.dispatchEvent(new CustomEvent("walked", { detail: { quote: step[way].find(({ data }) => data.quote)?.data.quote } }));
      this.keep({ ...step, [back]: returns.map((data, at) => (data ? { kind: step[way][at].kind, data } : step[back][at])), undone: way === "undo" });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return announce(problem.message);
    }
    // What is done here and now says itself what became of it.
    if (!step[way].some(({ kind }) => this.ways.has(kind))) announce(`${DONE[way]}: ${step.says}.`);
    return undefined;
  }

  /** What leads back, where that is known only now; null where it could not be done. */
  async doAll(entries, name) {
    const returns = [];
    for (const { kind, data } of entries) {
      const way = this.ways.get(kind);
      const back = way ? await way(data, name) : void this.outbox.put(kind, { ...data, said: "" });
      if (back === null) return null;
      returns.push(back);
    }
    return returns;
  }

  steps() {
    return this.shelf.all().map(([, step]) => step).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  keep(step) {
    this.shelf.put(step.id, step);
    this.changed();
  }

  forget(step, sentence) {
    this.shelf.drop(step.id);
    this.changed();
    if (sentence) announce(sentence);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
