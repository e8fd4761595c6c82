// The explorer's drawing comes whole from the server; this lets one move about in it and go on without reloading.

import { View } from "./view.js";
import { Walk } from "./walk.js";

const SHOWN = "explorer";
let asking = null;

/** Bring the drawing that stands on the page to life. */
function begin() {
  const figure = document.querySelector(".drawn");
  if (!figure) return;
  figure.classList.add("live");
  figure.querySelector(".tools").hidden = false;
  figure.querySelector(".hints").hidden = false;
  const view = new View(figure.querySelector(".drawing"));
  const walk = new Walk(figure, view);
  figure.addEventListener("walk:middle", (event) => go(event.detail.href, event.detail.keyboard && event.detail.node));
  figure.addEventListener("walk:open", (event) => go(opened(event.detail.node), event.detail.keyboard && event.detail.node));
  for (const button of figure.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => view.act(button.dataset.act));
  }
  walk.rest();
}

/** The address of what is drawn now with one more node opened, or with it closed again. */
function opened(node) {
  const address = new URL(location.href);
  const all = address.searchParams.getAll("open");
  address.searchParams.delete("open");
  for (const one of all.includes(node) ? all.filter((each) => each !== node) : [...all, node]) address.searchParams.append("open", one);
  return address.href;
}

/** The point of a node, or the one in the middle where that is not drawn. */
function pointOf(node) {
  return document.querySelector(`.drawn .point[data-node="${CSS.escape(node)}"]`) ?? document.querySelector(".drawn .point.centre");
}

/**
 * Show what an address draws; the address bar says so. Where it cannot be fetched, the browser goes there.
 * Who came by keys from a node stands on it again.
 */
async function go(href, node, remember = true) {
  asking?.abort();
  asking = new AbortController();
  let text;
  try {
    const answer = await fetch(href, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    text = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(href);
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  if (remember) history.pushState(null, "", href);
  document.title = page.title;
  const isOpen = document.querySelector(".narrow details").open;
  document.getElementById(SHOWN).replaceWith(page.getElementById(SHOWN));
  if (isOpen) document.querySelector(".narrow details").open = true;
  begin();
  if (node) pointOf(node).focus();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".narrow")) return;
  event.preventDefault();
  const values = [...new FormData(event.target)].filter(([, value]) => value);
  go(`${location.pathname}?${new URLSearchParams(values)}`, false);
});

document.addEventListener("change", (event) => {
  if (event.target.closest(".narrow") && !event.target.matches("input:not([type=checkbox])")) event.target.form.requestSubmit();
});

window.addEventListener("popstate", () => go(location.href, false, false));
begin();
