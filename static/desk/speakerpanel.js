// Say who speaks: this turn alone, or all turns of its label.

import { Combobox } from "./combobox.js";
import { element, freshId } from "./dom.js";
import { naming } from "./naming.js";
import { Panel } from "./panel.js";

const NOBODY = { id: null, label: "Nobody known", hint: "the label stays as printed" };
const CHOOSE = "Choose a person, or “Nobody known”.";

export class SpeakerPanel extends Panel {
  static title = "Who says this";

  fields() {
    const { label } = this.turn.told;
    this.people = personField(this.context, "Person");
    this.here = radio("this turn", true);
    this.everywhere = radio(`everywhere as “${label}”`, false);
    const name = freshId("where");
    for (const choice of [this.here, this.everywhere]) choice.input.name = name;
    return [
      this.people.node,
      label && element("fieldset", { class: "where" }, element("legend", {}, "Where"), this.here.node, this.everywhere.node),
    ].filter(Boolean);
  }

  async ready() {
    if (!(await this.people.commit())) throw new Error(this.people.complaint);
  }

  says() {
    const where = this.everywhere.input.checked ? ` everywhere as “${this.turn.told.label}”` : "";
    return `Said by ${this.people.chosen[0].label}${where}`;
  }

  edits() {
    const [person] = this.people.chosen;
    if (!person) throw new Error(CHOOSE);
    if (this.everywhere.input.checked) return [{ op: "label", label: this.turn.told.label, guest: person.id }];
    return [{ op: "speaker", turn: this.turn.position, guest: person.id }];
  }
}

/** A type-ahead for one person; with nothing typed, those who speak in this episode. */
export function personField({ api, transcript }, label) {
  const find = async (query, signal) => {
    if (!query) return [...speakersOf(transcript), NOBODY];
    const found = await api.choices("guests", query, signal);
    return NOBODY.label.toLowerCase().startsWith(query.toLowerCase()) ? [...found, NOBODY] : found;
  };
  const box = new Combobox({ label, placeholder: "Type a name", find, extras: naming(api, "guests"), empty: "Nobody is called" });
  box.addEventListener("change", () => box.chosen.length > 1 && box.set(box.chosen.slice(-1)));
  return box;
}

function speakersOf(transcript) {
  const known = transcript.turns.filter((turn) => turn.told.guest).map(({ told }) => [told.guest, told.speaker]);
  return [...new Map(known)].map(([id, label]) => ({ id, label, hint: "" }));
}

function radio(text, checked) {
  const input = element("input", { type: "radio", checked });
  return { input, node: element("label", { class: "choice" }, input, ` ${text}`) };
}
