// Times, dates and long words, as people read them.

/** Milliseconds as a time in a recording: 4:07, 1:02:03. */
export function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds as a time in a recording, to the thousandth where that is known. */
export function exactClock(milliseconds) {
  const rest = milliseconds % 1000;
  return rest ? `${clock(milliseconds)}.${String(rest).padStart(3, "0")}` : clock(milliseconds);
}

/** The milliseconds of mm:ss, h:mm:ss or either with thousandths; null where it is no such time. */
export function readClock(text) {
  const found = text.trim().match(/^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?$/);
  if (!found) return null;
  const [, hours = "0", minutes, seconds, rest = ""] = found;
  if (found[1] !== undefined && Number(minutes) > 59) return null;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest.padEnd(3, "0"));
}

/** A day: 3 July 2024. */
export function day(iso) {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** The beginning of a text, cut between words. */
export function shorten(text, length) {
  if (text.length <= length) return text;
  return `${text.slice(0, text.lastIndexOf(" ", length))} …`;
}
