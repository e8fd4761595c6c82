// Listen while reading: a player that stays in view, and the turn being spoken shown and kept in view.

import { announce } from "./announce.js";
import { AudioTimes } from "./audiotimes.js";
import { element, fill } from "./dom.js";
import { clock } from "./format.js";
import { keyed } from "./keys.js";
import { placeAt } from "./moving.js";
import { bring } from "./view.js";

const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const JUMP = 5;
// Scrolling that begins so soon after ours is ours.
const OURS_MS = 300;
const NO_TIME = "This turn has no time of its own, so it cannot be found in the audio.";
const UNKNOWN = "Where this is in the audio is not known: something was inserted around it.";
const NO_AUDIO = "The audio cannot be played. It may have moved, or this browser cannot read it.";

/** Part of the strip above the text, where the episode has audio whose times are known. */
export class Player {
  constructor(desk, node) {
    Object.assign(this, { desk, node, spoken: null, following: true, scrolledAt: 0 });
    const { audio, user } = desk.settings;
    const handle = (name, act) => desk.keys.on(name, (event) => (audio && !onControl(event) ? act(event) : false));
    handle("play", () => this.toggle());
    handle("play-here", () => this.playHere());
    handle("follow", () => this.follow());
    handle("audio-back", () => this.jump(-JUMP));
    handle("audio-on", () => this.jump(JUMP));
    handle("slower", () => this.speedBy(-1));
    handle("faster", () => this.speedBy(1));
    if (!audio) return;
    this.times = new AudioTimes(audio.stretches);
    this.place = `osbiz-desk:${user}:speed`;
    this.audio = element("audio", { src: audio.url, preload: "none" });
    this.draw();
    this.listen();
    this.setSpeed(this.keptSpeed());
    node.hidden = false;
  }

  draw() {
    const button = (name, label, click, attributes = {}) => element("button", { type: "button", class: "plain", ...keyed(name), ...attributes, click }, label);
    this.playing = button("play", "Play", () => this.toggle(), { class: "button" });
    this.clock = element("span", { class: "time" }, "0:00");
    this.speed = element("span", { class: "speed" });
    this.where = element("span", { class: "quiet", role: "status" });
    this.again = button("follow", "Follow again", () => this.follow(), { hidden: true });
    fill(this.node, this.playing, this.clock, button("play-here", "From here", () => this.playHere()),
      button("audio-back", "−5 s", () => this.jump(-JUMP), { "aria-label": "Back 5 seconds" }),
      button("audio-on", "+5 s", () => this.jump(JUMP), { "aria-label": "On 5 seconds" }),
      button("slower", "Slower", () => this.speedBy(-1)), this.speed, button("faster", "Faster", () => this.speedBy(1)),
      this.again, this.where, this.audio);
  }

  listen() {
    const { audio, desk } = this;
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => this.told());
    for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, () => this.heard());
    audio.addEventListener("error", () => announce(NO_AUDIO));
    desk.addEventListener("drawn", () => this.spoken && !this.spoken.node.isConnected && this.show(null));
    desk.transcript.root.addEventListener("click", (event) => this.clicked(event));
    addEventListener("scroll", () => this.scrolled(), { passive: true });
  }

  /** A time in the margin was chosen. */
  clicked(event) {
    const turn = event.target.closest("a.time") && this.desk.transcript.turnAt(event.target);
    if (!turn || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.playAt(turn.told.start_ms);
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  play() {
    this.audio.play().catch((error) => error.name === "AbortError" || announce(NO_AUDIO));
  }

  /** Play what one stands on: from its words, where times inside the turn are known. */
  playHere() {
    const { caret, passage, transcript } = this.desk;
    const turn = caret.turn ?? transcript.turns.find((one) => !one.isSponsor);
    if (!turn || turn.told.start_ms === null) return announce(NO_TIME);
    const start = passage.turn === turn ? passage.start : 0;
    const cue = turn.told.cues.findLast(([, ms]) => placeAt(turn, ms) <= start);
    return this.playAt(cue ? cue[1] : turn.told.start_ms);
  }

  playAt(ms) {
    const place = this.times.toAudio(ms);
    if (place === null) return announce(UNKNOWN);
    this.following = true;
    this.audio.currentTime = place / 1000;
    this.play();
    return this.heard();
  }

  jump(seconds) {
    this.audio.currentTime = Math.max(this.audio.currentTime + seconds, 0);
    this.heard();
  }

  // Speed, kept for each person

  keptSpeed() {
    try {
      const kept = Number(localStorage.getItem(this.place));
      return SPEEDS.includes(kept) ? kept : 1;
    } catch {
      return 1;
    }
  }

  speedBy(step) {
    const at = SPEEDS.indexOf(this.audio.playbackRate) + step;
    if (!SPEEDS[at]) return announce(step > 0 ? "It cannot go faster." : "It cannot go slower.");
    this.setSpeed(SPEEDS[at]);
    try {
      localStorage.setItem(this.place, String(SPEEDS[at]));
    } catch {
      // It is right for this page; the next begins at the speed of talk.
    }
    return announce(`Speed ${SPEEDS[at]}`);
  }

  setSpeed(speed) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = speed;
    this.speed.textContent = `${speed}×`;
  }

  // What is heard

  told() {
    fill(this.playing, this.audio.paused ? "Play" : "Pause");
  }

  heard() {
    const heard = this.audio.currentTime * 1000;
    const ms = this.times.toTranscript(heard);
    fill(this.clock, clock(heard));
    const turn = ms === null ? null : this.turnAt(ms);
    this.say(turn ? "" : "not in the transcript");
    this.show(turn);
    if (turn && this.following) this.keepInView(turn, ms);
  }

  /** The turn spoken then; none where no turn has that time. */
  turnAt(ms) {
    const timed = this.desk.transcript.turns.filter((turn) => turn.told.start_ms !== null);
    const turn = timed.findLast((one) => one.told.start_ms <= ms);
    return turn && (turn.told.end_ms === null || ms < turn.told.end_ms) ? turn : null;
  }

  say(words) {
    if (this.where.textContent !== words) this.where.textContent = words;
  }

  show(turn) {
    if (turn === this.spoken) return;
    this.spoken?.node.classList.remove("spoken");
    this.spoken = turn;
    turn?.node.classList.add("spoken");
  }

  keepInView(turn, ms) {
    turn.node.closest("details")?.setAttribute("open", "");
    const at = placeAt(turn, ms);
    if (bring(turn.range(at, at).getBoundingClientRect())) this.scrolledAt = performance.now();
  }

  /** Whoever scrolls away from what is spoken is left there. */
  scrolled() {
    if (!this.spoken || performance.now() - this.scrolledAt < OURS_MS) return;
    const box = this.spoken.node.getBoundingClientRect();
    if (box.bottom > 0 && box.top < innerHeight) return;
    this.following = false;
    this.again.hidden = false;
  }

  follow() {
    this.following = true;
    this.again.hidden = true;
    if (!this.spoken) return announce("Nothing of the transcript is being spoken.");
    return this.heard();
  }
}

/** A button does what it says when Space is pressed on it. */
function onControl(event) {
  return event.key === " " && event.target.closest("button, summary, a[href]");
}
