// Say what happened, in the corner and to screen readers.

/** Show a short sentence in the page's status line. */
export function announce(text) {
  const line = document.getElementById("status");
  line.textContent = "";
  // A fresh text node is read out even where the words are the same as before.
  requestAnimationFrame(() => line.append(text));
}
