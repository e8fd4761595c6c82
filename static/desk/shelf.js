// What the browser keeps for one person and one episode: over a reload, a crash, a closed page.

/**
 * Values by key. Each has a place of its own in localStorage, so that two tabs never write over one another; a
 * `change` says that another tab wrote something, under which `key`.
 */
export class Shelf extends EventTarget {
  constructor(name, { user, episode }) {
    super();
    this.prefix = `osbiz-${name}:${user}:${episode}:`;
    // What could not be stored, because storage is full or forbidden: it lasts as long as the page.
    this.held = new Map();
    this.refresh();
    addEventListener("storage", (event) => this.heard(event));
  }

  /** Whether something would be lost with the page. */
  get isUnsafe() {
    return this.held.size > 0;
  }

  /** All keys with their values. */
  all() {
    return [...this.kept, ...this.held];
  }

  get(key) {
    return this.held.get(key) ?? this.kept.get(key);
  }

  put(key, value) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(value));
      this.kept.set(key, value);
      this.held.delete(key);
    } catch {
      this.drop(key);
      this.held.set(key, value);
    }
  }

  drop(key) {
    this.held.delete(key);
    this.kept.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // Where nothing can be stored there is nothing to take away.
    }
  }

  /** Read anew what is stored: other tabs write too. */
  refresh() {
    this.kept = new Map();
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith(this.prefix))) this.read(name, localStorage.getItem(name));
    } catch {
      // Storage is forbidden: what is typed lasts as long as the page.
    }
  }

  heard({ key: name, newValue }) {
    if (name !== null && !name.startsWith(this.prefix)) return;
    if (name === null) this.refresh();
    else this.read(name, newValue);
    this.dispatchEvent(new CustomEvent("change", { detail: { key: name?.slice(this.prefix.length) ?? null } }));
  }

  read(name, text) {
    const key = name.slice(this.prefix.length);
    try {
      if (text === null) this.kept.delete(key);
      else this.kept.set(key, JSON.parse(text));
    } catch {
      this.kept.delete(key);
    }
  }
}
