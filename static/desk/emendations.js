// What is left out of a quote and put into it, in brackets; counted in code points of its words, as the server does.

const LEFT_OUT = "[...]";
const LETTER = /[\p{L}\p{N}]/u;
const OPENING = /[\p{Ps}\p{Pi}\p{Pd}]/u;
const STARTING = /[\p{L}\p{N}\p{Ps}\p{Pi}\p{Sc}\p{So}]/u;
const BLANK = /\s/u;

/** The words as readers see them. */
export function shown(exact, emendations) {
  const signs = [...exact];
  let made = "";
  let at = 0;
  for (const { start, end, text } of emendations) {
    made += signs.slice(at, start).join("") + (wantsBlankBefore(signs, start) ? " " : "");
    made += bracketed(text) + (wantsBlankAfter(signs, end) ? " " : "");
    at = end;
  }
  return made + signs.slice(at).join("");
}

/** What stands in brackets for one of them. */
export function bracketed(text) {
  return text ? `[${text}]` : LEFT_OUT;
}

/** One of them in words: what was done, and to what. */
export function told(exact, { start, end, text }) {
  const signs = [...exact];
  if (start < end) return `${bracketed(text)} for “${signs.slice(start, end).join("")}”`;
  const former = signs.slice(0, start).join("").trim().split(/\s+/).at(-1);
  return former ? `${bracketed(text)} after “${former}”` : `${bracketed(text)} at the beginning`;
}

/** These with another one put in: what lies in its place goes, and omissions it touches become one with it. */
export function withAnother(exact, emendations, another) {
  const signs = [...exact];
  const one = { ...another };
  const blank = (from, to) => !signs.slice(from, to).join("").trim();
  const joins = (other) => !one.text && !other.text && (other.end < one.start ? blank(other.end, one.start) : other.start > one.end ? blank(one.end, other.start) : true);
  let left = emendations;
  for (let found = left.find(joins); found; found = left.find(joins)) {
    Object.assign(one, { start: Math.min(one.start, found.start), end: Math.max(one.end, found.end) });
    left = left.filter((other) => other !== found);
  }
  const covered = ({ start, end }) => (start === end ? one.start === one.end ? start === one.start : start > one.start && start < one.end : start < one.end && end > one.start);
  return [...left.filter((other) => !covered(other)), one].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether words that were spoken are left. */
export function leavesWords(exact, emendations) {
  const signs = [...exact];
  for (const { start, end } of emendations) signs.fill("", start, end);
  return LETTER.test(signs.join(""));
}

/** What stands in the quote once its ends are elsewhere; `shift` is where `after` begins, counted in the words before. */
export function trimmed(emendations, after, shift) {
  const signs = [...after];
  const kept = [];
  for (const { start, end, text } of emendations) {
    let [from, to] = [start - shift, end - shift];
    if (!text) {
      [from, to] = [Math.max(0, from), Math.min(signs.length, to)];
      while (from < to && BLANK.test(signs[from])) from += 1;
      while (from < to && BLANK.test(signs[to - 1])) to -= 1;
    }
    if (from >= 0 && from <= to && to <= signs.length && (from < to || text)) kept.push({ start: from, end: to, text });
  }
  return leavesWords(after, kept) ? kept : [];
}

function wantsBlankBefore(signs, place) {
  if (!place || BLANK.test(signs[place - 1]) || isInsideWord(signs, place)) return false;
  const former = signs[place - 1];
  if (former === '"' || former === "'") return place > 1 && !BLANK.test(signs[place - 2]);
  return !OPENING.test(former);
}

function wantsBlankAfter(signs, place) {
  return place < signs.length && !isInsideWord(signs, place) && STARTING.test(signs[place]);
}

function isInsideWord(signs, place) {
  return place > 0 && place < signs.length && LETTER.test(signs[place - 1]) && LETTER.test(signs[place]);
}
