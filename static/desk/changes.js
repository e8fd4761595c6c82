// What changed from one text to another, word by word: as few and as small places as there are.

import { codePoints } from "./offsets.js";

const PIECES = /[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu;
// Texts that differ in more pieces than this are not compared further: their middle is one change.
const MOST_STEPS = 600;

/** The changed places as `{start, end, text}`: UTF-16 indexes of `before`, and what stands there in `after`. */
export function changes(before, after) {
  const old = before.match(PIECES) ?? [];
  const now = after.match(PIECES) ?? [];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = length(old, 0, head);
  return hunks(old.slice(head, old.length - tail), now.slice(head, now.length - tail)).map((hunk) => ({
    start: from + hunk.start, end: from + hunk.end, text: hunk.text,
  }));
}

/** The changed places with their ends counted in code points, as the server counts. */
export function countedChanges(before, after) {
  return changes(before, after).map(({ start, end, text }) => ({
    start: codePoints(before, start), end: codePoints(before, end), text,
  }));
}

/** `before` with these changes made. */
export function changed(before, places) {
  let made = "";
  let at = 0;
  for (const { start, end, text } of places) {
    made += before.slice(at, start) + text;
    at = end;
  }
  return made + before.slice(at);
}

/** Where an index of `after` stood in `before`, for the changes that lead there; inside a change, its end. */
export function placeBefore(places, index) {
  let shift = 0;
  for (const { start, end, text } of places) {
    if (index <= start + shift) break;
    if (index < start + shift + text.length) return end;
    shift += text.length - (end - start);
  }
  return index - shift;
}

/** Their text with our changes made too; where both changed the same words, ours stand. */
export function oursOver(base, ours, theirs) {
  const mine = changes(base, ours);
  const apart = changes(base, theirs).filter((their) => !mine.some((one) => touch(one, their)));
  return changed(base, [...mine, ...apart].sort((a, b) => a.start - b.start || a.end - b.end));
}

function touch(a, b) {
  return a.start <= b.end && b.start <= a.end;
}

function length(pieces, from, to) {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += pieces[at].length;
  return sum;
}

/** The changed stretches between two lists of pieces, those with nothing kept between them joined. */
function hunks(old, now) {
  const found = [];
  let at = 0;
  for (const step of steps(old, now)) {
    const last = found.at(-1);
    if (step.kept) at += step.piece.length;
    else if (last && last.end === at) extend(last, step);
    else found.push(extend({ start: at, end: at, text: "" }, step));
    if (step.taken) at += step.piece.length;
  }
  return found;
}

function extend(hunk, step) {
  if (step.taken) hunk.end += step.piece.length;
  else hunk.text += step.piece;
  return hunk;
}

/** The shortest way from one list to the other, by Myers: each piece kept, taken away or put in. */
function steps(old, now) {
  const rounds = searched(old, now);
  if (!rounds) return [...old.map((piece) => ({ piece, taken: true })), ...now.map((piece) => ({ piece }))];
  const way = [];
  let x = old.length;
  let y = now.length;
  for (let round = rounds.length - 1; round >= 0; round -= 1) {
    const reached = rounds[round];
    const down = goesDown(reached, x - y, round);
    const line = down ? x - y + 1 : x - y - 1;
    const [beforeX, beforeY] = [reached.get(line), reached.get(line) - line];
    for (; x > beforeX && y > beforeY; y -= 1) way.push({ piece: old[--x], kept: true });
    if (round > 0) way.push(down ? { piece: now[--y] } : { piece: old[--x], taken: true });
  }
  return way.reverse();
}

/** How far each diagonal was reached before each further change; null where there are too many. */
function searched(old, now) {
  const rounds = [];
  let reached = new Map([[1, 0]]);
  for (let round = 0; round <= MOST_STEPS; round += 1) {
    rounds.push(reached);
    const next = new Map();
    for (let line = -round; line <= round; line += 2) {
      let x = goesDown(reached, line, round) ? reached.get(line + 1) : reached.get(line - 1) + 1;
      while (x < old.length && x - line < now.length && old[x] === now[x - line]) x += 1;
      next.set(line, x);
      if (x >= old.length && x - line >= now.length) return rounds;
    }
    reached = next;
  }
  return null;
}

function goesDown(reached, line, round) {
  return line === -round || (line !== round && reached.get(line - 1) < reached.get(line + 1));
}
