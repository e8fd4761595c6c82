// Words and sentences of a text, as UTF-16 ranges.

const WORDS = new Intl.Segmenter("en", { granularity: "word" });
const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });

/** The words, without what stands between them; of a text that has none (“…”, clapping hands) what is printed together. */
export function words(text) {
  const found = [...WORDS.segment(text)].filter((piece) => piece.isWordLike).map(range);
  return found.length ? found : [...text.matchAll(/\S+/gu)].map((match) => range({ index: match.index, segment: match[0] }));
}

/** The sentences, without the blanks after them. */
export function sentences(text) {
  return [...SENTENCES.segment(text)]
    .map((piece) => ({ start: piece.index, end: piece.index + piece.segment.trimEnd().length }))
    .filter((sentence) => sentence.end > sentence.start);
}

/** The range grown to whole words and shorn of blanks; null where no word is left. */
export function snap(text, start, end) {
  const touched = words(text).filter((word) => word.start < end && word.end > start);
  if (!touched.length) return null;
  const from = Math.min(touched[0].start, start);
  const to = Math.max(touched.at(-1).end, end);
  const chosen = text.slice(from, to);
  return { start: from + chosen.length - chosen.trimStart().length, end: to - chosen.length + chosen.trimEnd().length };
}

function range(piece) {
  return { start: piece.index, end: piece.index + piece.segment.length };
}
