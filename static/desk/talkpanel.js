// The panel of comments at a turn: what was said there, and a field to say more.

import { element, fill, freshId } from "./dom.js";
import { day, shorten } from "./format.js";
import { keyed, pressed } from "./keys.js";
import { Mentions } from "./mentions.js";

/** `about` says what the field is for: a quote, words of the turn, the talk it answers, or the remark it rewords. */
export class TalkPanel {
  constructor(talking, turn, about) {
    Object.assign(this, { talking, turn, about, typed: talking.desk.typed });
    this.area = element("textarea", { id: freshId("comment"), rows: "3", input: () => this.keep() });
    this.label = element("label", { for: this.area.id });
    this.mentions = new Mentions(this.area, talking.desk.api);
    this.list = element("div", { class: "talk-list" });
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.form = element(
      "form", { novalidate: true, submit: (event) => this.submit(event) }, this.label, this.area, this.mentions.list, this.error,
      element("p", { class: "acts" },
        element("button", { type: "submit", class: "button default", title: "Save (Ctrl+Enter)", "aria-keyshortcuts": "Control+Enter" }, "Save comment"),
        element("button", { type: "button", class: "plain", title: "Leave (Esc)", "aria-keyshortcuts": "Escape", click: () => this.close() }, "Leave"),
        element("span", { class: "quiet keys" }, "@ mentions a colleague")),
    );
    this.node = element("section", { class: "panel talks", "aria-label": "Comments", keydown: (event) => this.press(event) },
      element("p", { class: "title" }, "Comments"), this.list, this.form);
  }

  open(focus) {
    this.target(this.about, { focus: false });
    this.draw();
    this.turn.node.append(this.node);
    if (focus) this.area.focus({ preventScroll: true });
    this.node.scrollIntoView({ block: "nearest" });
  }

  close({ stay = true } = {}) {
    this.node.remove();
    this.talking.closed(this.turn, stay);
  }

  press(event) {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.ctrlKey) this.submit(event);
    else if (event.target.matches(".talk") && this.doAt(event)) event.preventDefault();
  }

  /** On a comment, its actions have keys of their own; whether one was meant. */
  doAt(event) {
    const talk = this.talking.all().find(({ id }) => id === event.target.dataset.talk);
    const { id, text, mine, replies, resolved_at: resolved } = talk;
    const acts = {
      Enter: () => this.target({ answers: id }),
      x: () => this.settle(talk, !resolved),
      e: () => mine && this.target({ reword: { id, text } }),
      Delete: () => mine && !replies.length && this.take(talk, talk),
    };
    const act = acts[pressed(event)];
    act?.();
    return Boolean(act);
  }

  /** What the field is for from now on. */
  target(about, { focus = true } = {}) {
    this.about = about;
    this.label.textContent = this.labelled();
    this.area.value = this.typed.get(this.key)?.text ?? about.reword?.text ?? "";
    if (focus) this.area.focus();
  }

  labelled() {
    const { about, talking } = this;
    if (about.reword) return "Say it otherwise";
    if (about.answers) return `Answer ${talking.all().find(({ id }) => id === about.answers)?.name ?? ""}`;
    if (about.quote) return `Comment on the quote “${shorten(talking.wordsOf(about), 60)}”`;
    return `Comment on “${shorten(about.shown.exact, 60)}”`;
  }

  get key() {
    const { quote, place, answers, reword } = this.about;
    return `comment:${reword?.id ?? answers ?? quote ?? `${place.revision}:${place.start}:${place.end}`}`;
  }

  /** Keep what is typed, over a reload too. */
  keep() {
    const text = this.area.value;
    const { revision, position } = this.turn;
    if (text) this.typed.put(this.key, { text, revision, position, about: this.about });
    else this.typed.drop(this.key);
  }

  write(text) {
    this.area.value = text;
    this.keep();
    this.area.focus();
  }

  submit(event) {
    event.preventDefault();
    const text = this.area.value.trim();
    if (!text) return this.refuse("Say something first.");
    const { about, talking } = this;
    this.typed.drop(this.key);
    this.error.hidden = true;
    if (about.reword) talking.reword(about.reword, text, about.answers);
    else talking.say(text, about);
    this.close();
    return undefined;
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.area.focus();
  }

  /** Stand on one of the talks. */
  look(id) {
    const node = this.node.querySelector(`[data-talk="${id}"]`);
    node?.closest("details")?.setAttribute("open", "");
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: "center" });
  }

  draw() {
    if (this.node.parentElement && !this.node.isConnected) this.follow();
    const talks = this.talking.standingAt(this.turn);
    const look = JSON.stringify(talks);
    if (look === this.look_) return;
    this.look_ = look;
    const held = this.list.contains(document.activeElement) && document.activeElement.closest("[data-talk]")?.dataset.talk;
    const done = talks.filter((talk) => talk.resolved_at);
    const unfolded = Boolean(this.list.querySelector(".resolved")?.open);
    fill(this.list, ...talks.filter((talk) => !talk.resolved_at).map((talk) => this.talk(talk)),
      done.length > 0 && element("details", { class: "resolved", open: unfolded }, element("summary", {}, done.length === 1 ? "1 resolved" : `${done.length} resolved`),
        ...done.map((talk) => this.talk(talk))));
    if (held) this.look(held);
  }

  /** The text was drawn anew: stand at the same turn again. */
  follow() {
    const { position, kind } = this.turn;
    const { turns } = this.talking.desk.transcript;
    this.turn = turns.find((turn) => turn.kind === kind && turn.position === position) ?? turns[0];
    this.turn.node.append(this.node);
  }

  talk(talk) {
    const act = (label, click, more = {}) => element("button", { type: "button", class: "button", click, ...more }, label);
    const who = `${talk.name}: ${shorten(talk.text, 40)}`;
    return element(
      "article", { class: "talk", "data-talk": talk.id, tabindex: "-1", "aria-label": who },
      element("p", { class: "about quiet" }, ...this.aboutOf(talk)),
      this.remark(talk, talk), ...talk.replies.map((reply) => this.remark(reply, talk)),
      talk.resolved_at && element("p", { class: "quiet" }, `Resolved by ${talk.resolved_by}`),
      element("p", { class: "acts" },
        act("Answer", () => this.target({ answers: talk.id }), { "aria-label": `Answer ${talk.name}`, ...keyed("comment-answer") }),
        talk.resolved_at ? act("Open again", () => this.settle(talk, false), keyed("comment-settle")) : act("Resolve", () => this.settle(talk, true), keyed("comment-settle"))),
    );
  }

  /** Whoever stands on a comment stays there, for the next key. */
  settle(talk, resolved) {
    const standsOnIt = document.activeElement.matches(".talk");
    this.talking.settle(talk, resolved);
    if (!standsOnIt) this.area.focus({ preventScroll: true });
  }

  aboutOf(talk) {
    const words = element("q", {}, shorten(this.talking.wordsOf(talk) ?? "", 120));
    if (talk.is_gone) return ["Of a quote that was discarded or withdrawn: ", words];
    if (talk.is_moved_on) return [element("span", { class: "warned" }, "Its words have changed: "), words];
    return [words];
  }

  remark(remark, talk) {
    const answers = remark.id === talk.id ? undefined : talk.id;
    const small = (label, click) => element("button", { type: "button", class: "plain", "aria-label": `${label}: ${shorten(remark.text, 30)}`, click }, label);
    const removable = remark.id !== talk.id || !talk.replies.length;
    return element(
      "div", { class: "remark" },
      element("p", { class: "by" }, element("strong", {}, remark.name), element("span", { class: "quiet" }, ` ${day(remark.at)}${remark.changed_at ? ", reworded" : ""}${remark.pending ? ", not saved yet" : ""}`)),
      element("p", { class: "said" }, ...withMentions(remark)),
      remark.mine && element("p", { class: "own" }, small("Reword", () => this.target({ reword: { id: remark.id, text: remark.text }, answers })),
        removable && small("Remove", () => this.take(remark, talk))),
    );
  }

  take(remark, talk) {
    this.talking.remove(remark, talk);
    this.area.focus({ preventScroll: true });
  }
}

function withMentions({ text, mentions }) {
  return text.split(/(@[\w.@+-]+)/u).map((part) =>
    (mentions.some((name) => part === `@${name}` || part.replace(/[.+@-]+$/, "") === `@${name}`) ? element("strong", { class: "mention" }, part) : part)).filter(Boolean);
}
