// Make elements without markup in strings.

/** An element with attributes (functions become listeners, `null` and `false` are left out) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== false && child !== ""));
  return made;
}

let count = 0;

/** An id no other element of the page has. */
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}
