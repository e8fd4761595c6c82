// Draw highlights into a turn's words. Marks nest where quotes overlap, each with its own line below the words.

import { element } from "./dom.js";

const LANES = 6;

/** Give every range the first lane that none it overlaps has. */
export function lanes(ranges) {
  const given = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const taken = given.filter((other) => other.start < range.end && other.end > range.start).map((other) => other.lane);
    let lane = 0;
    while (taken.includes(lane)) lane += 1;
    given.push({ ...range, lane });
  }
  return given;
}

/** The nodes that show `text` from `from` to `to` with these ranges marked. */
export function marked(text, from, to, ranges) {
  const edges = ranges.flatMap((range) => [range.start, range.end]).filter((edge) => edge > from && edge < to);
  const cuts = [...new Set([from, ...edges, to])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, number) => {
    const end = cuts[number + 1];
    const over = ranges.filter((range) => range.start < end && range.end > start);
    return over.sort((a, b) => b.lane - a.lane).reduce(wrap, document.createTextNode(text.slice(start, end)));
  });
}

function wrap(node, range) {
  const names = ["quote", `state-${range.state}`, `lane-${range.lane % LANES}`, range.isUncertain ? "uncertain" : "", range.waiting ? "unsaved" : "", range.selected ? "selected" : "", range.hue];
  return element("mark", { class: names.filter(Boolean).join(" "), "data-quote": range.id }, node);
}
