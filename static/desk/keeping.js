// Keep what is typed in the browser until the server has it: over a reload, a crash, or being signed out.

import { announce } from "./announce.js";

const FULL = "This browser cannot keep what you type here. Save often: what is not saved is lost when the page closes.";

/** The corrections a person has made in an episode and not saved: words by revision and turn, and of a turn each other `part`. */
export class Keeping {
  constructor({ user, episode }) {
    this.place = `osbiz-desk:${user}:${episode}`;
  }

  /**
   * All of them, in the order in which they were begun: `{revision, position, who, before, text, reason, waiting}` of words,
   * `{…, part, edits, says}` of anything else. `why` is there where the server did not want it.
   */
  all() {
    return Object.values(this.read());
  }

  get(revision, position) {
    return this.read()[name({ revision, position })];
  }

  /** Those that were to be saved, and wait for the server. */
  waiting() {
    return this.all().filter((typed) => typed.waiting);
  }

  put(typed) {
    this.write({ ...this.read(), [name(typed)]: typed });
  }

  drop(typed) {
    const { [name(typed)]: gone, ...others } = this.read();
    if (gone) this.write(others);
  }

  /**
   * Bring words typed on a text that is current no more to the one that is, where the words are still the same. Anything
   * else counts in the text it was made on, and the server brings it together with what was saved since.
   */
  follow(turns) {
    const current = new Set(turns.map((turn) => turn.revision));
    for (const typed of this.all().filter((one) => !one.part && !current.has(one.revision))) {
      const same = turns.filter((turn) => turn.text === typed.before);
      if (same.length !== 1) continue;
      this.drop(typed);
      this.put({ ...typed, revision: same[0].revision, position: same[0].position });
    }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place)) ?? {};
    } catch {
      return {};
    }
  }

  write(entries) {
    try {
      if (Object.keys(entries).length) localStorage.setItem(this.place, JSON.stringify(entries));
      else localStorage.removeItem(this.place);
    } catch {
      announce(FULL);
    }
  }
}

function name({ revision, position, part }) {
  return [revision, position, part].filter((one) => one !== undefined).join(":");
}
