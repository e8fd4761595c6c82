// Show what differs between two texts: words taken away and words put in, in the text that has them.

import { changes } from "./changes.js";
import { element } from "./dom.js";

/** The nodes of `before` with what `after` takes away marked. */
export function withTaken(before, after) {
  return pieces(before, changes(before, after), "del");
}

/** The nodes of `after` with what it puts in marked. */
export function withPutIn(before, after) {
  return pieces(after, changes(after, before), "ins");
}

function pieces(text, places, tag) {
  const nodes = [];
  let at = 0;
  for (const { start, end } of places) {
    nodes.push(text.slice(at, start), start < end && element(tag, {}, text.slice(start, end)));
    at = end;
  }
  return [...nodes, text.slice(at)];
}
