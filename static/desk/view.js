// What of the text is in the window, found with few looks at the page.

/** The turns that can be seen once one goes there: those not folded away. */
export function unfolded(turns) {
  return turns.filter((turn) => !turn.isSponsor || turn.node.closest("details")?.open !== false);
}

/** The first and the last turn of these in the window, with the part of each that lies before its edge (0 to 1). */
export function inView(turns) {
  const box = (at) => turns[at].node.getBoundingClientRect();
  const first = firstWhere(turns.length, (at) => box(at).bottom > 0);
  const last = firstWhere(turns.length, (at) => box(at).top >= innerHeight) - 1;
  if (first > last) return null;
  return {
    first, last,
    from: { turn: turns[first], at: part(-box(first).top, box(first).height) },
    to: { turn: turns[last], at: part(innerHeight - box(last).top, box(last).height) },
  };
}

function part(length, whole) {
  return Math.min(Math.max(length / (whole || 1), 0), 1);
}

function firstWhere(count, holds) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
