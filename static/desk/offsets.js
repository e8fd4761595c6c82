// Offsets at the edge: JavaScript counts UTF-16 units, osbiz counts Unicode code points.

/** How many code points stand before the UTF-16 index `units` of `text`. */
export function codePoints(text, units) {
  let points = 0;
  for (let at = 0; at < units && at < text.length; points += 1) at += width(text, at);
  return points;
}

/** The UTF-16 index at which the code point number `points` of `text` starts. */
export function utf16(text, points) {
  let at = 0;
  for (let seen = 0; seen < points && at < text.length; seen += 1) at += width(text, at);
  return at;
}

function width(text, at) {
  return text.codePointAt(at) > 0xffff ? 2 : 1;
}
