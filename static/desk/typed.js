// What is typed and not sent yet, kept as it is typed, and there again after a reload.

import { Shelf } from "./shelf.js";
import { uuid7 } from "./ids.js";

const HERE = "osbiz-tab";

/** JSON values by key; a `change` says that another tab typed under that `key`. */
export class Typed extends EventTarget {
  constructor(settings) {
    super();
    this.shelf = new Shelf("typed", settings);
    this.shelf.addEventListener("change", ({ detail }) => this.dispatchEvent(new CustomEvent("change", { detail })));
  }

  get(key) {
    return this.shelf.get(key);
  }

  put(key, value) {
    this.shelf.put(key, value);
  }

  drop(key) {
    this.shelf.drop(key);
  }

  /**
   * A key for what only one tab at a time works on: its own from before a reload, else one that a tab left behind
   * which is closed by now, else a new one. It stays this tab's until the page is left.
   */
  async own(stem) {
    const before = recall();
    const left = this.shelf.all().map(([key]) => key).filter((key) => key.startsWith(`${stem}:`)).sort();
    const wanted = [before && `${stem}:${before}`, ...left].filter(Boolean);
    for (const key of wanted) if (await hold(this.shelf.prefix + key)) return remember(key);
    const fresh = `${stem}:${uuid7()}`;
    await hold(this.shelf.prefix + fresh);
    return remember(fresh);
  }
}

/** Take the lock of that name until the page is left; whether it was free. */
function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });
}

function recall() {
  try {
    return sessionStorage.getItem(HERE);
  } catch {
    return null;
  }
}

function remember(key) {
  try {
    sessionStorage.setItem(HERE, key.slice(key.indexOf(":") + 1));
  } catch {
    // Without it, a reload finds what this tab left behind as what any closed tab did.
  }
  return key;
}
