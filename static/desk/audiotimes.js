// When something is said in the audio: the transcript has times of its own, and advertisements shift them. Milliseconds.

/** `stretches` are parts of the transcript's time with how much later they are in the audio; between them nobody knows. */
export class AudioTimes {
  constructor(stretches) {
    this.stretches = stretches;
  }

  /** Where a moment of the transcript is in the audio; null where that is not known. */
  toAudio(ms) {
    const found = this.stretches.find(({ start_ms: start, end_ms: end }) => ms >= start && (end === null || ms <= end));
    return found ? ms + found.offset : null;
  }

  /** Which moment of the transcript is heard; null in an advertisement, and where nobody knows. */
  toTranscript(ms) {
    const found = this.stretches.find(({ start_ms: start, end_ms: end, offset }) => ms - offset >= start && (end === null || ms - offset <= end));
    return found ? ms - found.offset : null;
  }
}
