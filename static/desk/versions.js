// A version names what was seen of a quote, and behind its hyphen the text in which it was seen.

/** A version as somebody sees it who has the text before them in which the other was seen: offsets count there. */
export function inTextOf(version, other) {
  return `${version.split("-")[0]}-${other.split("-")[1]}`;
}
