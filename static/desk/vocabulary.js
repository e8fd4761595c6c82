// Topics, companies and people found in the browser, at once and offline: the page carries them. Others are asked for.

const MOST = 12;
const OFFERED = 6;
// How many letters of a word may differ at its end for it still to be the same word: licensing, licence.
const ENDING = 4;
const SHORTEST_STEM = 4;

/** A name as it is compared: without case, accents and punctuation. */
export function fold(name) {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Finds by what is typed, the likeliest first: how well it fits, when it was last used here, what the words are about. */
export class Vocabulary {
  constructor({ api, settings, quotes, passage }) {
    Object.assign(this, { api, quotes, passage });
    const { vocabulary = [], cast = {} } = settings;
    this.known = { tags: vocabulary.map(entry), companies: (cast.companies ?? []).map(entry), guests: (cast.guests ?? []).map(entry) };
    quotes.addEventListener("change", ({ detail: { card, former } }) => this.used(card, former));
  }

  /** How choices of a kind are found: `known` answers at once what the page knows, the promise all there is. */
  finder(kind) {
    const known = (query) => this.find(kind, query);
    const find = async (query, signal) => {
      const here = known(query);
      // The page has the whole vocabulary: only a topic that is new since is not in it.
      if (!query.trim() || (kind === "tags" && here.length)) return here;
      const told = await this.api.choices(kind, query, signal).catch((problem) => this.without(problem, here));
      return [...here, ...told.filter(({ id }) => !here.some((one) => one.id === id))];
    };
    return Object.assign(find, { known });
  }

  /** Out of reach, what is known here must do. */
  without(problem, here) {
    if (problem.name !== "AbortError" && problem.status === 0 && here.length) return [];
    throw problem;
  }

  find(kind, query) {
    const wanted = fold(query);
    if (!wanted) return kind === "tags" ? this.offered() : this.withCards(kind).slice(0, OFFERED).map(({ choice }) => choice);
    const weights = kind === "tags" ? this.likelihoods() : new Map();
    return this.withCards(kind)
      .map((one) => ({ one, ...best(one, wanted) }))
      .filter(({ rank }) => rank < Infinity)
      .sort((a, b) => a.rank - b.rank || inOrder(a.one, b.one, weights))
      .slice(0, MOST)
      .map(({ one, hint }) => ({ ...one.choice, hint }));
  }

  /** What an empty field offers: topics that the words speak of, then those used last, then those of this episode. */
  offered() {
    const weights = this.likelihoods();
    const said = (one) => (weights.get(one)?.said ?? "");
    return this.known.tags
      .filter((one) => said(one) || one.mine || weights.get(one)?.uses)
      .sort((a, b) => Boolean(said(b)) - Boolean(said(a)) || inOrder(a, b, weights))
      .slice(0, OFFERED)
      .map((one) => ({ ...one.choice, hint: said(one) ? `“${said(one)}” is said here` : one.mine ? "used last" : "used in this episode" }));
  }

  /** Which topics the words in hand speak of, by which of their names, and how often this episode uses them. */
  likelihoods() {
    const words = fold(this.passage.text).split(" ").filter(Boolean);
    const uses = new Map();
    for (const card of this.quotes.all()) for (const { id } of card.tags) uses.set(id, (uses.get(id) ?? 0) + 1);
    return new Map(this.known.tags.map((one) => [one, {
      said: one.names.find(({ folded }) => words.length && speaksOf(words, folded))?.text ?? "", uses: uses.get(one.choice.id) ?? 0,
    }]));
  }

  /** Companies and people that the quotes of the page name belong to its episode as well. */
  withCards(kind) {
    const known = this.known[kind];
    const there = new Set(known.map(({ choice }) => choice.id));
    const more = new Map(this.quotes.all().flatMap((card) => card[kind] ?? []).filter(({ id }) => !there.has(id)).map((choice) => [choice.id, entry(choice)]));
    return [...known, ...more.values()];
  }

  /** A topic given here just now is the one used last. */
  used(card, former) {
    if (!card.pending) return;
    const had = new Set((former?.tags ?? []).map(({ id }) => id));
    const fresh = new Set(card.tags.filter(({ id }) => !had.has(id)).map(({ id }) => id));
    for (const one of this.known.tags) if (fresh.has(one.choice.id)) one.mine = new Date().toISOString();
  }
}

function entry({ names = [], mine = "", parent, ...choice }) {
  const texts = [choice.label, ...names.filter((name) => name !== choice.label)];
  return { choice: { ...choice, hint: "" }, mine, names: texts.map((text) => ({ text, folded: fold(text) })) };
}

/** How well a thing fits (0 best), and the name it fits by where that is not its own. */
function best({ names }, wanted) {
  let found = { rank: Infinity, hint: "" };
  names.forEach(({ text, folded }, at) => {
    const fit = rankOf(folded, wanted) + (at ? 1 : 0);
    if (fit < found.rank) found = { rank: fit, hint: at ? text : "" };
  });
  return found;
}

/** 0: the name itself, 2: it starts so, 4: one of its words does, 6: it contains it. */
function rankOf(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 2;
  if (name.includes(` ${wanted}`)) return 4;
  return name.includes(wanted) ? 6 : Infinity;
}

function inOrder(a, b, weights) {
  const [one, other] = [weights.get(a), weights.get(b)];
  return b.mine.localeCompare(a.mine) || Boolean(other?.said) - Boolean(one?.said) || (other?.uses ?? 0) - (one?.uses ?? 0)
    || a.choice.label.localeCompare(b.choice.label);
}

/** Whether all longer words of a name are among these, in whatever form. */
function speaksOf(words, name) {
  const wanted = name.split(" ").filter((word) => word.length >= SHORTEST_STEM);
  return wanted.length > 0 && wanted.every((word) => words.some((one) => one === word || one.startsWith(stem(word))));
}

function stem(word) {
  return word.slice(0, Math.max(SHORTEST_STEM, word.length - ENDING));
}
