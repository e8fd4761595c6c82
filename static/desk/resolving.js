// Decide a conflict: the edits of their text that make ours stand where both changed the same words. Pure.

import { changes, countedChanges, oursOver, placeBefore } from "./changes.js";
import { codePoints } from "./offsets.js";

/** Edits of `theirs`, turns of the current text, for what `mine` made of `base`. */
export function mineOverTheirs({ base, mine, theirs }) {
  const alike = base.length === mine.length && mine.length === theirs.length;
  return alike ? theirs.flatMap((turn, at) => turnEdits(base[at], mine[at], turn)) : reshaped(mine, theirs);
}

/** The turns stand one for one: what I changed of each, and their other words stay. */
function turnEdits(base, mine, theirs) {
  const turn = theirs.position;
  const text = oursOver(base.text, mine.text, theirs.text);
  const edits = countedChanges(theirs.text, text).map((place) => ({ op: "words", turn, ...place }));
  if (differs(base, mine, "guest", "label")) edits.push(credit(turn, mine));
  if (differs(base, mine, "start_ms", "end_ms")) edits.push({ op: "time", turn, start_ms: mine.start_ms, end_ms: mine.end_ms });
  if (differs(base, mine, "section", "section_title")) {
    edits.push({ op: "section", turn, through: turn, kind: mine.section, title: mine.section_title });
  }
  return edits;
}

function differs(a, b, ...names) {
  return names.some((name) => a[name] !== b[name]);
}

function credit(turn, { guest, label }) {
  return { op: "speaker", turn, guest, label };
}

/** One of us split or joined turns: their words become mine, divided as mine are. */
function reshaped(mine, theirs) {
  const old = theirs.map((turn) => turn.text).join(" ");
  const now = mine.map((turn) => turn.text).join(" ");
  const places = changes(old, now);
  const spans = spansOf(theirs);
  const begins = spansOf(mine).slice(1).map(({ start }) => placeBefore(places, start));
  const edits = spans.flatMap((span) => wordsIn(span, places));
  spans.slice(0, -1).forEach(({ turn }, at) => {
    if (!begins.includes(spans[at + 1].start)) edits.push({ op: "merge", turn: turn.position });
  });
  begins.forEach((begin, at) => {
    const { guest, label } = mine[at + 1];
    const span = spans.findLast(({ start }) => start <= begin);
    const turn = span.turn.position;
    if (span.start === begin) edits.push(credit(turn, mine[at + 1]));
    else edits.push({ op: "split", turn, at: codePoints(span.turn.text, begin - span.start), guest, label });
  });
  if (differs(theirs[0], mine[0], "guest", "label")) edits.push(credit(theirs[0].position, mine[0]));
  return edits;
}

/** Where each turn stands in the turns' texts, joined by blanks. */
function spansOf(turns) {
  let at = 0;
  return turns.map((turn) => {
    const start = at;
    at += turn.text.length + 1;
    return { turn, start, end: start + turn.text.length };
  });
}

/** The changes that lie in one turn; of one over its edge, the new words go to the turn it begins in. */
function wordsIn({ turn, start, end }, places) {
  const inside = places.filter((place) => place.start <= end && (place.end > start || place.start >= start));
  return inside.map((place) => {
    const from = Math.max(place.start, start);
    const to = Math.max(from, Math.min(place.end, end));
    return {
      op: "words", turn: turn.position, start: codePoints(turn.text, from - start), end: codePoints(turn.text, to - start),
      text: place.start >= start ? place.text : "",
    };
  });
}
