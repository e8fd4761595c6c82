// Names for what Django's own widgets leave without one, for those who hear the page: type-ahead fields, and the
// first column of the rows under a record.

function name() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const said = select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "");
    const parts = select.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field") ?? [];
    for (const part of said ? parts : []) call(part, said);
  }
  for (const head of document.querySelectorAll("th.original:empty")) {
    head.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "As stored" }));
  }
}

/** What is chosen is read out as the text; the name says what it is chosen for. */
function call(part, said) {
  part.removeAttribute("aria-labelledby");
  part.setAttribute("aria-label", said);
}

window.addEventListener("load", () => {
  name();
  document.addEventListener("formset:added", () => setTimeout(name));
  window.django?.jQuery?.(document).on("select2:open", ({ target }) => {
    const field = document.querySelector(".select2-dropdown .select2-search__field");
    if (field) call(field, target.getAttribute("aria-label") ?? target.labels[0]?.textContent.trim() ?? "Search");
  });
});
