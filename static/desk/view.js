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

/** Scroll where this box is not in the readable part of the window; whether that was needed. */
export function bring(box, head = 110) {
  const end = foot();
  if (box.top >= head && box.bottom <= end - 60) return false;
  scrollBy({ top: box.top - Math.max(end / 3, head), behavior: "instant" });
  return true;
}

/** Where the readable part ends: on narrow screens what is said of a quote stands over the text. */
export function foot() {
  const { bottom, maxHeight } = getComputedStyle(document.getElementById("inspector"));
  return bottom === "auto" ? innerHeight : innerHeight - parseFloat(maxHeight);
}
