// Where words of the transcript are selected, offers the address of just these words. The server counts Unicode
// code points in the text of the revision; the page says at which of them each turn begins (data-at).

const LONGEST = 4000; // as the server has it
const transcript = document.querySelector("[data-passages]");

/** How many code points a text has: JavaScript itself counts UTF-16 units. */
const codePoints = (text) => [...text].length;

/** Each spoken paragraph under the selection, with the place of its first code point in the revision's text. */
function* paragraphs(range) {
  for (const turn of transcript.querySelectorAll("[data-at]")) {
    if (!range.intersectsNode(turn)) continue;
    let at = Number(turn.dataset.at);
    for (const paragraph of turn.querySelectorAll(".words > p")) {
      if (range.intersectsNode(paragraph)) yield { paragraph, at };
      at += codePoints(paragraph.textContent) + 1; // paragraphs of a turn are joined by one blank
    }
  }
}

/** How many code points of a paragraph stand before an end of the selection. */
function before(paragraph, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  if (range.comparePoint(node, offset) === 0) range.setEnd(node, offset);
  else if (range.comparePoint(node, offset) < 0) return 0;
  return codePoints(range.toString());
}

/** The selected stretch as the server counts it; null where it is none or too long. */
function stretch() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const found = [...paragraphs(range)];
  if (!found.length) return null;
  const first = found[0];
  const last = found.at(-1);
  const start = first.at + before(first.paragraph, range.startContainer, range.startOffset);
  const end = last.at + before(last.paragraph, range.endContainer, range.endOffset);
  return end <= start || end - start > LONGEST ? null : { start, end };
}

function bar() {
  const made = document.createElement("p");
  made.className = "passage-bar";
  made.setAttribute("role", "status");
  made.hidden = true;
  const link = document.createElement("a");
  link.textContent = "Link to this passage";
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy the link";
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    copy.textContent = "Copied";
  });
  made.append(link, " ", copy);
  document.body.append(made);
  return { made, link, copy };
}

if (transcript) {
  const { made, link, copy } = bar();
  let waiting;
  const offer = () => {
    const found = stretch();
    made.hidden = !found;
    if (!found) return;
    link.href = `${transcript.dataset.passages}${found.start}-${found.end}/`;
    copy.textContent = "Copy the link";
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
}
