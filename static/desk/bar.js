// The small bar at the selection: topics, and if wanted companies and a note, then one key to save.

import { element } from "./dom.js";
import { keyed } from "./keys.js";
import { Labels } from "./labels.js";

const NO_TOPIC = "Choose at least one topic, then save.";
const NO_WORDS = "Select the words first, then save.";

/** Opens under the passage in hand. What is typed stays, over a reload too, until it is saved. */
export class Bar {
  constructor(desk) {
    const { passage, transcript, typed, acts } = desk;
    Object.assign(this, { desk, passage, transcript, typed, acts, node: document.getElementById("bar") });
    this.labels = new Labels(desk.find);
    const { boxes, noting, topics } = this.labels;
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    this.more = element("details", {}, element("summary", {}, "More, and a note"), ...boxes.filter((box) => box.more).map((box) => box.node), noting);
    this.form = element(
      "form", {
        class: "bar", "aria-label": "New quote", novalidate: true,
        submit: (event) => this.submit(event), keydown: (event) => this.press(event), input: () => this.keep(),
      },
      topics.node, this.more, this.error,
      element("p", { class: "acts" },
        element("button", { type: "submit", class: "button default", title: "Enter in the empty topics field, or Ctrl+Enter", "aria-keyshortcuts": "Control+Enter" }, "Save draft"),
        element("button", { type: "button", class: "button", ...keyed("save-and-submit"), click: (event) => this.submit(event, { review: true }) }, "Save and submit"),
        element("button", { type: "button", class: "plain", title: "Esc", "aria-keyshortcuts": "Escape", click: () => this.close() }, "Cancel"),
        element("span", { class: "quiet keys" }, "Enter saves")),
    );
    for (const box of boxes) box.addEventListener("change", () => this.keep());
    this.node.append(this.form);
    this.ready = typed.own("bar").then((key) => this.restore(key));
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open({ focus = true } = {}) {
    this.node.hidden = false;
    this.error.hidden = true;
    this.place();
    this.keep();
    if (focus) this.labels.topics.input.focus({ preventScroll: true });
    if (focus && this.labels.isEmpty) this.labels.topics.search();
    this.form.scrollIntoView({ block: "nearest" });
  }

  /** Under the passage's last line, inside the text's column. */
  place() {
    const frame = this.node.parentElement.getBoundingClientRect();
    const boxes = this.passage.range.getClientRects();
    const last = boxes[boxes.length - 1];
    const left = Math.min(last.left - frame.left, frame.width - this.node.offsetWidth - 8);
    this.node.style.top = `${last.bottom - frame.top + 8}px`;
    this.node.style.left = `${Math.max(left, 0)}px`;
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.keep();
    this.desk.toText();
  }

  press(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && event.ctrlKey) this.submit(event, { review: event.shiftKey });
  }

  /** Make the quote, and where wanted submit it at once. */
  async submit(event, { review = false } = {}) {
    event.preventDefault();
    const { turn, start, end } = this.passage;
    const { labels } = this;
    if (!(await labels.complete())) return this.refuse(labels.complaint);
    if (!labels.topics.chosen.length) return this.refuse(NO_TOPIC);
    if (!turn) return this.refuse(NO_WORDS);
    const id = this.acts.make({ turn, start, end, values: labels.values, shown: labels.shown });
    if (review) this.acts.move(id, "submit");
    labels.show({});
    this.node.hidden = true;
    this.keep();
    return this.desk.made(id);
  }

  refuse(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    return false;
  }

  /** Keep what is typed, and where. */
  keep() {
    if (!this.key) return;
    if (this.labels.isEmpty) this.typed.drop(this.key);
    else this.typed.put(this.key, { open: this.isOpen, place: this.standing(), ...this.labels.typed });
  }

  standing() {
    const { turn, start, end, text } = this.passage;
    return turn && { revision: turn.revision, position: turn.position, start, end, text };
  }

  /** Show what was typed before the page was loaded anew. */
  restore(key) {
    this.key = key;
    const typed = this.typed.get(key);
    if (typed && this.labels.isEmpty) this.take(typed, { focus: false });
    else this.keep();
  }

  /** Go on with what was typed for words of the text, where they still stand. */
  take(typed, { focus = true } = {}) {
    this.labels.show(typed);
    this.more.open = Boolean(typed.note || typed.companies?.length);
    const found = typed.open && typed.place && this.findWords(typed.place);
    if (!found) return;
    this.passage.set(found.turn, found.start, found.start + typed.place.text.length);
    this.open({ focus });
  }

  /** Go on with a quote that could not be made. */
  edit(card) {
    const turn = this.transcript.find(card.revision, card.turn);
    const start = turn ? turn.place(card).start : 0;
    this.take({ ...card, open: true, place: { revision: card.revision, position: card.turn, start, text: card.exact } });
  }

  findWords({ revision, position, start, text }) {
    const turn = this.transcript.find(revision, position);
    if (turn?.text.startsWith(text, start)) return { turn, start };
    const others = this.transcript.turns.filter((one) => one.text.split(text).length === 2);
    return others.length === 1 ? { turn: others[0], start: others[0].text.indexOf(text) } : null;
  }
}
