// Make a missing company or person from what is typed in a type-ahead, with a warning where one like it is there.

import { Problem } from "./api.js";
import { element } from "./dom.js";
import { uuid7 } from "./ids.js";

/** The last choice of a list of `kind` (companies, guests): make what was typed. */
export function naming(api, kind) {
  return (query, found) => {
    if (found.some((choice) => choice.label?.toLowerCase() === query.toLowerCase())) return [];
    return [{ id: `make-${kind}`, label: `Make “${query}”`, hint: kind === "guests" ? "a new person" : "a new company", take: (place) => make(api, kind, query, place) }];
  };
}

/** The choice that was made, or chosen instead; null where neither was wanted. */
async function make(api, kind, name, place) {
  const body = { id: uuid7(), name };
  try {
    return await api.send("POST", `${kind}/`, body);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.rule !== "alike") throw problem;
    const chosen = await ask(problem, place);
    return chosen === "anyway" ? api.send("POST", `${kind}/`, { ...body, anyway: true }) : chosen;
  }
}

/** Ask in place which one is meant. */
function ask({ message, answer }, place) {
  return new Promise((resolve) => {
    const decide = (choice) => {
      const answered = line.contains(document.activeElement);
      line.remove();
      if (answered) place.querySelector("input").focus();
      resolve(choice);
    };
    const act = (label, choice, look = "button") => element("button", { type: "button", class: look, click: () => decide(choice) }, label);
    const line = element(
      "div", { class: "alike", role: "alertdialog", "aria-label": "Something like it is there", keydown: (event) => leave(event, () => decide(null)) },
      element("p", {}, message),
      element("p", { class: "acts" },
        ...answer.alike.map((one) => act(one.hint ? `${one.label} (${one.hint})` : one.label, one)),
        !answer.is_taken && act("Make it all the same", "anyway"),
        act("Leave", null, "plain")),
    );
    place.append(line);
    line.querySelector("button").focus();
  });
}

function leave(event, act) {
  event.stopPropagation();
  if (event.key !== "Escape") return;
  event.preventDefault();
  act();
}
