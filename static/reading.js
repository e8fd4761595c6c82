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

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});

// What is copied from a quote says who said it and where it stands.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const node = selection.anchorNode;
  const quote = (node instanceof Element ? node : node?.parentElement)?.closest("blockquote")?.closest("article.quote");
  if (!quote || !quote.contains(selection.focusNode) || selection.isCollapsed) return;
  const name = quote.querySelector(".name").textContent;
  const source = quote.querySelector(".source").textContent.replace(/\s+/g, " ").trim();
  const address = new URL(quote.dataset.permalink, document.baseURI);
  const words = selection.toString().trim().replace(/^“|”$/g, "");
  event.clipboardData.setData("text/plain", `“${words}”\n${name}, ${source}\n${address}`);
  event.preventDefault();
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}

for (const keys of document.querySelectorAll(".keys")) keys.hidden = quotes().length < 2;
