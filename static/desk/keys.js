// Every action of the desk and its key, in one table: tooltips, the help sheet and the key presses read it.

import { element } from "./dom.js";

const CORRECTING = "Correct the text";

/**
 * `keys` are as `pressed` names them. An action with `local` is listened for where it is used (a form, a list);
 * one with `editors` is offered to those who may annotate. Where several share a key, the first that applies has it,
 * and `when` says when that is.
 */
export const ACTIONS = [
  { group: "Move", name: "word-next", keys: ["ArrowRight"], does: "next word" },
  { group: "Move", name: "word-before", keys: ["ArrowLeft"], does: "word before" },
  { group: "Move", name: "sentence-next", keys: ["Ctrl+ArrowRight"], does: "next sentence" },
  { group: "Move", name: "sentence-before", keys: ["Ctrl+ArrowLeft"], does: "sentence before" },
  { group: "Move", name: "turn-next", keys: ["ArrowDown"], does: "next turn" },
  { group: "Move", name: "turn-before", keys: ["ArrowUp"], does: "turn before" },
  { group: "Move", name: "quote-next", keys: ["j"], does: "next quote" },
  { group: "Move", name: "quote-before", keys: ["k"], does: "quote before" },
  { group: "Move", name: "uncertain-next", keys: ["u"], does: "next quote that needs confirming" },
  { group: "Move", name: "unreviewed-next", keys: ["n"], does: "next quote not yet approved" },
  { group: "Move", name: "unreviewed-before", keys: ["N"], does: "the one before" },
  { group: "Move", name: "goto", keys: ["g"], does: "go to a time, speaker, section, topic or problem" },
  { group: "Move", name: "search", keys: ["/"], does: "search in the episode; Esc goes back" },
  { group: "Move", name: "hit-next", keys: ["F3"], does: "next place found; Enter in the search field" },
  { group: "Move", name: "hit-before", keys: ["Shift+F3"], does: "place found before; Shift+Enter in the search field" },
  { group: "Move", name: "hit-take", keys: ["Ctrl+Enter"], does: "in the search field: select what was found", local: true },
  { group: "Move", name: "inspector", keys: ["i"], does: "to the selected quote at the side" },
  { group: "Move", name: "all-quotes", keys: ["I"], does: "all quotes at the side" },
  { group: "Move", name: "leave", keys: ["Escape"], does: "back to the text" },

  { group: "Select", name: "word-more", keys: ["Shift+ArrowRight"], does: "one word more" },
  { group: "Select", name: "word-fewer", keys: ["Shift+ArrowLeft"], does: "one word fewer" },
  { group: "Select", name: "sentence", keys: ["s"], does: "the sentence; again, one more" },
  { group: "Select", name: "sentence-fewer", keys: ["S"], does: "one sentence fewer" },
  { group: "Select", name: "turn-whole", keys: ["t"], does: "the whole turn" },
  { group: "Select", name: "annotate", keys: ["Enter"], does: "choose topics for the selection; in an empty field, save", editors: true },
  { group: "Select", name: "take-away", keys: ["Backspace"], does: "in an empty field: take the last chosen one away", local: true },
  { group: "Select", name: "save", keys: ["Ctrl+Enter"], does: "save from any field", local: true, editors: true },
  { group: "Select", name: "save-and-submit", keys: ["Ctrl+Shift+Enter"], does: "save and submit for review, from any field", local: true, editors: true },

  { group: "Work on the quote", name: "fit", keys: ["f"], does: "trim or extend it; again, go to its other end", editors: true },
  { group: "Work on the quote", name: "fit-keep", keys: ["Enter"], does: "then, keep the new ends (Esc leaves them)", local: true, editors: true },
  { group: "Work on the quote", name: "leave-out", keys: ["d"], does: "leave the selected words out of it", editors: true },
  { group: "Work on the quote", name: "put-in", keys: ["h"], does: "put words in, in brackets", editors: true },
  { group: "Work on the quote", name: "pick", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], when: "several quotes overlap", does: "choose one" },
  { group: "Work on the quote", name: "submit", keys: ["v"], does: "submit it for review", editors: true },
  { group: "Work on the quote", name: "retract", keys: ["V"], does: "take it back from review", editors: true },
  { group: "Work on the quote", name: "discard", keys: ["Delete"], does: "discard the draft", editors: true },
  { group: "Work on the quote", name: "approve", keys: ["A"], does: "approve it" },
  { group: "Work on the quote", name: "return", keys: ["R"], does: "return it with a note" },
  { group: "Work on the quote", name: "publish", keys: ["P"], does: "publish it" },
  { group: "Work on the quote", name: "unschedule", keys: ["U"], does: "do not publish it at the set time" },
  { group: "Work on the quote", name: "withdraw", keys: ["W"], does: "withdraw it, with the reason" },
  { group: "Work on the quote", name: "spike", keys: ["X"], does: "as chief editor: spike it, with the reason" },
  { group: "Work on the quote", name: "override", keys: ["!"], does: "as administrator: approve your own as an exception, and explain it" },

  { group: "Talk and link", name: "comment", keys: ["o"], does: "comment on the quote or the passage" },
  { group: "Talk and link", name: "comment-next", keys: ["O"], does: "next open comment" },
  { group: "Talk and link", name: "claim", keys: ["y"], does: "make a claim from the quote", editors: true },
  { group: "Talk and link", name: "claim-value", keys: ["Alt+v"], does: "in a new claim: take the value found in the words; again, the next", local: true, editors: true },
  { group: "Talk and link", name: "claim-time", keys: ["Alt+t"], does: "in a new claim: take the time found in the words; again, the next", local: true, editors: true },
  { group: "Talk and link", name: "claim-like", keys: ["Alt+s"], does: "in a new claim: add the quote to the similar one instead", local: true, editors: true },
  { group: "Talk and link", name: "claim-link", keys: ["l"], does: "link the quote to a claim there is", editors: true },
  { group: "Talk and link", name: "comment-answer", keys: ["Enter"], does: "on a comment: answer it", local: true },
  { group: "Talk and link", name: "comment-settle", keys: ["x"], does: "on a comment: resolve it, or open it again", local: true },
  { group: "Talk and link", name: "comment-reword", keys: ["e"], does: "on one of your own: say it otherwise", local: true },
  { group: "Talk and link", name: "comment-remove", keys: ["Delete"], does: "on one of your own without answers: remove it", local: true },

  { group: "Undo", name: "undo", keys: ["Ctrl+Z"], does: "undo" },
  { group: "Undo", name: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: "redo" },
  { group: "Undo", name: "refused-next", keys: ["z"], does: "to the next that could not be saved" },
  { group: "Undo", name: "try-again", keys: ["T"], does: "try to save it again" },
  { group: "Undo", name: "edit-again", keys: ["E"], does: "edit what could not be saved" },
  { group: "Undo", name: "throw-away", keys: ["D"], does: "throw away what could not be saved" },

  { group: "A quote in doubt", name: "confirm", keys: ["c"], does: "confirm its proposed place; while selecting again, take the selected words" },
  { group: "A quote in doubt", name: "choose-place", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], when: "several places are proposed", does: "choose one" },
  { group: "A quote in doubt", name: "select-again", keys: ["r"], does: "select its words again" },
  { group: "A quote in doubt", name: "give-up", keys: ["x"], does: "withdraw or discard it" },

  { group: "Correct the text", name: "correct-words", keys: ["e"], does: "edit the turn’s words; Alt+Enter there splits it", editors: true },
  { group: "Correct the text", name: "correct-person", keys: ["p"], does: "say who speaks", editors: true },
  { group: "Correct the text", name: "correct-time", keys: ["w"], does: "say when", editors: true },
  { group: "Correct the text", name: "correct-split", keys: ["b"], does: "split the turn before the chosen word", editors: true },
  { group: "Correct the text", name: "correct-merge", keys: ["m"], does: "join the turn with the next", editors: true },
  { group: "Correct the text", name: "correct-section", keys: ["a"], does: "say what it is: interview, sponsor read", editors: true },
  { group: "Correct the text", name: "replace", keys: ["Ctrl+Shift+H"], does: "find and replace", editors: true },
  { group: "Correct the text", name: "conflict", keys: ["1", "2", "3"], does: "in a conflict: put mine in, keep theirs, edit", local: true, editors: true },

  { group: "Listen, where there is audio", name: "play", keys: [" "], does: "play or pause" },
  { group: "Listen, where there is audio", name: "play-here", keys: ["Shift+ "], does: "play from here" },
  { group: "Listen, where there is audio", name: "audio-back", keys: [","], does: "back 5 seconds" },
  { group: "Listen, where there is audio", name: "audio-on", keys: ["."], does: "on 5 seconds" },
  { group: "Listen, where there is audio", name: "slower", keys: ["<"], does: "slower" },
  { group: "Listen, where there is audio", name: "faster", keys: [">"], does: "faster" },
  { group: "Listen, where there is audio", name: "follow", keys: ["F"], does: "follow again what is spoken" },

  { group: "Help", name: "help", keys: ["?"], does: "this sheet" },
];

const FIELDS = "input, textarea, select, dialog, [contenteditable=true]";
const NAMES = { ArrowRight: "→", ArrowLeft: "←", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", " ": "Space" };

/** What a key press is called in the table. Shift is part of a letter or sign, and said with other keys. */
export function pressed(event) {
  const graph = event.getModifierState("AltGraph");
  const control = (event.ctrlKey || event.metaKey) && !graph;
  const shift = event.shiftKey && (event.key.length > 1 || event.key === " " || control);
  const key = control && event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${control ? "Ctrl+" : ""}${event.altKey && !graph ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** Whether somebody types: then undoing and redoing are the field’s own. */
export function isTyping(event) {
  return Boolean(event.target.closest(FIELDS));
}

/** The attributes that tell a button's key to those who see it and those who hear it. */
export function keyed(name, label) {
  const [key] = action(name).keys;
  return { title: `${label ?? sentence(action(name).does)} (${spoken(key)})`, "aria-keyshortcuts": shortcut(key) };
}

/** Whether an action can be done by a key; rare ones are only pressed. */
export function hasKey(name) {
  return ACTIONS.some((one) => one.name === name);
}

/** The key of an action as people read it. */
export function keyOf(name) {
  return spoken(action(name).keys[0]);
}

/** Which action a key press means: parts say what they do for it, and whether it applies where one is. */
export class Keys {
  constructor() {
    this.handlers = new Map();
    document.addEventListener("keydown", (event) => this.press(event));
    // What an input method takes, such as Enter for a Japanese word, is no key of the desk.
    addEventListener("keydown", (event) => event.isComposing && event.stopImmediatePropagation(), true);
  }

  /** Do this for an action; a handler that answers false leaves the key to others. */
  on(name, handler) {
    action(name);
    this.handlers.set(name, handler);
  }

  press(event) {
    if (event.defaultPrevented) return;
    const key = pressed(event);
    const typing = isTyping(event);
    for (const { name, keys, local } of ACTIONS) {
      const handler = !local && keys.includes(key) && this.handlers.get(name);
      if (!handler || (typing && !key.startsWith("Ctrl+Shift+"))) continue;
      if (handler(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
}

/** The help sheet: every action by group, with its keys. */
export function sheet({ editors, correctors }) {
  const shown = ACTIONS.filter((one) => (editors || !one.editors) && (correctors || one.group !== CORRECTING));
  return [...new Set(shown.map((one) => one.group))].map((group) =>
    element("section", {}, element("h3", {}, group),
      element("dl", {}, ...shown.filter((one) => one.group === group).map((one) =>
        element("div", {}, element("dt", {}, ...spread(one.keys)), element("dd", {}, one.when ? `${one.does}, when ${one.when}` : one.does))))));
}

function spread(keys) {
  if (keys.length > 4) return [element("kbd", {}, spoken(keys[0])), " to ", element("kbd", {}, spoken(keys.at(-1)))];
  return keys.flatMap((key) => [element("kbd", {}, spoken(key)), " "]);
}

function action(name) {
  const found = ACTIONS.find((one) => one.name === name);
  if (!found) throw new Error(`There is no action ${name} in the table of keys.`);
  return found;
}

function spoken(key) {
  const parts = key === "+" ? [key] : key.split("+");
  const last = parts.at(-1);
  if (parts.length === 1 && /^\p{Lu}$/u.test(last)) return `Shift+${last.toLowerCase()}`;
  return [...parts.slice(0, -1), NAMES[last] ?? (parts.length > 1 && last.length === 1 ? last.toLowerCase() : last)].join("+");
}

/** As the ARIA attribute wants it: https://www.w3.org/TR/wai-aria-1.2/#aria-keyshortcuts */
function shortcut(key) {
  return spoken(key).replace("Ctrl", "Control").replace("Esc", "Escape")
    .replace("→", "ArrowRight").replace("←", "ArrowLeft").replace("↓", "ArrowDown").replace("↑", "ArrowUp");
}

function sentence(does) {
  return does[0].toUpperCase() + does.slice(1);
}
