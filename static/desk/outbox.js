// Every write waits here until the server has answered it: over a broken connection, a reload, a closed page.

import { Answered } from "./answered.js";
import { Problem } from "./api.js";
import { uuid7 } from "./ids.js";
import { Shelf } from "./shelf.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 30_000;
// A write that the server breaks on so often is put aside, so that those behind it go on.
const MOST_FAILURES = 5;

/**
 * Entries `{id, kind, data, at, refusal?}`, sent one after the other in the order in which they were put in, by one
 * tab at a time. `change` says that there are others now, in `detail.entry` which one it was about, if one.
 */
export class Outbox extends EventTarget {
  constructor({ api, settings }) {
    super();
    Object.assign(this, { api, user: settings.user, kinds: new Map(), state: "saved", pause: FIRST_PAUSE, failures: 0 });
    this.shelf = new Shelf("outbox", settings);
    this.name = this.shelf.prefix;
    this.answered = new Answered(this.name);
    this.shelf.addEventListener("change", () => this.changed());
    this.channel = new BroadcastChannel(this.name);
    this.channel.addEventListener("message", ({ data: { entry, answer } }) => this.done(entry, answer, { elsewhere: true }));
    addEventListener("online", () => this.resume());
    addEventListener("focus", () => this.state !== "saved" && this.resume());
    addEventListener("beforeunload", (event) => this.shelf.isUnsafe && event.preventDefault());
  }

  /**
   * Say how entries of a kind are sent: `request(data)` answers `{method, path, body}`, and `match` where it stands on a version.
   *
   * `done(answer, data, {effect, elsewhere})` takes what the server made of it, in every tab; `refused(problem, data)` hears that it
   * did not want it. Further, where wanted: `prepare(data)` completes the data as it is put in; `effect(card, data)` answers
   * the card of the quote `data.quote` as it will be, `creates` says that there is none before; `recover(problem, data)`
   * answers what the server has where a refused entry is stored already; `says(data)` puts it in words; `edit(data)`
   * gives it back to where it was typed.
   */
  on(kind, handlers) {
    this.kinds.set(kind, handlers);
  }

  /** Keep a write, and send it as soon as it is its turn. */
  put(kind, data) {
    const prepared = this.kinds.get(kind).prepare?.(data) ?? data;
    const order = 1 + Math.max(0, ...this.entries().map((entry) => entry.order));
    const entry = { id: uuid7(), kind, data: prepared, order, at: new Date().toISOString() };
    this.shelf.put(entry.id, entry);
    this.changed(entry);
    this.send();
    return entry;
  }

  /** Everything that is kept here, refused or not, in order. */
  entries() {
    return this.shelf.all().map(([, entry]) => entry).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  /** What still waits for the server's answer. */
  pending(kind) {
    return this.entries().filter((entry) => !entry.refusal && !this.answered.has(entry.id) && (!kind || entry.kind === kind));
  }

  /** What the server did not want, until somebody decides about it. */
  refused() {
    return this.entries().filter((entry) => entry.refusal);
  }

  /** What is kept about one quote. */
  about(quote) {
    return this.entries().filter((entry) => entry.data.quote === quote);
  }

  /** Send a refused write again, as it is now. */
  retry(entry) {
    const { refusal, ...again } = entry;
    this.keep({ ...again, data: this.kinds.get(entry.kind).prepare?.(entry.data) ?? entry.data });
    this.send();
  }

  /** Do without a refused write, and without what was to follow on what it would have made. */
  drop(entry) {
    const behind = this.kinds.get(entry.kind).creates ? this.about(entry.data.quote) : [entry];
    behind.forEach((one) => this.shelf.drop(one.id));
    behind.forEach((one) => this.changed(one));
    this.send();
  }

  /** Change what waits: `amend(entry)` answers the new data, or nothing. */
  amend(amend) {
    for (const entry of this.pending()) {
      const data = amend(entry);
      if (data) this.shelf.put(entry.id, { ...entry, data });
    }
  }

  // Sending

  /** Send what waits, unless it is being sent. */
  async send() {
    clearTimeout(this.waking);
    if (this.busy) return;
    this.busy = true;
    try {
      await alone(this.name, () => this.sendAll());
    } finally {
      this.busy = false;
    }
    if (this.state !== "saving") this.wake();
    else if (this.next()) this.send();
    else this.enter("saved");
  }

  async sendAll() {
    await this.answered.refresh();
    this.shelf.refresh();
    if (this.state === "signed-out" && !(await this.signedInAgain())) return;
    this.enter("saving");
    for (let entry = this.next(); entry; entry = this.next()) if (!(await this.attempt(entry))) return;
  }

  /** The first that can be sent: what is about a quote that was refused itself waits for it. */
  next() {
    const unmade = new Set(this.refused().filter(({ kind }) => this.kinds.get(kind)?.creates).map((entry) => entry.data.quote));
    return this.pending().find((entry) => this.kinds.has(entry.kind) && !unmade.has(entry.data.quote));
  }

  /** Send one; whether the server has decided about it. */
  async attempt(entry) {
    try {
      const { method, path, body, match } = this.kinds.get(entry.kind).request(entry.data);
      await this.finish(entry, await this.api.send(method, path, body, AbortSignal.timeout(PATIENCE), match));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return this.failed(entry, problem);
    }
    return true;
  }

  async failed(entry, problem) {
    if (problem.isSignedOut) return this.rest("signed-out");
    if (problem.status === 500) this.failures += 1;
    const worthTrying = problem.status === 0 || problem.status === 429 || problem.status >= 500;
    if (worthTrying && this.failures < MOST_FAILURES) return this.rest(problem.status === 0 ? "offline" : "troubled");
    this.failures = 0;
    try {
      const stored = await this.kinds.get(entry.kind).recover?.(problem, entry.data);
      if (stored) await this.finish(entry, stored);
      else this.refuse(entry, problem);
    } catch (again) {
      if (!(again instanceof Problem)) throw again;
      return this.rest(again.isSignedOut ? "signed-out" : "offline");
    }
    return true;
  }

  /** Take what the server has made of it; no other tab sends it from then on. */
  finish(entry, answer) {
    Object.assign(this, { pause: FIRST_PAUSE, failures: 0 });
    this.shelf.drop(entry.id);
    this.channel.postMessage({ entry, answer });
    this.tell(() => this.done(entry, answer, { elsewhere: false }));
    this.changed(entry);
    return this.answered.add(entry.id);
  }

  done({ kind, data }, answer, { elsewhere }) {
    const { done, effect } = this.kinds.get(kind) ?? {};
    done?.(answer, data, { effect, elsewhere });
  }

  refuse(entry, { message, rule, status }) {
    this.pause = FIRST_PAUSE;
    this.tell(() => this.kinds.get(entry.kind).refused?.({ message, rule, status }, entry.data));
    this.keep({ ...entry, refusal: { message, rule, status } });
  }

  /** A part that fails to show something must not hold up what is to be stored. */
  tell(act) {
    try {
      act();
    } catch (error) {
      reportError(error);
    }
  }

  keep(entry) {
    this.shelf.put(entry.id, entry);
    this.changed(entry);
  }

  rest(state) {
    this.enter(state);
    return false;
  }

  /** Try again later, each time a little later, up to half a minute. */
  wake() {
    this.waking = setTimeout(() => this.send(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  resume() {
    this.pause = FIRST_PAUSE;
    this.send();
  }

  /** Whether the same person is signed in now; what waits is theirs, and nobody else's to send. */
  async signedInAgain() {
    try {
      const { user, csrf } = await this.api.get("");
      if (user !== this.user) return false;
      this.api.token = csrf;
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return false;
    }
  }

  enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }

  changed(entry = null) {
    this.dispatchEvent(new CustomEvent("change", { detail: { entry } }));
  }
}

/** Do this while no other tab does. */
export function alone(name, act) {
  return navigator.locks ? navigator.locks.request(name, act) : act();
}
