// Talk to /api/v1/desk/. Every failure is a Problem whose message a person can act on.

const UNREACHABLE = "The server cannot be reached. What you typed is still here: try again in a moment.";
const SIGNED_OUT = "You are signed out. Sign in again in another tab, then try again: what you typed is still here.";

/** A request that did not succeed; `rule` names the refusal for programs, `answer` is all the server said. */
export class Problem extends Error {
  constructor(message, status, answer = {}) {
    super(message);
    this.status = status;
    this.rule = answer.rule ?? "";
    this.answer = answer;
  }

  /** Whether somebody has to sign in before it can succeed. */
  get isSignedOut() {
    return this.status === 401 || (this.status === 403 && /credentials|CSRF/.test(this.answer.detail ?? ""));
  }
}

/** The desk's API at `root`, spoken to with the page's CSRF token. */
export class Api {
  constructor(root, token) {
    this.root = root;
    this.token = token;
  }

  get(path, signal) {
    return this.send("GET", path, undefined, signal);
  }

  async choices(kind, query, signal) {
    const found = await this.get(`${kind}/?q=${encodeURIComponent(query)}`, signal);
    return found.results;
  }

  /** `match` is the version that a write stands on, where it stands on one. */
  async send(method, path, body, signal, match) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    if (match) headers["If-Match"] = `"${match}"`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await this.fetch(path, { method, headers, signal, body: JSON.stringify(body) });
    const answer = await read(response);
    if (!response.ok) throw new Problem(sentence(answer, response), response.status, answer);
    return answer;
  }

  async fetch(path, options) {
    try {
      return await fetch(this.root + path, { credentials: "same-origin", ...options });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(UNREACHABLE, 0);
    }
  }
}

/** What the server said; nothing where an error's page is no JSON. An answer that breaks off is none. */
async function read(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    if (response.ok) throw new Problem(UNREACHABLE, 0);
    return {};
  }
}

function sentence(answer, response) {
  const errors = Object.values(answer.errors ?? {}).flat(3);
  const told = errors.map((error) => error.detail ?? error.message ?? error).filter((text) => typeof text === "string");
  if (told.length) return told.join(" ");
  if (response.status === 403 && /credentials|CSRF/.test(answer.detail ?? "")) return SIGNED_OUT;
  return answer.detail ?? answer.title ?? `The server answered ${response.status}. Try again, or tell your administrator.`;
}
