// Which writes have been answered of late. Tabs see localStorage a moment late, and locks at once.

// Longer than a tab takes to see what another has taken out of localStorage.
const KEPT = 30_000;

/** For each answered write its tab holds a lock of that name for a while. Where there are no locks nothing is known. */
export class Answered {
  constructor(prefix) {
    this.prefix = `${prefix}answered:`;
    this.ids = new Set();
  }

  has(id) {
    return this.ids.has(id);
  }

  /** Hear which were answered in any tab. */
  async refresh() {
    const { held } = (await navigator.locks?.query()) ?? { held: [] };
    for (const { name } of held) if (name.startsWith(this.prefix)) this.ids.add(name.slice(this.prefix.length));
  }

  /** Say that one was; other tabs can know of it once this is done. */
  add(id) {
    this.ids.add(id);
    return new Promise((known) => {
      const hold = () => {
        known();
        return new Promise((over) => setTimeout(over, KEPT));
      };
      if (navigator.locks) navigator.locks.request(this.prefix + id, { ifAvailable: true }, hold);
      else known();
    });
  }
}
