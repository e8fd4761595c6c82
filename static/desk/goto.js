// Go to: type a time, a speaker, a section, a topic or a problem, and be there.

import { element, freshId } from "./dom.js";
import { fold } from "./folding.js";
import { clock, readClock } from "./format.js";
import { keyed } from "./keys.js";
import { speakerOf } from "./speakers.js";

const SHOWN = 60;
const NOTHING = "Nothing here has that name. Times are typed as 12:30 or 1:02:03.";

/**
 * A list in a dialog, as the WAI-ARIA combobox has it. What stands on the map is all in it.
 * It is no modal dialog: that would style a transcript of three hours anew to make it inert, twice.
 */
export class GoTo {
  constructor(desk, node, button) {
    Object.assign(this, { desk, node, places: [], options: [], active: 0 });
    const list = freshId("places");
    const field = freshId("field");
    this.input = element("input", {
      id: field, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true",
      "aria-controls": list, "aria-autocomplete": "list", input: () => this.find(), keydown: (event) => this.press(event),
    });
    this.list = element("ul", { id: list, class: "places", role: "listbox", "aria-label": "Places" });
    this.none = element("p", { class: "quiet", role: "status" });
    node.append(element("label", { for: field }, "Go to a time, a speaker, a section, a topic or a problem"), this.input, this.list, this.none,
      element("p", { class: "acts" }, element("button", { type: "button", class: "button", ...keyed("leave", "Back to where you were"), click: () => node.hidePopover() }, "Close")));
    node.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !node.contains(relatedTarget) && node.hidePopover());
    button.addEventListener("click", () => this.open());
    desk.keys.on("goto", () => this.open());
  }

  open() {
    this.places = [...this.problems(), ...this.sections(), ...this.speakers(), ...this.topics(), ...this.others()]
      .map((place) => ({ ...place, folded: fold(`${place.label} ${place.hint}`) }));
    this.input.value = "";
    this.find();
    this.node.showPopover();
    this.input.focus();
  }

  // What there is to go to: `{label, hint, go}`

  problems() {
    return this.ticks((kind) => kind === "problem", () => "problem");
  }

  /** Quotes, comments and whatever else the map shows. */
  others() {
    return this.ticks((kind) => kind !== "problem", (kind) => kind);
  }

  ticks(chosen, hint) {
    return this.desk.map.ticks().filter((tick) => chosen(tick.kind.split(" ")[0]))
      .map((tick) => ({ label: tick.label, hint: [hint(tick.kind.split(" ")[0]), this.timeOf(tick.position)].filter(Boolean).join(", "), go: tick.go }));
  }

  sections() {
    const { turns } = this.desk.transcript;
    const first = turns.filter((turn, at) => at === 0 || !sameSection(turns[at - 1], turn));
    return first.filter((turn) => turn.told.section_title || turn.isSponsor || turn.number === 0 || turn.kind === "notes").map((turn) => ({
      label: turn.told.section_title || sectionName(turn), hint: ["section", this.timeOf(turn.number)].filter(Boolean).join(", "),
      go: () => this.desk.moving.to(turn),
    }));
  }

  /** To the next turn of each speaker from where one stands. */
  speakers() {
    const said = Map.groupBy(this.desk.transcript.turns.filter((turn) => !turn.isSponsor && turn.kind !== "notes"), (turn) => speakerOf(turn.told));
    return [...said].filter(([speaker]) => speaker).map(([, turns]) => ({
      label: turns[0].who, hint: `speaker, ${turns.length === 1 ? "1 turn" : `${turns.length} turns`}`,
      go: () => this.desk.moving.to(turns.find((turn) => turn.number > this.here) ?? turns[0]),
    }));
  }

  /** To the next quote with each topic from where one stands. */
  topics() {
    const { quotes, transcript } = this.desk;
    const tagged = quotes.all().flatMap((card) => card.tags.map((tag) => ({ tag, card, turn: transcript.turnOf(card) })));
    return [...Map.groupBy(tagged, ({ tag }) => tag.label)].sort(([a], [b]) => a.localeCompare(b)).map(([label, cards]) => ({
      label, hint: `topic, ${cards.length === 1 ? "1 quote" : `${cards.length} quotes`}`,
      go: () => {
        const others = cards.filter(({ card }) => card.id !== this.desk.selected);
        const next = others.find(({ turn }) => turn && turn.number >= this.here) ?? others[0] ?? cards[0];
        this.desk.choose(next.card.id);
      },
    }));
  }

  get here() {
    return this.desk.caret.turn?.number ?? -1;
  }

  timeOf(position) {
    const ms = this.desk.transcript.turns[position]?.told.start_ms ?? null;
    return ms === null ? "" : clock(ms);
  }

  // Type-ahead

  find() {
    const typed = this.input.value.trim();
    const wanted = fold(typed);
    const time = readClock(typed);
    const fitting = this.places.map((place) => ({ place, rank: rank(place.folded, wanted) })).filter(({ rank: found }) => found >= 0);
    const found = fitting.sort((a, b) => a.rank - b.rank).map(({ place }) => place);
    this.options = [...(time === null ? [] : [this.at(time)]), ...found.slice(0, SHOWN)].filter(Boolean);
    this.list.replaceChildren(...this.options.map((place) => this.option(place)));
    this.list.hidden = !this.options.length;
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
    this.none.textContent = this.options.length ? (found.length > SHOWN ? `The first ${SHOWN} of ${found.length}. Type to find others.` : "") : NOTHING;
    this.activate(0);
  }

  at(ms) {
    const turn = this.desk.moving.turnAt(ms);
    return turn && { label: clock(ms), hint: `time, ${turn.who}`, go: () => this.desk.moving.toTime(ms) };
  }

  option(place) {
    return element("li", { id: freshId("place"), role: "option", "aria-selected": "false", click: () => this.go(place) },
      element("span", {}, place.label), element("span", { class: "hint" }, place.hint));
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) this.activate((this.active + step + this.options.length) % this.options.length);
    else if (event.key === "Enter" && this.options[this.active]) this.go(this.options[this.active]);
    else if (!step && event.key !== "Enter") return;
    event.preventDefault();
  }

  activate(number) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const node = this.list.children[number];
    node?.setAttribute("aria-selected", "true");
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  go(place) {
    this.node.hidePopover();
    place.go();
  }
}

/** 0: it starts so, 1: one of its words does, 2: it is in it, -1: it is not. */
function rank(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(` ${wanted}`)) return 1;
  return name.includes(wanted) ? 2 : -1;
}

function sameSection({ told: a, revision }, { told: b, revision: other }) {
  return revision === other && a.section === b.section && a.section_index === b.section_index && a.section_title === b.section_title;
}

function sectionName(turn) {
  if (turn.kind === "notes") return "Show notes";
  return turn.isSponsor ? "Sponsor read" : "Beginning";
}
