// Set or mend when a turn begins and ends.

import { element } from "./dom.js";
import { exactClock, readClock } from "./format.js";
import { Panel, labelled } from "./panel.js";

const SHAPE = "Write a time as 4:07, 1:02:03 or 1:02:03.250, or leave it empty.";

export class TimePanel extends Panel {
  static title = "When this is said";

  fields() {
    const { start_ms: start, end_ms: end } = this.turn.told;
    this.start = timeField(start);
    this.end = timeField(end);
    return [element("div", { class: "pair" }, labelled("Begins", this.start), labelled("Ends", this.end)),
      element("p", { class: "quiet" }, "4:07, 1:02:03 or 1:02:03.250; empty where it is not known.")];
  }

  focus() {
    this.start.focus({ preventScroll: true });
    this.start.select();
  }

  says() {
    return `Said from ${this.start.value || "an unknown time"} to ${this.end.value || "an unknown time"}`;
  }

  edits() {
    return [{ op: "time", turn: this.turn.position, start_ms: timeOf(this.start), end_ms: timeOf(this.end) }];
  }
}

function timeField(milliseconds) {
  const field = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", size: "12" });
  field.value = milliseconds === null ? "" : exactClock(milliseconds);
  return field;
}

function timeOf(field) {
  if (!field.value.trim()) return null;
  const milliseconds = readClock(field.value);
  if (milliseconds === null) {
    field.focus();
    throw new Error(SHAPE);
  }
  return milliseconds;
}
