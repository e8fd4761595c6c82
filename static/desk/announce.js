// Say what happened, in the corner and to screen readers.

/** Show a short sentence in the page's status line. */
export function announce(text) {
  const line = document.getElementById("status");
  line.textContent = "";
  // Emptied first, the same words are read out a second time too.
  requestAnimationFrame(() => line.replaceChildren(text));
}
