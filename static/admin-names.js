// Names for what Django's own widgets leave without one, for those who hear the page.

function name() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const said = select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "");
    const parts = select.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field") ?? [];
    for (const part of said ? parts : []) call(part, said);
  }
  for (const head of document.querySelectorAll("th.original:empty, .inline-group thead th:empty")) {
    const said = head.matches(".original") ? "As stored" : "Remove";
    head.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: said }));
  }
  for (const box of document.querySelectorAll(".datetime")) {
    const said = box.closest(".form-row")?.querySelector("label, legend, .inline")?.textContent.trim().replace(/:$/, "") ?? "";
    const [day, hour] = box.querySelectorAll("input");
    for (const [input, part] of [[day, "date"], [hour, "time"]]) if (input && !input.labels.length) call(input, `${said}, ${part}`);
  }
  for (const hint of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) hint.setAttribute("role", "img");
}

/** What is chosen is read out as the text; the name says what it is chosen for. */
function call(part, said) {
  part.removeAttribute("aria-labelledby");
  part.setAttribute("aria-label", said);
}

// The widgets are made at no certain moment, some only when a row is added.
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
name();
addEventListener("load", () => window.django?.jQuery?.(document).on("select2:open", ({ target }) => {
  const field = document.querySelector(".select2-dropdown .select2-search__field");
  if (field) call(field, target.getAttribute("aria-label") ?? target.labels[0]?.textContent.trim() ?? "Search");
}));
