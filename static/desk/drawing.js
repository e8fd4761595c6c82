// Draw an episode's texts: sections of turns, sponsor reads folded, each turn with its margin, words and side.

import { element } from "./dom.js";
import { clock } from "./format.js";
import { keyed } from "./keys.js";
import { utf16 } from "./offsets.js";
import { speakerOf } from "./speakers.js";

/** A text with the nodes of its turns, in the turns' order. `look` has the language, each speaker's hue, and whether there is audio. */
export function drawText(text, look) {
  const isNotes = text.kind === "notes";
  const nodes = text.turns.map((turn, at) => drawTurn(turn, text.turns[at - 1], { ...look, isNotes }));
  const section = element(
    "section", { class: isNotes ? "text notes" : "text", "aria-label": isNotes ? "Show notes" : "Transcript" },
    isNotes && element("h2", {}, "Show notes ", element("span", { class: "quiet" }, "quotes from here are credited to the notes")),
    ...stretches(text.turns).flatMap((stretch) => drawStretch(stretch, nodes.slice(stretch.from, stretch.to))),
  );
  return { section, nodes };
}

/** Who speaks a turn, as far as it is known. */
export function whoOf(turn) {
  return turn.speaker ?? turn.label;
}

/** The words of a turn by paragraph, joined again exactly its text: offsets count in them. */
export function paragraphsOf(turn) {
  const starts = turn.paragraph_starts.map((start) => utf16(turn.text, start));
  return starts.map((start, at) => turn.text.slice(start, starts[at + 1]));
}

function stretches(turns) {
  const found = [];
  turns.forEach((turn, at) => {
    const last = found.at(-1);
    if (last && sameSection(last, turn)) last.to = at + 1;
    else found.push({ ...turn, from: at, to: at + 1 });
  });
  return found;
}

function sameSection(a, b) {
  return a.section_index === b.section_index && a.section === b.section && a.section_title === b.section_title;
}

function drawStretch({ section, section_title: title, from }, nodes) {
  if (section !== "sponsor") return [title && element("h3", {}, title), ...nodes];
  const counted = nodes.length === 1 ? "1 turn" : `${nodes.length} turns`;
  return [
    element("details", { class: "sponsor", "data-from": from },
      element("summary", {}, title ? `Sponsor read: ${title} ` : "Sponsor read ", element("span", { class: "quiet" }, `${counted}, not to be quoted`)),
      ...nodes),
  ];
}

function drawTurn(turn, before, { isNotes, language, hues, audio }) {
  const same = before && before.label === turn.label && before.guest === turn.guest && Boolean(turn.label || turn.guest);
  const time = turn.start_ms === null ? null : clock(turn.start_ms);
  const who = isNotes ? "Show notes" : whoOf(turn) || "Nobody named";
  const hue = isNotes ? undefined : hues.get(speakerOf(turn));
  const node = element(
    "div", { class: `turn${same ? " same" : ""}${hue === undefined ? "" : " hued"}`, role: "group", tabindex: "-1", "aria-label": time ? `${who}, ${time}` : who },
    element("div", { class: "margin" }, ...(isNotes ? [] : credit(turn)), time && timeLink(turn.start_ms, time, audio)),
    element("div", { class: "words", lang: language },
      ...paragraphsOf(turn).map((paragraph) => element("span", { class: "para" }, paragraph))),
    element("ul", { class: "side", "aria-label": "Quotes in this turn", hidden: true }),
  );
  if (hue !== undefined) node.style.setProperty("--hue", hue);
  node.style.setProperty("--signs", turn.text.length);
  return node;
}

/** Plays from there, or is the address of that time. By keyboard one plays from a turn, or goes to a time: it is no stop on the way. */
function timeLink(ms, time, audio) {
  return element("a", { class: "time", href: `#t=${Math.floor(ms / 1000)}`, tabindex: "-1", ...keyed(audio ? "play-here" : "goto", audio ? undefined : "The address of this time") }, time);
}

function credit(turn) {
  return [
    element("span", { class: "who" }, whoOf(turn)),
    turn.speaker && turn.label !== turn.speaker && element("span", { class: "label" }, turn.label),
    !turn.speaker && element("button", { type: "button", class: "plain label warned", "data-correct": "person", ...keyed("correct-person") }, "who is this?"),
  ];
}
