// The passage in hand: words of one turn, shown by the browser's own highlighting, never by changing the page.

const NAME = "desk-passage";

export class Passage extends EventTarget {
  turn = null;
  start = 0;
  end = 0;

  get text() {
    return this.turn ? this.turn.text.slice(this.start, this.end) : "";
  }

  get range() {
    return this.turn?.range(this.start, this.end);
  }

  set(turn, start, end) {
    Object.assign(this, { turn, start, end });
    this.draw();
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.turn = null;
    CSS.highlights?.delete(NAME);
    this.dispatchEvent(new Event("change"));
  }

  /** Show it; again after the words under it were drawn anew. */
  draw() {
    if (!this.turn) return;
    if (CSS.highlights) CSS.highlights.set(NAME, new Highlight(this.range));
    else getSelection().setBaseAndExtent(...ends(this.range));
  }
}

function ends(range) {
  return [range.startContainer, range.startOffset, range.endContainer, range.endOffset];
}
