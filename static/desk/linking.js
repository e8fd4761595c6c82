// What a quote means for the world: make a claim from it, or add it to one there is, at its side.

import { announce } from "./announce.js";
import { Combobox } from "./combobox.js";
import { element, fill, freshId } from "./dom.js";
import { shorten } from "./format.js";
import { uuid7 } from "./ids.js";
import { keyed, keyOf } from "./keys.js";
import { Valuing } from "./valuing.js";

const STANCES = ["supports", "disputes", "updates"];
const KINDS = [["event", "event"], ["metric", "figure"], ["position", "position"], ["practice", "practice"], ["prediction", "prediction"]];
const NO_QUOTE = "Choose the quote first.";
const NO_STATEMENT = "Say in a sentence what the quote shows.";
const NO_CLAIM = "Choose the claim that the quote speaks for or against.";

/** Its part of the inspector: the quote’s claims, and a form for one more. What is typed stays, over a reload too. */
export class Linking {
  constructor(desk) {
    const { outbox } = desk;
    Object.assign(this, { desk, typed: desk.typed, node: element("section", { class: "claims", "aria-label": "Claims" }), form: null });
    const kind = (name, request, effect, says) => outbox.on(`claim.${name}`, {
      request, effect, says, done: (answer, data, how) => this.done(answer, data, how), refused: ({ message }) => announce(`Not saved: ${message}`),
    });
    kind("make", ({ id, quote, stance, body }) => ({ method: "POST", path: "claims/", body: { id, quote, stance, ...body } }),
      (card, { id, stance, shown }) => withClaim(card, { id, stance, ...shown }), ({ body }) => `New claim: ${body.statement}`);
    kind("tie", ({ id, quote, stance }) => ({ method: "POST", path: `claims/${id}/evidence/`, body: { quote, stance } }),
      (card, { id, stance, shown }) => withClaim(card, { id, stance, ...shown }), ({ shown, stance }) => `${stance}: ${shown.statement}`);
    kind("untie", ({ id, quote }) => ({ method: "DELETE", path: `claims/${id}/evidence/${quote}/` }), (card, { id }) => without(card, id));
    for (const action of ["discard", "restore"]) {
      kind(action, ({ id, quote }) => ({ method: "POST", path: `claims/${id}/${action}/`, body: { quote } }),
        (card, { id, stance, shown }) => (action === "discard" ? without(card, id) : withClaim(card, { id, stance, ...shown })));
    }
    desk.inspector.join({ nodes: (card) => [this.show(card)] });
    desk.keys.on("claim", () => this.open("make"));
    desk.keys.on("claim-link", () => this.open("tie"));
  }

  show(card) {
    if (this.id !== card.id) this.leave();
    this.id = card.id;
    const claims = card.claims ?? [];
    const look = JSON.stringify([card.id, claims, this.form?.dataset.what]);
    if (look === this.look) return this.node;
    this.look = look;
    const held = this.node.contains(document.activeElement) && this.form?.contains(document.activeElement) ? document.activeElement : null;
    fill(
      this.node, claims.length > 0 && element("p", { class: "label" }, claims.length === 1 ? "Speaks to 1 claim" : `Speaks to ${claims.length} claims`),
      claims.length > 0 && element("ul", {}, ...claims.map((claim) => this.line(card, claim))),
      this.desk.mayAnnotate && !this.form && element("p", { class: "acts" },
        element("button", { type: "button", class: "plain", ...keyed("claim"), click: () => this.open("make") }, "Make a claim ", key("claim")),
        element("button", { type: "button", class: "plain", ...keyed("claim-link"), click: () => this.open("tie") }, "Link to a claim ", key("claim-link"))),
      this.form,
    );
    held?.focus();
    return this.node;
  }

  line(card, claim) {
    const id = freshId("stance");
    const stance = choice(id, STANCES.map((name) => [name, name]), claim.stance);
    stance.addEventListener("change", () => this.tie(card.id, claim, stance.value));
    const facts = [claim.about, claim.value, claim.resting, claim.state_label].filter(Boolean).join(" · ");
    return element(
      "li", {}, claim.admin_url ? element("a", { class: "statement", href: claim.admin_url }, claim.statement) : element("span", { class: "statement" }, claim.statement),
      element("span", { class: "quiet" }, facts),
      claim.may_change === false || !this.desk.mayAnnotate
        ? element("span", { class: "stance" }, `The quote ${claim.stance} it.`)
        : element("span", { class: "stance" }, element("label", { for: id }, "The quote"), stance, "it",
          element("button", { type: "button", class: "plain", "aria-label": `Remove from: ${shorten(claim.statement, 40)}`, click: () => this.untie(card.id, claim) }, "Remove")),
    );
  }

  // Writing

  tie(quote, claim, stance) {
    const former = (this.desk.quotes.get(quote).claims ?? []).find(({ id }) => id === claim.id);
    const shown = shownOf(claim);
    const data = { id: claim.id, quote, stance, shown };
    const back = former ? step("tie", { ...data, stance: former.stance }) : step("untie", { id: claim.id, quote, shown });
    this.put("tie", data, former ? "stance changed" : "linked to a claim", back);
  }

  untie(quote, claim) {
    const data = { id: claim.id, quote, shown: shownOf(claim) };
    this.put("untie", data, "removed from a claim", step("tie", { ...data, stance: claim.stance }));
  }

  make(quote, body, stance, about) {
    const data = { id: uuid7(), quote, stance, body, shown: { statement: body.statement, about, state_label: "draft", resting: "1 quote" } };
    this.desk.outbox.put("claim.make", data);
    this.desk.undoing.record({ says: "claim made", undo: [step("discard", data)], redo: [step("restore", data)] });
  }

  put(name, data, says, back) {
    this.desk.outbox.put(`claim.${name}`, data);
    this.desk.undoing.record({ says, undo: [back], redo: [step(name, data)] });
  }

  done({ claims }, { quote, said }, { elsewhere }) {
    const card = this.desk.quotes.told.get(quote);
    if (card) this.desk.quotes.put({ ...card, claims });
    if (said !== "" && !elsewhere) announce(said ?? "Saved.");
  }

  // The form

  open(what) {
    const card = this.desk.quotes.get(this.desk.selected);
    if (!card || !this.desk.mayAnnotate) return announce(NO_QUOTE);
    this.leave();
    this.form = what === "make" ? this.making(card) : this.tying(card);
    this.form.dataset.what = what;
    this.desk.inspector.update(card);
    this.show(card);
    this.form.querySelector("textarea, input")?.focus();
    this.form.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  frame(label, submit, ...fields) {
    this.error = element("p", { class: "refusal", role: "alert", hidden: true });
    return element(
      "form", {
        class: "claim-form", "aria-label": label, novalidate: true, keydown: (event) => this.press(event, submit),
        submit: (event) => {
          event.preventDefault();
          submit();
        },
      },
      element("p", { class: "label" }, label), ...fields, this.error,
      element("p", { class: "acts" }, element("button", { type: "submit", class: "button default", title: "Save (Ctrl+Enter)", "aria-keyshortcuts": "Control+Enter" }, "Save claim"),
        element("button", { type: "button", class: "plain", title: "Leave (Esc)", "aria-keyshortcuts": "Escape", click: () => this.close() }, "Leave")),
    );
  }

  press(event, submit) {
    if (event.defaultPrevented) return;
    if (this.valuing?.press(event)) event.stopPropagation();
    else if (event.key === "Enter" && event.ctrlKey) submit();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  making(card) {
    const key = `claim:${card.id}`;
    const typed = this.typed.get(key) ?? {};
    const statement = element("textarea", { id: freshId("statement"), rows: "3" });
    statement.value = typed.statement ?? "";
    const kind = choice(freshId("kind"), KINDS, typed.kind ?? "event");
    const stance = choice(freshId("stance"), STANCES.map((name) => [name, name]), typed.stance ?? "supports");
    const { find } = this.desk;
    const company = one({ label: "Company", placeholder: "Optional", find: find("companies"), empty: "No company fits" });
    const guest = one({ label: "Person", placeholder: "Optional", find: find("guests"), empty: "Nobody fits" });
    company.set(typed.company ?? card.companies.slice(0, 1));
    guest.set(typed.guest ?? []);
    const keep = () => this.typed.put(key, {
      statement: statement.value, kind: kind.value, stance: stance.value, company: company.chosen, guest: guest.chosen, ...valuing.typed,
    });
    const valuing = new Valuing({
      api: this.desk.api, quote: card.id, statement,
      said: typed, taken: (what) => {
        if (what === "value") kind.value = "metric";
        keep();
      },
      tie: (claim) => {
        this.typed.drop(key);
        this.tie(card.id, { id: claim.id, statement: claim.label, resting: claim.hint }, stance.value);
        this.close();
      },
    });
    kind.addEventListener("change", () => valuing.show(kind.value === "metric"));
    const submit = async () => {
      const text = statement.value.trim();
      if (!text) return this.refuse(NO_STATEMENT, statement);
      for (const box of [company, guest]) if (!(await box.commit())) return this.refuse(box.complaint, box.input);
      let meaning;
      try {
        meaning = await valuing.meaning();
      } catch (problem) {
        return this.refuse(problem.message, valuing.value.field);
      }
      const about = [...company.chosen, ...guest.chosen].map(({ label }) => label).join(" and ");
      this.typed.drop(key);
      const body = { statement: text, kind: kind.value, company: company.ids[0] ?? null, guest: guest.ids[0] ?? null, tags: card.tags.map(({ id }) => id), ...meaning };
      this.make(card.id, body, stance.value, about);
      return this.close();
    };
    const form = this.frame("New claim", submit, valuing.like, field("What the quote shows, in a sentence", statement), field("Kind", kind), valuing.node, company.node, guest.node, field("The quote does this to it", stance));
    for (const type of ["input", "change"]) form.addEventListener(type, keep);
    for (const box of [company, guest]) box.addEventListener("change", keep);
    this.valuing = valuing;
    return form;
  }

  tying(card) {
    const find = async (query, signal) => (await this.desk.api.get(`claims/?q=${encodeURIComponent(query)}&quote=${card.id}`, signal)).results;
    const box = one({ label: "Claim", placeholder: "Type its words", find, empty: "No claim says" });
    const stance = choice(freshId("stance"), STANCES.map((name) => [name, name]), "supports");
    const submit = async () => {
      if (!(await box.commit())) return this.refuse(box.complaint, box.input);
      const [claim] = box.chosen;
      if (!claim) return this.refuse(NO_CLAIM, box.input);
      this.tie(card.id, { id: claim.id, statement: claim.label, resting: claim.hint }, stance.value);
      return this.close();
    };
    return this.frame("Link to a claim", submit, box.node, field("The quote does this to it", stance));
  }

  refuse(sentence, node) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    node.focus();
  }

  leave() {
    this.valuing?.stop();
    this.valuing = null;
    this.form = null;
    this.look = null;
  }

  close() {
    this.leave();
    const card = this.desk.quotes.get(this.desk.selected);
    if (card) this.show(card);
    this.desk.toText();
  }
}

function key(name) {
  return element("kbd", { "aria-hidden": "true" }, keyOf(name));
}

function step(name, data) {
  return { kind: `claim.${name}`, data };
}

function shownOf({ statement, about, state_label: state, resting }) {
  return { statement, about, state_label: state, resting };
}

function withClaim(card, claim) {
  if (!card) return card;
  const claims = card.claims ?? [];
  const there = claims.some(({ id }) => id === claim.id);
  return { ...card, claims: there ? claims.map((other) => (other.id === claim.id ? { ...other, stance: claim.stance } : other)) : [...claims, claim] };
}

function without(card, id) {
  return card && { ...card, claims: (card.claims ?? []).filter((claim) => claim.id !== id) };
}

/** A type-ahead for one thing. */
function one(looks) {
  const box = new Combobox(looks);
  box.addEventListener("change", () => box.chosen.length > 1 && box.set(box.chosen.slice(-1)));
  return box;
}

function choice(id, options, value) {
  const made = element("select", { id }, ...options.map(([name, label]) => element("option", { value: name }, label)));
  made.value = value;
  return made;
}

function field(text, node) {
  return element("div", {}, element("label", { for: node.id }, text), node);
}
