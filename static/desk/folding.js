// Words as one looks for them: without case, accents and the kinds of quotation marks and dashes.

const SIGNS = new Map(Object.entries({ "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " " }));
const seen = new Map();

/** The folded text, and for each of its places (and its end) the place in the text itself. */
export function folded(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return { text: text.toLowerCase(), place: (at) => at };
  const places = [];
  let made = "";
  let at = 0;
  for (const sign of text) {
    const plain = foldSign(sign);
    for (let unit = 0; unit < plain.length; unit += 1) places.push(at);
    made += plain;
    at += sign.length;
  }
  places.push(at);
  return { text: made, place: (index) => places[index] };
}

/** What somebody typed, as it is looked for. */
export function fold(text) {
  return folded(text.trim().replace(/\s+/g, " ")).text;
}

function foldSign(sign) {
  if (!seen.has(sign)) seen.set(sign, SIGNS.get(sign) ?? sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  return seen.get(sign);
}
