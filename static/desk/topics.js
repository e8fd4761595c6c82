// Topics' colours: each has its place on one ring of hues, that of its widest parent; its name always stands there too.

const hues = new Map();

/** Take in which hue each topic has, by its id. */
export function learnHues(told) {
  for (const [id, hue] of Object.entries(told)) hues.set(id, `hue-${hue}`);
}

/** The class that gives something a topic's colour; none for what is no topic. */
export function hueOf(topic) {
  return hues.get(topic?.id) ?? "";
}
