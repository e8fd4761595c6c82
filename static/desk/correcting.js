// Correct the text without leaving the desk: panels at the turns, sent as one revision each, nothing typed ever lost.

import { announce } from "./announce.js";
import { Problem } from "./api.js";
import { Conflict } from "./conflict.js";
import { element } from "./dom.js";
import { Kept } from "./kept.js";
import { Keeping } from "./keeping.js";
import { MergePanel } from "./mergepanel.js";
import { alone } from "./outbox.js";
import { Replacing } from "./replacing.js";
import { SectionPanel } from "./sectionpanel.js";
import { SpeakerPanel } from "./speakerpanel.js";
import { SplitPanel } from "./splitpanel.js";
import { TimePanel } from "./timepanel.js";
import { TOOLS, TurnTools } from "./turntools.js";
import { WordsPanel, wordEdits } from "./wordspanel.js";

const PANELS = { words: WordsPanel, person: SpeakerPanel, time: TimePanel, split: SplitPanel, merge: MergePanel, section: SectionPanel };
const PAUSE = 5000;
const WAITS = "The server cannot be reached. Your correction waits here, and is saved as soon as it can.";
const CHOOSE_WORD = "Choose the word that begins the second turn, then split.";
const LAST_TURN = "This is the last turn: there is none to join it with.";
const NOTES = "Show notes are nobody’s speech: only their words can be corrected.";
const OF_SPEECH = new Set(["person", "time", "section"]);

/**
 * Calls `redraw(answer, after)` with what the server made of a correction, `current()` for what it has now, `toUncertain()`
 * to go to a quote in doubt.
 */
export class Correcting {
  constructor({ api, keys, transcript, passage, quotes, settings, undoing, saving, redraw, current, toText, toUncertain }) {
    Object.assign(this, { api, transcript, passage, quotes, settings, undoing, saving, redraw, current, toText, toUncertain });
    this.panel = null;
    this.conflicts = [];
    this.underway = 0; // how many answers of the server are awaited
    this.kind = transcript.texts[0].kind;
    this.keeping = new Keeping(settings);
    this.tools = new TurnTools(transcript);
    this.kept = new Kept(document.getElementById("kept"), {
      keeping: this.keeping, transcript, open: (turn) => this.open("words", turn), save: (typed) => this.saveKept(typed),
      thrownAway: () => this.offer(),
    });
    this.replacing = new Replacing(document.getElementById("replacing"), {
      api, episode: settings.episode, transcript, passage, save: (request) => this.save(request), left: toText,
    });
    transcript.root.addEventListener("click", (event) => this.clicked(event));
    document.getElementById("replace-button").addEventListener("click", () => this.replacing.open());
    for (const { name } of TOOLS) keys.on(`correct-${name}`, (event) => this.pressed(name, event));
    keys.on("replace", () => this.replacing.open());
    addEventListener("online", () => this.sendWaiting());
    undoing.on("text", ({ revision }, way) => this.undo(revision, way === "undo" ? "Undone, and saved" : "Done again, and saved"));
    this.offer();
    this.sendWaiting();
  }

  /** Offer what was typed and is neither open nor part of a conflict that is shown. */
  offer() {
    const inHand = [this.panel?.turn, ...this.conflicts.map((conflict) => conflict.request.typed)];
    this.kept.show(inHand.filter(Boolean));
  }

  clicked(event) {
    const name = event.target.closest("[data-correct]")?.dataset.correct;
    const turn = name && this.transcript.turnAt(event.target);
    if (turn) this.open(name, turn);
  }

  /** Where one stands at a turn; false where one does not. */
  pressed(name, event) {
    const turn = this.transcript.byNode.get(event.target);
    if (!turn) return false;
    this.open(name, turn);
    return true;
  }

  open(name, turn) {
    if (turn.kind === "notes" && OF_SPEECH.has(name)) return announce(NOTES);
    if (name === "split" && (this.passage.turn !== turn || this.passage.start === 0)) return announce(CHOOSE_WORD);
    if (name === "merge" && !this.transcript.after(turn)) return announce(LAST_TURN);
    this.panel?.close();
    turn.node.closest("details")?.setAttribute("open", "");
    const { api, transcript, passage, keeping, settings } = this;
    this.panel = new PANELS[name](turn, {
      api, transcript, passage, keeping, sections: settings.sections,
      save: (request) => this.save(request), closed: () => this.closed(turn),
    });
    this.offer();
    this.panel.open(passage.turn === turn ? { selection: [passage.start, passage.end] } : {});
    return undefined;
  }

  closed(turn) {
    this.panel = null;
    this.offer();
    turn.node.focus({ preventScroll: true });
  }

  /** Send edits of `base`. Raises a Problem, except of conflicts, which are shown where they are. */
  async save(request) {
    const { edits, reason = "", remember } = request;
    const base = request.base ?? request.turn.revision;
    this.kind = this.transcript.textOf(base)?.kind ?? this.kind;
    this.underway += 1;
    try {
      const answer = await this.send("", { base, reason, edits, ...(remember ? { remember } : {}) });
      this.accept(answer, request);
    } catch (problem) {
      if (problem.status === 0 && request.panel) return this.wait(request);
      if (problem.rule !== "conflict") throw problem;
      await this.clash(problem.answer, { ...request, base });
    } finally {
      this.underway -= 1;
    }
    return undefined;
  }

  /** What the server made of it, with the quotes as they are: one that was stored meanwhile may be older in this answer. */
  async send(path, body) {
    const { news } = this.quotes;
    const answer = await this.api.send("POST", `episodes/${this.settings.episode}/corrections/${path}`, body);
    if (this.quotes.news === news) return answer;
    try {
      return { ...answer, ...(await this.current()) };
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return answer; // it is stored, and shown
    }
  }

  /** Out of reach: what was to be saved waits here, over a reload too, and work goes on. */
  wait({ panel, turn, edits, reason }) {
    const { revision, position, who, text: before } = turn;
    if (isOfWords(panel, edits)) this.keeping.put({ ...this.keeping.get(revision, position), waiting: true });
    else {
      this.keeping.drop(turn); // words that were typed with it are among its edits
      this.keeping.put({ revision, position, who, before, part: edits.at(-1).op, edits, says: panel.says(), reason, waiting: true });
    }
    panel.leave();
    announce(WAITS);
    this.wake();
  }

  wake() {
    this.saving.changed();
    clearTimeout(this.waking);
    if (this.keeping.waiting().length) this.waking = setTimeout(() => this.sendWaiting(), PAUSE);
  }

  /** Save what waits, one turn after the other, unless another tab does or something is open that would be closed. */
  sendWaiting() {
    return alone(this.keeping.place, async () => {
      for (const typed of this.keeping.waiting()) if (this.panel || !(await this.sendOne(typed))) break;
      this.wake();
    });
  }

  /** Whether the server has decided about it; what it did not want is offered again, with why. */
  async sendOne(typed) {
    try {
      await this.saveKept(typed, {});
    } catch (problem) {
      if (problem.status === 0 || problem.isSignedOut || problem.status >= 500) return false;
      this.keeping.put({ ...typed, waiting: false, why: problem.message });
      announce(`Not saved: ${problem.message}`);
    }
    this.offer();
    return true;
  }

  /** Take back what made a revision; answers what takes that back, null where somebody must decide first or nothing is left of it. */
  async undo(revision, done) {
    this.underway += 1;
    try {
      const answer = await this.send("undo/", { revision });
      this.show(answer);
      this.tell(answer, done);
      return answer.changed ? { revision: answer.revision.id } : null;
    } catch (problem) {
      if (problem.rule !== "conflict") throw problem;
      await this.clash(problem.answer, { base: revision, edits: [] });
      return null;
    } finally {
      this.underway -= 1;
    }
  }

  /** The server has it: nothing of it needs to be kept here, and the page shows the new text. */
  accept(answer, { panel, typed, conflict, turn, after }) {
    if (panel instanceof WordsPanel) this.keeping.drop(turn);
    if (typed) this.keeping.drop(typed);
    if (conflict) this.forget(conflict);
    if (panel) this.panel = null;
    this.show(answer, after);
    this.tell(answer);
    const entry = (id) => [{ kind: "text", data: { revision: id } }];
    if (answer.changed) this.undoing.record({ says: `text corrected, revision ${answer.revision.number}`, undo: entry(answer.revision.id), redo: entry(null) });
  }

  /** Draw the text anew, with what is still open at its turns. */
  show(answer, after) {
    this.panel?.close();
    this.redraw(answer, after);
    this.keeping.follow(this.transcript.turns);
    this.offer();
    this.conflicts.forEach((conflict) => this.put(conflict));
    this.replacing.refresh();
  }

  tell({ revision, changed, merged_with: merged, theirs, running_back: back, moved }, done = "Saved") {
    if (changed === false) return announce("Nothing to save: the text says this already.");
    const said = [`${done} as revision ${revision.number}.`];
    if (merged) said.push(theirs.length ? "Others changed the text meanwhile: their turns are marked." : "Joined with what others saved meanwhile.");
    this.mark(theirs);
    if (back.length) said.push("A turn now begins before an earlier one: look at its time.");
    const doubtful = moved.confirm + moved.lost;
    if (!doubtful) return announce(said.join(" "));
    said.push(doubtful === 1 ? "1 quote needs confirming." : `${doubtful} quotes need confirming.`);
    return announce(said.join(" "), element("button", { type: "button", class: "plain", click: () => this.toUncertain() }, "Show"));
  }

  /** Mark the turns that somebody else changed since the page was drawn. */
  mark(theirs) {
    for (const place of theirs.flatMap((change) => change.theirs)) {
      const turn = this.nearest(place);
      turn?.node.classList.add("by-others");
      turn?.node.querySelector(".margin").append(element("span", { class: "others" }, "changed by others"));
    }
  }

  /** Show conflicts at their places in the text as it is now, and save what has none. */
  async clash(answer, request) {
    const touched = new Set(answer.conflicts.flatMap((told) => told.base.map((turn) => turn.position)));
    const apart = request.edits.filter((edit) => !touched.has(edit.turn));
    const left = apart.length < request.edits.length ? apart : [];
    if (request.panel) this.panel = null;
    if (request.conflict) this.forget(request.conflict);
    if (request.typed) this.keeping.put({ ...request.typed, waiting: false }); // a person decides now
    this.show(await this.current(), request.after);
    const fresh = answer.conflicts.map((told) => this.conflictOf(told, answer.current, request));
    this.conflicts.push(...fresh);
    this.offer();
    fresh.forEach((conflict) => this.put(conflict));
    fresh[0]?.node.focus();
    fresh[0]?.node.scrollIntoView({ block: "center" });
    announce("Somebody else changed the same words. Choose what is to stand: nothing is lost.");
    if (left.length) await this.save({ base: request.base, edits: left, reason: request.reason, remember: request.remember });
  }

  conflictOf(told, revision, request) {
    const typed = request.typed ?? this.keep(told, request);
    return new Conflict(told, {
      revision, request: { ...request, typed }, save: (again) => this.save({ ...again, typed }),
      edit: (conflict, text) => this.editByHand(conflict, text), done: (conflict) => this.settle(conflict),
    });
  }

  /** Keep my words of a conflict until it is decided, wherever they were typed; null where it is not about words. */
  keep({ base: [base, ...more], mine: [mine, ...others] }, { base: revision, reason = "" }) {
    if (!base || !mine || more.length || others.length || base.text === mine.text) return null;
    const typed = { revision, position: base.position, who: base.speaker ?? base.label, before: base.text, text: mine.text, reason };
    this.keeping.put(typed);
    return typed;
  }

  put(conflict) {
    this.turnOf(conflict)?.node.append(conflict.node);
  }

  /** The turn in the text as it is now that a conflict is about. */
  turnOf({ revision, place }) {
    return this.transcript.find(revision, place.position) ?? this.nearest(place);
  }

  /** The turn that says the same and stands nearest to a position, else the one there. */
  nearest({ position, text }) {
    const turns = this.transcript.turns.filter((turn) => turn.kind === this.kind);
    const same = turns.filter((turn) => turn.text === text);
    const far = (turn) => Math.abs(turn.position - position);
    return same.sort((a, b) => far(a) - far(b))[0] ?? turns[Math.min(position, turns.length - 1)];
  }

  /** Go on by hand with both in view of each other. */
  editByHand(conflict, text) {
    const turn = this.turnOf(conflict);
    this.settle(conflict);
    const { revision, position, who, text: before } = turn;
    this.keeping.put({ revision, position, who, before, text, reason: conflict.request.reason ?? "" });
    this.open("words", turn);
  }

  settle(conflict) {
    if (conflict.request.typed) this.keeping.drop(conflict.request.typed);
    this.forget(conflict);
    this.offer();
    this.toText();
  }

  forget(conflict) {
    conflict.node.remove();
    this.conflicts = this.conflicts.filter((other) => other !== conflict);
  }

  /** Save what was typed earlier, on whichever text it was typed, and stand there or elsewhere. */
  saveKept(typed, { after } = { after: { position: typed.position } }) {
    const edits = typed.edits ?? wordEdits({ text: typed.before, position: typed.position }, typed.text);
    return this.save({ base: typed.revision, edits, reason: typed.reason, typed, after });
  }
}

/** Whether a correction is of words alone, as they were typed at a turn: such are kept as they are typed. */
function isOfWords(panel, edits) {
  return panel instanceof WordsPanel && edits.every(({ op }) => op === "words");
}
