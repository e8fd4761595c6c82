// Say what happened: in the corner for everybody, or to screen readers alone.

const SHOWN_MS = 8000;
let fading;

/** Show a short sentence in the page's corner for a while; with a button, until something else is said. */
export function announce(text, button) {
  const line = document.getElementById("status");
  say(line, text, button);
  clearTimeout(fading);
  if (!button) fading = setTimeout(() => line.replaceChildren(), SHOWN_MS);
}

/** Tell screen readers what others see, such as the words selected. */
export function speak(text) {
  say(document.getElementById("spoken"), text);
}

function say(line, text, button) {
  line.replaceChildren();
  // Emptied first, the same words are read out a second time too.
  requestAnimationFrame(() => line.replaceChildren(...(button ? [text, " ", button] : [text])));
}
