// The labels of a lens, cut to the room between their point and the edge of what is seen.

const LETTER = 6.6; // pixels, until a label has been measured
const GAP = 8; // pixels between a point and its label, and between a label and the edge
const FEWEST = 4; // letters that still say something

export class Labels {
  constructor(svg) {
    this.labels = [...svg.querySelectorAll(".point text")].map((text) => ({
      text,
      words: text.lastChild.data,
      x: Number(text.getAttribute("x")),
      isLeft: text.classList.contains("end"),
    }));
  }

  /** Cut every label to what is seen, from the left to the right edge in the drawing's units. */
  fit(left, right, scale) {
    for (const label of this.labels) label.letter ||= this.measured(label.text, scale);
    for (const { text, words, x, isLeft, letter } of this.labels) {
      const room = (isLeft ? x - left : right - x) * scale - 2 * GAP;
      const before = text.textContent.length - text.lastChild.data.length;
      const shown = cut(words, Math.floor(room / (letter || LETTER)) - before);
      text.lastChild.data = shown;
      text.classList.toggle("cramped", !shown);
    }
  }

  /** How wide a letter of a label is, in pixels; 0 while it is not written. */
  measured(text, scale) {
    return (text.getComputedTextLength() * scale) / text.textContent.length;
  }
}

/** The words, or as many of their letters as have room. */
function cut(words, room) {
  if (words.length <= room) return words;
  return room > FEWEST ? `${words.slice(0, room - 1).replace(/[ ,;:–—…]+$/, "")}…` : "";
}
