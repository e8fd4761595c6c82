// The reviewers’ queue: its keys, and answers put in place of the page, so that what was done is read out and the
// focus goes on to the next. Without this script the same forms and links lead from page to page.
//
// Whoever types fast presses keys before the next thing is on the screen. Those were not meant for it: a decision is
// taken for nothing that was not seen. So they are let go until there is a pause, and that is said. Only next and
// before, which decide nothing, are remembered. It is no module, which would come after the page can be seen.
"use strict";

const UNREACHABLE = "The server cannot be reached. Nothing was decided, and what you typed is still here: try again in a moment.";
const SIGNED_OUT = "You are signed out. Sign in again in another tab, then try again: what you typed is still here.";
const FAILED = "The server could not do it. What you typed is still here: try again, or tell your administrator.";
const SAY_WHY = "Say why, then press Ctrl+Enter.";
const TOO_EARLY = "The keys pressed before this was shown were not taken.";
const PAUSE_MS = 400; // longer than between two keys of somebody who types, shorter than looking takes
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

let busy = false;
let shownAt = 0; // since when what is on the screen is there
let steps = []; // next and before, pressed while another page was under way
let early = null; // when the last key came too early, until there was a pause
let deciding = false; // what is under way is a decision, which leads on by itself
let moved = false; // went back or forth in the history while another page was under way

const review = () => document.getElementById("review");
const told = () => document.getElementById("told");

function tell(sentence) {
  const line = document.createElement("p");
  line.className = "warning";
  line.textContent = sentence;
  told().replaceChildren(line);
}

/** Put the answer to a request in place of what is shown. */
async function go(address, { options = {}, push = true } = {}) {
  if (busy) return;
  busy = true;
  deciding = options.method === "POST";
  review().setAttribute("aria-busy", "true");
  try {
    await show(await fetch(address, { credentials: "same-origin", ...options }), push);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tell(UNREACHABLE);
  } finally {
    busy = false;
    review().removeAttribute("aria-busy");
    goOn();
  }
}

/** Do what was asked for meanwhile and decides nothing. */
function goOn() {
  const [key, ...later] = steps;
  steps = later;
  if (moved) {
    moved = false;
    go(location.href, { push: false });
  } else if (key) {
    bearerOf(key)?.click();
  }
}

/** Whether a key was pressed for what is not shown any more, or not yet; it is let go then. */
function isEarly(event, field) {
  const now = event.timeStamp;
  if (busy && !deciding && !field && early === null && bearerOf(event.key)?.matches(".place a")) {
    steps.push(event.key);
    return true;
  }
  const isNow = !busy && now >= shownAt && (field || early === null || now - early > PAUSE_MS);
  early = isNow ? null : now;
  return !isNow;
}

function tellEarly() {
  const line = document.createElement("p");
  line.className = "warning early";
  line.textContent = TOO_EARLY;
  told().querySelector(".early")?.remove();
  told().append(line);
}

async function show(answer, push) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("review");
  if (!fresh) return leave(answer);
  if (push) history.pushState({}, "", answer.url);
  document.title = page.title;
  review().replaceWith(document.adoptNode(fresh));
  const said = [...page.getElementById("told").childNodes].map((node) => document.adoptNode(node));
  told().replaceChildren();
  // Emptied first, the same words are read out a second time too.
  requestAnimationFrame(() => {
    told().prepend(...said); // before what was told since
    if (early !== null) tellEarly();
  });
  begin();
  shownAt = performance.now();
  return document.getElementById("item").focus();
}

/** It was no page of the queue: another page, or none because somebody is signed out or something failed. */
function leave(answer) {
  if (answer.url.includes("/login/")) return tell(SIGNED_OUT);
  return answer.ok && answer.redirected ? location.assign(answer.url) : tell(FAILED);
}

/** What is typed stays until it is sent, over a reload too. */
function begin() {
  for (const field of review().querySelectorAll("[data-keep]")) {
    const kept = sessionStorage.getItem(nameOf(field));
    if (kept && !field.value) field.value = kept;
  }
  count();
}

function nameOf(field) {
  return `review:${field.form.elements.item?.value ?? "many"}:${field.id}`;
}

function keep(event) {
  if (event.target.matches("[data-keep]")) sessionStorage.setItem(nameOf(event.target), event.target.value);
}

function forget(form) {
  for (const field of form.querySelectorAll("[data-keep]")) sessionStorage.removeItem(nameOf(field));
}

function submit(event) {
  const form = event.target;
  const button = event.submitter;
  if (!form.closest("#review")) return;
  event.preventDefault();
  const needed = button?.dataset.needs && form.elements[button.dataset.needs];
  if (needed && !needed.value.trim()) {
    needed.focus();
    tell(SAY_WHY);
    return;
  }
  const data = new FormData(form, button);
  if (form.method === "get") {
    const asked = new URLSearchParams([...data].filter(([, value]) => value));
    go(`${form.getAttribute("action")}?${asked}`);
  } else {
    // The server keeps a note that it does not take.
    go(form.getAttribute("action"), { options: { method: "POST", body: data } }).then(() => form.isConnected || forget(form));
  }
}

function follow(event) {
  const link = event.target.closest("#review a, #told a");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || link.target || new URL(link.href).pathname !== location.pathname) return;
  event.preventDefault();
  go(link.href);
}

function count() {
  const line = review().querySelector("[data-count]");
  const chosen = review().querySelectorAll("[name=chosen]:checked").length;
  if (line) line.textContent = chosen ? `With the ${chosen} chosen:` : "With those chosen:";
}

const bearerOf = (key) => [...document.querySelectorAll("#review [data-key]")].find((one) => one.dataset.key.split(" ").includes(key));

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const field = event.target.closest(FIELDS);
  const isCommand = !(event.ctrlKey || event.metaKey || event.altKey || event.repeat);
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && isEarly(event, field)) {
    if (field) return undefined;
    event.preventDefault();
    return early === null || tellEarly();
  }
  if (field) return pressInField(event, field);
  if (!isCommand) return undefined;
  const bearer = bearerOf(event.key);
  if (event.key === "x") return choose(event);
  if (event.key === "Escape") return closeSheet();
  if (!bearer) return undefined;
  event.preventDefault();
  return use(bearer);
}

function use(bearer) {
  if (bearer.matches(FIELDS)) return bearer.focus();
  if (bearer.tagName !== "SUMMARY") return bearer.click();
  const sheet = bearer.parentElement;
  sheet.open = !sheet.open;
  return (sheet.open && sheet.querySelector("textarea") || bearer).focus();
}

function pressInField(event, field) {
  if (event.key === "Escape") return document.getElementById("item").focus();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || field.tagName !== "TEXTAREA") return undefined;
  event.preventDefault();
  const button = field.form.querySelector(`[data-needs="${field.name}"]`) ?? field.form.querySelector("button");
  return field.form.requestSubmit(button);
}

function choose(event) {
  const box = review().querySelector("[data-current]");
  if (!box) return;
  event.preventDefault();
  box.click();
  tell(box.checked ? "Chosen." : "No longer chosen.");
}

function closeSheet() {
  const sheet = review().querySelector("[data-keys]");
  if (sheet) sheet.open = false;
}

document.addEventListener("submit", submit);
document.addEventListener("click", follow);
document.addEventListener("keydown", press);
document.addEventListener("input", keep);
document.addEventListener("change", count);
addEventListener("popstate", () => {
  if (busy) moved = true;
  else go(location.href, { push: false });
});
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
