// Who else is here and where, who works here, and what others changed meanwhile. It informs, and keeps nobody from anything.

import { announce } from "./announce.js";
import { Problem } from "./api.js";
import { element, fill } from "./dom.js";

const BEAT_MS = 15_000;

/** A heartbeat: tells where one is, and hears of the others. */
export class Presence {
  constructor(desk) {
    const { settings, outbox } = desk;
    Object.assign(this, { desk, node: document.getElementById("company"), event: settings.event, worked: false, people: [], lease: null });
    this.path = `episodes/${settings.episode}/presence/`;
    this.offered = "";
    outbox.addEventListener("change", ({ detail: { entry } }) => entry && this.work());
    desk.transcript.root.addEventListener("input", () => this.work());
    desk.addEventListener("drawn", () => this.drawPlaces());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.beat());
    addEventListener("online", () => this.beat());
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.beat();
  }

  /** Something was done or typed: the first time, that is told at once. */
  work() {
    const first = !this.worked && !this.lease;
    this.worked = true;
    if (first) this.beat();
  }

  async beat() {
    if (this.beating) return;
    this.beating = true;
    const working = this.worked;
    this.worked = false;
    try {
      const place = this.desk.caret.turn?.position ?? null;
      await this.hear(await this.desk.api.send("POST", this.path, { place, working, event: this.event }, AbortSignal.timeout(BEAT_MS)));
    } catch (problem) {
      // Whether the server is there is said in the corner; the next beat tries again.
      this.worked ||= working;
      if (!(problem instanceof Problem) && problem.name !== "TimeoutError" && problem.name !== "AbortError") throw problem;
    } finally {
      this.beating = false;
    }
  }

  leave() {
    const { api } = this.desk;
    fetch(`${api.root}${this.path}leave/`, { method: "POST", keepalive: true, credentials: "same-origin", headers: { "X-CSRFToken": api.token } }).catch(() => {});
  }

  async hear({ people, lease, event, quotes, revisions, talk }) {
    Object.assign(this, { people, lease });
    this.draw();
    await this.desk.talking.hear(talk);
    if (await this.takeIn(quotes, revisions)) this.event = event;
  }

  // Who is here

  draw() {
    const { people, lease } = this;
    fill(this.node,
      people.length > 0 && element("span", {}, `Also here: ${people.map(({ name }) => name).join(", ")}`),
      lease && !lease.mine && element("span", { class: "lease" }, `${lease.name} is working here since ${hour(lease.since)}. You can work too: both are merged.`));
    this.drawPlaces();
  }

  /** A small mark at the turn where each of the others stands. */
  drawPlaces() {
    const { transcript } = this.desk;
    for (const mark of transcript.root.querySelectorAll(".margin .here")) mark.remove();
    for (const { name, place } of this.people) {
      const turn = place !== null && transcript.find(transcript.texts[0]?.revision, place);
      turn?.node?.querySelector(".margin").append(element("span", { class: "here" }, `${name} is here`));
    }
  }

  // What others changed

  /** Take in the quotes that are others’ work by now; whether that is done. A changed text is offered, not forced. */
  async takeIn(quotes, revisions) {
    const { desk } = this;
    // What we ourselves are changing just now looks like others' work until its answer is here.
    if (desk.outbox.pending().length || desk.correcting?.underway) return false;
    const known = (id) => desk.quotes.told.get(id)?.version ?? null;
    const changed = Object.keys(quotes).filter((id) => quotes[id] !== known(id));
    const texts = desk.transcript.texts.map(({ revision }) => revision);
    if (revisions.join() !== texts.join()) {
      // Older ones are an answer from before our own correction.
      if (newest(revisions) > newest(texts) && this.offered !== revisions.join()) this.offerText(revisions);
      return false;
    }
    if (!changed.length) return true;
    const before = new Map(desk.quotes.told);
    const answer = await desk.api.get(`episodes/${desk.settings.episode}/`);
    const cards = new Map(answer.quotes.map((card) => [card.id, card]));
    // What we ourselves stored meanwhile may be newer than this answer.
    const untouched = changed.filter((id) => desk.quotes.told.get(id) === before.get(id));
    const fresh = untouched.filter((id) => (cards.get(id)?.version ?? null) !== known(id));
    for (const id of fresh) desk.quotes.put(cards.get(id) ?? { ...desk.quotes.told.get(id), id, state: "discarded" });
    if (fresh.length) announce(fresh.length === 1 ? "Others changed 1 quote." : `Others changed ${fresh.length} quotes.`);
    return untouched.length === changed.length;
  }

  offerText(revisions) {
    this.offered = revisions.join();
    announce("Others changed the text.", element("button", { type: "button", class: "plain", click: () => this.showText() }, "Show it"));
  }

  async showText() {
    const answer = await this.desk.current();
    if (this.desk.correcting) this.desk.correcting.show(answer);
    else this.desk.redraw(answer);
    announce("This is the text as it is now.");
  }
}

/** Ids are UUIDs of version 7, which sort by the time they were made at. */
function newest(ids) {
  return [...ids].sort().at(-1);
}

function hour(iso) {
  return new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
