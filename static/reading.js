// Small comforts for readers; every page is whole without them.

const quotes = () => [...document.querySelectorAll("article.quote")];

/** Go to the next (1) or former (-1) quote from where the reader is. */
function step(direction) {
  const all = quotes();
  const here = all.indexOf(document.activeElement?.closest("article.quote"));
  const next = all[here < 0 ? 0 : here + direction];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

const here = () => document.activeElement?.closest("article.quote");

const KEYS = [
  ["j", "the next quote", () => step(1)],
  ["k", "the quote before", () => step(-1)],
  ["o", "open the quote", () => here() && location.assign(here().dataset.permalink)],
  ["c", "copy the quote with its source", () => here() && navigator.clipboard?.writeText(attributed(here()))],
  ["/", "search", () => document.querySelector("input[type=search]")?.focus()],
  ["?", "these keys", () => sheet().showModal()],
];

/** The keys on a sheet, made when first asked for. */
function sheet() {
  const found = document.getElementById("keys");
  if (found) return found;
  const made = document.createElement("dialog");
  made.id = "keys";
  made.setAttribute("aria-label", "Keys");
  const list = document.createElement("dl");
  for (const [key, does] of KEYS) {
    const term = document.createElement("dt");
    const sign = document.createElement("kbd");
    sign.textContent = key;
    term.append(sign);
    const told = document.createElement("dd");
    told.textContent = does;
    list.append(term, told);
  }
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.className = "copy";
  close.textContent = "Close";
  form.append(close);
  made.append(list, form);
  document.body.append(made);
  return made;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // The focus stays a moment longer in a dialog that was just closed.
  if (event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
  const found = KEYS.find(([key]) => key === event.key);
  if (!found) return;
  if (event.key === "/") event.preventDefault();
  found[2]();
});

/** A quote, or some of its words, with who said it and where it stands. */
function attributed(quote, words = quote.querySelector("blockquote").textContent) {
  const name = quote.querySelector(".name").textContent;
  const source = quote.querySelector(".source").textContent.replace(/\s+/g, " ").trim();
  const address = new URL(quote.dataset.permalink, document.baseURI);
  return `“${words.trim().replace(/^“|”$/g, "")}”\n${name}, ${source}\n${address}`;
}

// What is copied from a quote says who said it and where it stands.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const node = selection.anchorNode;
  const quote = (node instanceof Element ? node : node?.parentElement)?.closest("blockquote")?.closest("article.quote");
  if (!quote || !quote.contains(selection.focusNode) || selection.isCollapsed) return;
  event.clipboardData.setData("text/plain", attributed(quote, selection.toString()));
  event.preventDefault();
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}

for (const keys of document.querySelectorAll(".keys")) keys.hidden = !quotes().length;
