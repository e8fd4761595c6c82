// Imports in the admin: files dropped on a page, bars that move, people chosen for labels. Every page works without.

const ASK_MS = 1500;
const PATIENCE_MS = 10_000; // between two sentences read aloud while something moves
const UNDER_WAY = ["queued", "running"];
const MEGABYTE = 1024 * 1024;

const within = (node, selector) => [...node.querySelectorAll(selector)];

/** A new element with this text. */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** Bytes as people say them: 312 KB, 1.4 MB. */
function size(bytes) {
  if (bytes < MEGABYTE) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

// Pages that move while workers work

class Live {
  constructor(node) {
    this.node = node;
    this.said = { text: "", at: 0 };
    this.bar = node.querySelector("progress");
    setTimeout(() => this.ask(), ASK_MS);
  }

  /** The address to ask, with the rows of this page where it does not name them itself. */
  get address() {
    const url = new URL(this.node.dataset.live, document.baseURI);
    const ids = within(document, "[data-row]").map((row) => row.dataset.row);
    if (!url.search && ids.length) url.searchParams.set("ids", ids.join(","));
    return url;
  }

  async ask() {
    if (!document.hidden) {
      const news = await this.fetch();
      if (news && this.show(news)) return;
    }
    setTimeout(() => this.ask(), ASK_MS);
  }

  /** What is new; nothing where the server cannot be reached just now, or somebody signed out. */
  async fetch() {
    try {
      const response = await fetch(this.address, { headers: { Accept: "application/json" } });
      const isNews = response.ok && response.headers.get("Content-Type")?.includes("json");
      return isNews ? await response.json() : null;
    } catch {
      return null;
    }
  }

  /** Show what is new; whether nothing more will come. */
  show(news) {
    if (this.node.hasAttribute("data-reload")) return this.showOne(news);
    this.bar.max = news.total;
    this.bar.value = news.through;
    this.bar.hidden = news.finished;
    this.node.querySelector("[data-sentence]").textContent = news.sentence;
    news.rows.forEach(showRow);
    showCounts(news.counts ?? {});
    showWorker(news.worker_missing);
    this.say(news.sentence, news.finished);
    return news.finished;
  }

  /** The page of one import: once its job is not under way any more, there is something else to show. */
  showOne(news) {
    const [row] = news.rows;
    if (!UNDER_WAY.includes(row?.state)) {
      location.reload();
      return true;
    }
    showRow(row);
    if (row.total > 1) [this.bar.max, this.bar.value] = [row.total, row.done];
    showWorker(news.worker_missing);
    this.say(row.stands, false);
    return false;
  }

  /** Tell screen readers now and then, and in the end. */
  say(text, last) {
    const now = Date.now();
    if (text === this.said.text || (!last && now - this.said.at < PATIENCE_MS)) return;
    this.said = { text, at: now };
    this.node.querySelector("[data-said]").textContent = text;
  }
}

function showRow(row) {
  const mark = document.querySelector(`[data-row="${row.id}"]`);
  const place = mark?.closest("tr") ?? mark?.parentElement;
  if (!place) return;
  for (const part of within(place, "[data-part]")) {
    const text = row[part.dataset.part];
    if (part.textContent.toLowerCase() !== text.toLowerCase()) part.textContent = text;
    if (part.dataset.state) part.dataset.state = row.state;
  }
}

/** Buttons for many at once say how many, and are there as long as there are any. */
function showCounts(counts) {
  for (const button of within(document, "[data-count]")) {
    const number = counts[button.dataset.count];
    if (number === undefined) continue;
    button.hidden = !number;
    const place = button.querySelector("[data-number]");
    if (place) place.textContent = number;
  }
}

function showWorker(missing) {
  const place = document.querySelector("[data-worker]");
  const shown = place.childElementCount > 0;
  if (missing && !shown) place.append(document.getElementById("worker-missing").content.cloneNode(true));
  if (!missing && shown) place.replaceChildren();
}

// Bringing documents: drop them anywhere, see what was chosen, watch the upload

class Bring {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-files]");
    this.button = form.querySelector("button[type=submit]");
    for (const hint of within(form, "[data-script-only]")) hint.hidden = false;
    this.input.addEventListener("change", () => this.showFiles());
    form.addEventListener("submit", (event) => this.send(event));
    document.addEventListener("dragover", (event) => this.over(event));
    document.addEventListener("dragleave", (event) => event.relatedTarget ?? this.leave());
    document.addEventListener("drop", (event) => this.drop(event));
    this.showFiles();
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.form.classList.add("over");
  }

  leave() {
    this.form.classList.remove("over");
  }

  drop(event) {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.leave();
    this.choose([...this.input.files, ...event.dataTransfer.files]);
  }

  choose(files) {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    this.input.files = chosen.files;
    this.showFiles();
  }

  showFiles() {
    const files = [...this.input.files];
    this.list.replaceChildren(...files.map((file) => this.line(file, files)));
    this.list.hidden = !files.length;
  }

  line(file, files) {
    const line = element("li", "");
    const away = element("button", "×");
    away.type = "button";
    away.className = "plain";
    away.setAttribute("aria-label", `Take away ${file.name}`);
    away.addEventListener("click", () => {
      this.choose(files.filter((other) => other !== file));
      this.input.focus();
    });
    line.append(element("span", file.name), element("span", size(file.size)), away);
    line.lastChild.previousSibling.className = "quiet";
    return line;
  }

  send(event) {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (sent) => this.moved(sent));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.refused(["The server cannot be reached. Try again in a moment."]));
    this.busy(true);
    request.send(new FormData(this.form));
  }

  busy(is) {
    this.button.disabled = is;
    this.form.querySelector("[data-sending]").hidden = !is;
    if (is) this.form.querySelector("[data-errors]").hidden = true;
  }

  moved({ loaded, total }) {
    this.form.querySelector("[data-sending] progress").value = total ? loaded / total : 1;
    const text = loaded < total ? `${size(loaded)} of ${size(total)} sent` : "Sent. Being received";
    this.form.querySelector("[data-sent]").textContent = text;
  }

  answered(request) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = { errors: ["This was not accepted. Load the page anew and try again."] };
    }
    if (answer.url) location.assign(answer.url);
    else this.refused(answer.errors ?? []);
  }

  refused(sentences) {
    this.busy(false);
    const place = this.form.querySelector("[data-errors]");
    place.replaceChildren(...sentences.map((sentence) => element("p", sentence)));
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  }
}

// Many at once: ticks

class Ticks {
  constructor(form) {
    this.boxes = within(form, "input[name=job]");
    this.all = form.querySelector("[data-all]");
    this.words = form.querySelector("[data-ticked]");
    if (!this.all || !this.boxes.length) return;
    this.all.hidden = false;
    this.all.addEventListener("change", () => {
      for (const box of this.boxes) box.checked = this.all.checked;
      this.show();
    });
    form.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    const ticked = this.boxes.filter((box) => box.checked).length;
    this.all.checked = ticked === this.boxes.length;
    this.all.indeterminate = ticked > 0 && !this.all.checked;
    this.words.textContent = ticked ? `${ticked} ticked` : "";
  }
}

// The preview: a search for a person starts where it is asked for

function startSearch(cell) {
  const select = cell.querySelector("select.person-choice");
  if (!select || select.classList.contains("select2-hidden-accessible")) return;
  window.django.jQuery(select).djangoAdminSelect2();
  nameSearch(select);
}

/** Django's type-ahead is called by its value alone, which is no name while nothing is chosen. */
function nameSearch(select) {
  const shown = select.parentElement.querySelector(".select2-selection");
  const chosen = shown?.querySelector(".select2-selection__rendered");
  if (!chosen) return;
  const [label] = select.labels;
  label.id ||= `${select.id}-label`;
  for (const node of [shown, chosen]) node.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
}

function choosePeople(form) {
  const answers = within(form, ".who > select");
  const react = (answer, focus) => {
    const cell = answer.closest(".who");
    if (answer.value === "guest") startSearch(cell);
    if (focus && answer.value === "name") cell.querySelector(".name input").focus();
  };
  for (const answer of answers) {
    react(answer, false);
    answer.addEventListener("change", () => react(answer, true));
  }
  takeProposed(form, answers.filter((answer) => answer.querySelector("option[value=proposed]")));
}

/** One button for all labels of which it is probable who they are, where there are several. */
function takeProposed(form, answers) {
  const button = form.querySelector("[data-take]");
  if (!button || answers.length < 2) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const answer of answers) answer.value = "proposed";
    button.textContent = `${answers.length} taken`;
  });
}

for (const node of document.querySelectorAll("[data-live]")) new Live(node);
for (const form of document.querySelectorAll("form[data-bring]")) new Bring(form);
for (const form of document.querySelectorAll("form[data-many]")) new Ticks(form);
for (const form of document.querySelectorAll("form.preview")) choosePeople(form);
// Django starts its type-ahead once the page is there; this comes after it.
window.django?.jQuery(() => document.querySelectorAll("select.admin-autocomplete").forEach(nameSearch));
