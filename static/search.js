// Suggestions under a search field: a combobox after the ARIA Authoring Practices. Without it the form works.

const PAUSE_MS = 120;

/** Make one search form suggest while somebody types. */
function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.role = "listbox";
  list.ariaLabel = "Suggestions";
  list.hidden = true;
  form.append(list);
  input.role = "combobox";
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  let timer = 0;
  let asked = "";
  let chosen = -1;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const options = [...list.children];
    if (!options.length || list.hidden) return;
    chosen = number < -1 ? options.length - 1 : number >= options.length ? -1 : number;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ label, kind, url }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.role = "option";
      option.dataset.url = url;
      option.setAttribute("aria-selected", "false");
      const what = document.createElement("span");
      what.className = "count";
      what.textContent = kind;
      option.append(label, " ", what);
      return option;
    }));
    chosen = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < 2) return close();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (asked === typed && document.activeElement === input) show(suggestions);
    } catch {
      close(); // offline: the form itself will say so
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault(); // the field keeps the focus
    if (option) location.assign(option.dataset.url);
  });
}

for (const form of document.querySelectorAll("form.searchfield")) suggest(form);
