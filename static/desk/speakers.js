// A colour for each speaker, from one ring. The name always stands beside it.

const FIRST = 250;
// The golden angle: however many speak, those who follow each other lie far apart.
const STEP = 137.5;

/** Who speaks a turn, as one name for all their turns; empty where nobody is named. */
export function speakerOf({ guest, label }) {
  return guest ?? label;
}

/** The hue of each speaker, in the order in which they first speak. */
export function huesOf(turns) {
  const speakers = new Set(turns.map(speakerOf).filter(Boolean));
  return new Map([...speakers].map((speaker, at) => [speaker, (FIRST + at * STEP) % 360]));
}
