// Which writes the server has answered. Another tab sees localStorage a moment late, and IndexedDB at once.

const KEPT = 7 * 24 * 60 * 60 * 1000;
// A browser that does not come to an answer must not keep a write from being sent.
const PATIENCE = 1000;

/** The ids of answered writes, for a week. Where the browser keeps none, the server is sent some writes twice, and does them once. */
export class Answered {
  has(id) {
    return within(this.ask("readonly", (rows) => rows.getKey(id))).then((found) => found !== undefined);
  }

  add(id) {
    return within(this.ask("readwrite", (rows) => {
      sweep(rows);
      return rows.put({ id, at: Date.now() });
    }));
  }

  async ask(mode, act) {
    this.opened ??= opened();
    const transaction = (await this.opened).transaction("answered", mode);
    const asked = act(transaction.objectStore("answered"));
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = () => failed(transaction.error);
    });
  }
}

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("osbiz-desk", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("answered", { keyPath: "id" }).createIndex("at", "at");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function sweep(rows) {
  const old = rows.index("at").openKeyCursor(IDBKeyRange.upperBound(Date.now() - KEPT));
  old.onsuccess = () => {
    if (!old.result) return;
    rows.delete(old.result.primaryKey);
    old.result.continue();
  };
}

/** What comes in time; nothing where it does not, or fails. */
function within(asked) {
  return Promise.race([asked.catch(() => undefined), new Promise((done) => setTimeout(done, PATIENCE))]);
}
