// Find and replace over the episode's text: every hit in its context, to be ticked; one save for all.

import { announce } from "./announce.js";
import { element, fill } from "./dom.js";

const PAUSE = 200;
const NONE = "Tick at least one place.";

/** Opens above the text; `save(request)` sends the ticked hits as one correction. */
export class Replacing {
  constructor(node, { api, episode, transcript, passage, save, left }) {
    Object.assign(this, { node, api, episode, transcript, passage, send: save, left, hits: [] });
    const field = (id) => element("input", { id, type: "text", autocomplete: "off", spellcheck: "false", input: () => this.soon() });
    this.heard = field("replace-heard");
    this.meant = element("input", { id: "replace-meant", type: "text", autocomplete: "off", spellcheck: "false", input: () => this.count() });
    this.matchCase = tick("Match case", true, () => this.look());
    this.wholeWords = tick("Whole words", true, () => this.look());
    this.remember = tick("Remember for this podcast", false);
    this.reason = element("input", { id: "replace-reason", type: "text", maxlength: "1000", placeholder: "Optional" });
    this.known = element("p", { class: "offers", hidden: true });
    this.all = tick("All", true, () => this.tickAll());
    this.list = element("ul", { class: "hits", "aria-label": "Places found" });
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.button = element("button", { type: "submit", class: "button default", title: "Ctrl+Enter" }, "Replace");
    this.form = element(
      "form", { "aria-label": "Find and replace", novalidate: true, submit: (event) => this.submit(event), keydown: (event) => this.press(event) },
      element("h2", {}, "Find and replace"), this.known,
      element("div", { class: "pair" },
        element("div", {}, element("label", { for: "replace-heard" }, "The text says"), this.heard),
        element("div", {}, element("label", { for: "replace-meant" }, "What was said"), this.meant),
        element("div", {}, element("label", { for: "replace-reason" }, "Why"), this.reason)),
      element("p", { class: "ticks" }, this.matchCase.node, this.wholeWords.node, this.remember.node),
      element("p", { class: "found", role: "status" }), this.all.node, this.list, this.error,
      element("p", { class: "acts" }, this.button,
        element("button", { type: "button", class: "plain", title: "Esc", click: () => this.close() }, "Leave"),
        element("span", { class: "quiet keys" }, "Ctrl+Enter saves, Esc leaves")),
    );
    this.found = this.form.querySelector(".found");
    node.append(this.form);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Begin with the selected words, and with what is known to be heard wrong in this podcast. */
  open() {
    const { turn, text } = this.passage;
    this.revision = (turn ?? this.transcript.turns[0])?.revision;
    if (!this.revision) return;
    this.node.hidden = false;
    this.error.hidden = true;
    if (turn && text && text.length <= 200) this.heard.value = text;
    (this.heard.value ? this.meant : this.heard).focus();
    this.form.scrollIntoView({ block: "nearest" });
    this.look();
  }

  close() {
    this.node.hidden = true;
    this.left();
  }

  /** Look again in a text that was drawn anew. */
  refresh() {
    if (!this.isOpen) return;
    this.revision = this.transcript.textOf(this.revision)?.revision ?? this.transcript.turns[0]?.revision;
    this.look();
  }

  press(event) {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.ctrlKey) this.submit(event);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = new AbortController();
    const asked = new URLSearchParams({
      q: this.heard.value, revision: this.revision, match_case: this.matchCase.input.checked, whole_words: this.wholeWords.input.checked,
    });
    try {
      const { hits, mishearings } = await this.api.get(`episodes/${this.episode}/find/?${asked}`, this.abort.signal);
      this.show(hits);
      this.offer(mishearings);
    } catch (problem) {
      if (problem.name !== "AbortError") this.refuse(problem.message);
    }
  }

  show(hits) {
    this.hits = hits.map((hit) => ({ hit, ...tick("", true, () => this.count()) }));
    this.list.replaceChildren(...this.hits.map(({ hit, node, input }) => this.line(hit, node, input)));
    this.list.hidden = this.all.node.hidden = !hits.length;
    this.all.input.checked = true;
    this.error.hidden = true;
    this.count();
  }

  line(hit, label, input) {
    const turn = this.transcript.find(this.revision, hit.turn);
    const words = [...(turn?.text ?? "")].slice(hit.start, hit.end).join("");
    const cut = [...hit.before].length < hit.start;
    label.replaceChildren(input, element("span", { class: "who quiet" }, turn?.node.getAttribute("aria-label") ?? ""),
      element("span", { class: "context" }, cut ? hit.before.replace(/^\S*\s/, "… ") : hit.before, element("mark", {}, words), hit.after));
    return element("li", {}, label);
  }

  offer(mishearings) {
    this.known.hidden = !mishearings.length;
    fill(this.known, "Known mis-hearings: ", ...mishearings.map((one) =>
      element("button", { type: "button", class: "chip", click: () => this.take(one) }, `${one.heard} → ${one.meant}`)));
  }

  take({ heard, meant, match_case: matchCase }) {
    this.heard.value = heard;
    this.meant.value = meant;
    this.matchCase.input.checked = matchCase;
    this.wholeWords.input.checked = true;
    this.button.focus();
    return this.look();
  }

  tickAll() {
    for (const { input } of this.hits) input.checked = this.all.input.checked;
    this.count();
  }

  get ticked() {
    return this.hits.filter(({ input }) => input.checked).map(({ hit }) => hit);
  }

  count() {
    const [some, all] = [this.ticked.length, this.hits.length];
    const places = all === 1 ? "1 place" : `${all} places`;
    this.found.textContent = this.heard.value && !all ? "Nothing found." : all ? `${places} found.` : "";
    this.button.textContent = all ? `Replace ${some} of ${all}` : "Replace";
    this.button.disabled = !some;
  }

  async submit(event) {
    event.preventDefault();
    if (!this.ticked.length) return this.refuse(NONE);
    const [heard, meant] = [this.heard.value.trim(), this.meant.value];
    const edits = this.ticked.map(({ turn, start, end }) => ({ op: "words", turn, start, end, text: meant }));
    const remember = this.remember.input.checked ? [{ heard, meant, match_case: this.matchCase.input.checked }] : undefined;
    this.button.disabled = true;
    try {
      await this.send({ base: this.revision, edits, reason: this.reason.value.trim(), remember });
      this.reason.value = "";
      this.meant.focus();
    } catch (problem) {
      this.refuse(problem.message);
    } finally {
      this.button.disabled = !this.ticked.length;
    }
    return undefined;
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    announce(sentence);
  }
}

function tick(text, checked, changed) {
  const input = element("input", { type: "checkbox", checked, ...(changed ? { change: changed } : {}) });
  return { input, node: element("label", { class: "choice" }, input, ` ${text}`) };
}
