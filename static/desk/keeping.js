// Keep what is typed in the browser until the server has it: over a reload, a crash, or being signed out.

import { announce } from "./announce.js";

const FULL = "This browser cannot keep what you type here. Save often: what is not saved is lost when the page closes.";

/** The corrections a person has typed in an episode and not saved, by revision and turn. */
export class Keeping {
  constructor({ user, episode }) {
    this.place = `osbiz-desk:${user}:${episode}`;
  }

  /** All of them: `{revision, position, who, before, text, reason}`, in the order in which they were begun. */
  all() {
    return Object.values(this.read());
  }

  get(revision, position) {
    return this.read()[name(revision, position)];
  }

  put(typed) {
    this.write({ ...this.read(), [name(typed.revision, typed.position)]: typed });
  }

  drop({ revision, position }) {
    const { [name(revision, position)]: gone, ...others } = this.read();
    if (gone) this.write(others);
  }

  /** Bring what was typed on a text that is current no more to the one that is, where the words are still the same. */
  follow(turns) {
    const current = new Set(turns.map((turn) => turn.revision));
    for (const typed of this.all().filter((one) => !current.has(one.revision))) {
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

function name(revision, position) {
  return `${revision}:${position}`;
}
