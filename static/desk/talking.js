// What colleagues say to each other about quotes and passages: marks in the margin, and a panel at the turn.

import { announce, speak } from "./announce.js";
import { Problem } from "./api.js";
import { element } from "./dom.js";
import { shorten } from "./format.js";
import { uuid7 } from "./ids.js";
import { keyed, keyOf } from "./keys.js";
import { wordsOf } from "./quotes.js";
import { TalkPanel } from "./talkpanel.js";

const NO_PLACE = "Choose the words or the quote to comment on.";
const ALL_DONE = "Every comment is resolved.";
const SAID = { add: "Comment saved.", reword: "Comment saved.", resolve: "Comment resolved.", reopen: "Comment opened again.", remove: "Comment removed." };

/**
 * Talks as the server told them, with what waits in the outbox done to them. Each stands at a turn: its quote’s, its
 * words’, or where its words are gone the nearest.
 */
export class Talking {
  constructor(desk, talks) {
    const { outbox, settings } = desk;
    Object.assign(this, { desk, panel: null, at: null, news: 0, sent: new Map(), path: `episodes/${settings.episode}/comments/` });
    this.take(talks);
    const kind = (name, request, says) => outbox.on(`comment.${name}`, {
      request: (data) => this.send(data, request), says, done: (answer, data, how) => this.done(name, answer, data, how), refused: ({ message }) => this.refused(message),
      edit: says && ((data) => this.editAgain(data)),
    });
    kind("add", ({ id, text, quote, place, answers }) => ({ method: "POST", path: this.path, body: { id, text, ...(answers ? { answers } : place ?? { quote }) } }), ({ text }) => text);
    kind("reword", ({ id, text }) => ({ method: "PATCH", path: `comments/${id}/`, body: { text } }), ({ text }) => text);
    kind("resolve", ({ id }) => ({ method: "POST", path: `comments/${id}/resolve/`, body: {} }));
    kind("reopen", ({ id }) => ({ method: "POST", path: `comments/${id}/reopen/`, body: {} }));
    kind("remove", ({ id }) => ({ method: "DELETE", path: `comments/${id}/` }));
    outbox.addEventListener("change", ({ detail: { entry } }) => (!entry || entry.kind.startsWith("comment.")) && this.draw());
    desk.addEventListener("drawn", () => this.followText());
    desk.map.add(() => this.ticks());
    desk.keys.on("comment", (event) => this.openHere(event));
    desk.keys.on("comment-next", () => this.walk());
    desk.inspector.join({ nodes: (card) => [this.button(card)] });
    this.draw();
    this.goOn();
  }

  take(talks) {
    this.news += 1;
    this.told = new Map(talks.map((talk) => [talk.id, talk]));
    this.revisions = this.current();
  }

  current() {
    return this.desk.transcript.texts.map((text) => text.revision).join();
  }

  /** Ask anew what was said: others talk too. Where something was told meanwhile, the answer may be older than that. */
  async refresh() {
    const { news } = this;
    const { comments } = await this.desk.api.get(this.path);
    if (this.news !== news) return this.refresh();
    this.take(comments);
    return this.draw();
  }

  /** The server tells in a word how all comments stand: where that is new, they are asked for. The page came with the first. */
  async hear(talk) {
    if (this.heard !== undefined && this.heard !== talk) await this.refresh();
    this.heard = talk;
  }

  // What there is

  /** Every talk, in the order in which they began. */
  all() {
    const talks = new Map([...this.told].map(([id, talk]) => [id, { ...talk, replies: [...talk.replies] }]));
    for (const { kind, data } of this.desk.outbox.pending()) if (kind.startsWith("comment.")) this.apply(talks, kind, data);
    return [...talks.values()];
  }

  apply(talks, kind, data) {
    const first = talks.get(data.answers ?? data.id);
    const said = first?.id === data.id ? first : first?.replies.find((reply) => reply.id === data.id);
    if (kind === "comment.add" && data.answers && first && !said) {
      first.replies.push(this.mine(data));
      first.resolved_at = null;
    } else if (kind === "comment.add" && !data.answers && !first) talks.set(data.id, { ...this.mine(data), replies: [], ...data.shown });
    else if (kind === "comment.reword" && said) said.text = data.text;
    else if (kind === "comment.remove" && said === first) talks.delete(data.id);
    else if (kind === "comment.remove" && first) first.replies = first.replies.filter((reply) => reply !== said);
    else if (kind === "comment.resolve" && first) Object.assign(first, { resolved_at: data.at, resolved_by: this.desk.settings.user });
    else if (kind === "comment.reopen" && first) first.resolved_at = null;
  }

  mine({ id, text, at }) {
    return { id, text, at, name: this.desk.settings.user, by: this.desk.settings.user, mine: true, mentions: [], pending: true };
  }

  /** The turn a talk stands at, if it is on the page. */
  turnOf(talk) {
    const { transcript, quotes } = this.desk;
    const card = talk.quote && quotes.get(talk.quote);
    if (card) return transcript.turnOf(card);
    return talk.near && transcript.find(talk.near.revision, talk.near.turn);
  }

  standingAt(turn) {
    return this.all().filter((talk) => this.turnOf(talk) === turn);
  }

  /** The words a talk is about, as far as they are known. */
  wordsOf(talk) {
    const card = talk.quote && this.desk.quotes.get(talk.quote);
    return card ? wordsOf(card) : talk.exact;
  }

  open() {
    const placed = this.all().filter((talk) => !talk.resolved_at).map((talk) => ({ talk, turn: this.turnOf(talk) }));
    return placed.filter(({ turn }) => turn).sort((a, b) => a.turn.number - b.turn.number || a.talk.at.localeCompare(b.talk.at));
  }

  ticks() {
    return this.open().map(({ talk, turn }) => ({
      position: turn.number, at: this.placeIn(turn, talk), kind: "comment", label: `${talk.name}: ${shorten(talk.text, 60)}`, go: () => this.show(talk),
    }));
  }

  /** How far into its turn a talk stands, from 0 to 1. */
  placeIn(turn, talk) {
    const card = talk.quote && this.desk.quotes.get(talk.quote);
    if (card) return turn.place(card).start / (turn.text.length || 1);
    return talk.is_moved_on ? 0 : Math.min(1, Math.max(0, (talk.start - turn.offset) / (turn.text.length || 1)));
  }

  // What one does

  /** Say something: of a quote, of words (`place` as the server counts, `shown` as talks show it), or in answer. */
  say(text, { quote, place, shown, answers }) {
    const data = { id: uuid7(), text, quote, place, shown, answers, at: new Date().toISOString() };
    this.put("add", data, "comment written", "remove", data);
    return data.id;
  }

  reword({ id, text: before }, text, answers) {
    this.put("reword", { id, text, answers }, "comment reworded", "reword", { id, text: before, answers });
  }

  remove(remark, talk) {
    const { id, text, at } = remark;
    const about = remark === talk || talk.id === id ? this.placeOf(talk) : { answers: talk.id };
    this.put("remove", { id, answers: about.answers }, "comment removed", "add", { id, text, at, ...about });
  }

  placeOf({ quote, revision, start, end, near, exact, place }) {
    if (quote) return { quote, shown: { quote } };
    return { place: place ?? { revision, start, end }, shown: { near, exact, revision, start, end } };
  }

  settle({ id }, resolved) {
    const [now, back] = resolved ? ["resolve", "reopen"] : ["reopen", "resolve"];
    const data = { id, at: new Date().toISOString() };
    this.put(now, data, resolved ? "comment resolved" : "comment opened again", back, data);
  }

  put(kind, data, says, back, former) {
    this.desk.outbox.put(`comment.${kind}`, data);
    this.desk.undoing.record({ says, undo: [{ kind: `comment.${back}`, data: former }], redo: [{ kind: `comment.${kind}`, data }] });
  }

  /** What is sent stands on what was told by then. */
  send(data, request) {
    this.sent.set(data.id, this.news);
    return request(data);
  }

  done(name, answer, data, { elsewhere }) {
    const isNewest = this.sent.get(data.id) === this.news;
    this.news += 1;
    if (!isNewest) this.askAgain(name, data, elsewhere);
    else if (name === "remove") this.forget(data);
    else this.told.set(answer.id, answer);
    if (this.heard) this.heard = null; // others may have talked between this and what was heard last
    const said = data.said ?? SAID[name];
    if (said && !elsewhere) announce(said);
    this.draw();
  }

  /**
   * What was told while a write was on its way may be newer than its answer: until the server has said, comments stand
   * as they were told last, with the write done to them.
   */
  async askAgain(name, data, elsewhere) {
    if (!elsewhere) this.apply(this.told, `comment.${name}`, data);
    try {
      await this.refresh();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // out of reach: they stay as they are shown
    }
  }

  forget({ id, answers }) {
    const first = this.told.get(answers);
    if (first) this.told.set(first.id, { ...first, replies: first.replies.filter((reply) => reply.id !== id) });
    else this.told.delete(id);
  }

  refused(message) {
    announce(`Not saved: ${message}`);
    this.draw();
  }

  /** What was refused goes back to where it was typed. */
  editAgain(data) {
    const talk = this.all().find(({ id }) => id === (data.answers ?? data.id)) ?? data.shown;
    const turn = (talk && this.turnOf(talk)) ?? this.desk.caret.turn ?? this.desk.transcript.turns[0];
    this.openAt(turn, { about: data.answers ? { answers: data.answers } : this.placeOf({ ...data, ...data.shown }) });
    this.panel.write(data.text);
  }

  // What is seen

  followText() {
    if (this.revisions !== this.current()) {
      this.revisions = this.current();
      this.refresh().catch(() => announce("Where comments stand in the new text is not known yet."));
    }
    this.draw();
  }

  draw() {
    const counts = new Map();
    for (const { turn } of this.open()) counts.set(turn, (counts.get(turn) ?? 0) + 1);
    for (const turn of this.desk.transcript.turns) this.mark(turn, counts.get(turn) ?? 0);
    this.panel?.draw();
    const shown = this.desk.quotes.get(this.desk.inspector.id);
    if (shown) this.desk.inspector.update(shown);
    this.desk.map.drawSoon();
  }

  mark(turn, count) {
    const former = turn.node.querySelector(".margin .talk-mark");
    if ((former?.dataset.count ?? "0") === String(count)) return;
    former?.remove();
    if (!count) return;
    const label = count === 1 ? "1 comment" : `${count} comments`;
    turn.node.querySelector(".margin").append(
      element("button", { type: "button", class: "plain talk-mark", "data-count": count, ...keyed("comment-next", label), click: () => this.openAt(turn) }, label));
  }

  button(card) {
    const count = this.all().filter((talk) => talk.quote === card.id && !talk.resolved_at).length;
    const label = count ? count === 1 ? "1 comment" : `${count} comments` : "Comment";
    if (this.commenting?.dataset.label !== label || this.commenting.dataset.quote !== card.id) {
      this.commenting = element("button", {
        type: "button", class: "plain comment-button", "data-label": label, "data-quote": card.id, ...keyed("comment"),
        click: () => this.openAt(this.desk.transcript.turnOf(this.desk.quotes.get(card.id)), { about: { quote: card.id, shown: { quote: card.id } } }),
      }, label, " ", element("kbd", { "aria-hidden": "true" }, keyOf("comment")));
    }
    return this.commenting;
  }

  /** Comment where one stands: on the selected quote if the passage lies in it, else on the passage. */
  openHere(event) {
    const { transcript, caret } = this.desk;
    const turn = transcript.byNode.get(event.target) ?? (event.target.closest("#inspector") && caret.turn);
    if (!turn) return announce(NO_PLACE);
    return this.openAt(turn, { about: this.about(turn) });
  }

  about(turn) {
    const { passage, quotes, selected } = this.desk;
    const card = quotes.get(selected);
    const words = passage.turn === turn ? passage : { start: 0, end: turn.text.length };
    if (card && this.desk.transcript.turnOf(card) === turn) {
      const { start, end } = turn.place(card);
      if (words.start >= start && words.end <= end) return { quote: card.id, shown: { quote: card.id } };
    }
    const place = { revision: turn.revision, ...turn.anchor(words.start, words.end) };
    return { place, shown: { ...place, exact: turn.text.slice(words.start, words.end), near: { revision: turn.revision, turn: turn.position } } };
  }

  openAt(turn, { about = this.about(turn), focus = true } = {}) {
    this.panel?.close({ stay: false });
    this.panel = new TalkPanel(this, turn, about);
    this.panel.open(focus);
  }

  closed(turn, stay) {
    this.panel = null;
    if (stay) turn.node.focus({ preventScroll: true });
  }

  /** To the next open comment. */
  walk() {
    const all = this.open();
    const at = all.findIndex(({ talk }) => talk.id === this.at);
    const next = all[(at + 1) % all.length];
    if (!next) return announce(ALL_DONE);
    return this.show(next.talk);
  }

  show(talk) {
    const turn = this.turnOf(talk);
    if (!turn) return;
    this.at = talk.id;
    turn.node.closest("details")?.setAttribute("open", "");
    this.openAt(turn, { about: { answers: talk.id }, focus: false });
    this.panel.look(talk.id);
    speak(`${talk.name}: ${talk.text}`);
  }

  /** #comment-… leads to a comment. */
  toAddress(hash) {
    const id = hash.match(/^#comment-(.+)$/)?.[1];
    const talk = this.all().find((one) => one.id === id || one.replies.some((reply) => reply.id === id));
    if (talk) this.show(talk);
  }

  /** What was typed before the page was loaded anew is there again. */
  goOn() {
    for (const [key, typed] of this.desk.typed.shelf.all()) {
      const turn = key.startsWith("comment:") && this.desk.transcript.find(typed.revision, typed.position);
      if (turn) return this.openAt(turn, { about: typed.about, focus: false });
    }
    return undefined;
  }
}
