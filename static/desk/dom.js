// Make elements without markup in strings.

/** An element with attributes (functions become listeners, `null` and `false` are left out) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  return fill(made, ...children);
}

/** Put these children into an element in place of those it has; what is empty is left out. */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child || child === 0));
  return node;
}

let count = 0;

/** An id no other element of the page has. */
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}
