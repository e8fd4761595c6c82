// What one reaches for once the text is there. Made after desk.js, so that nobody who wants to select words waits for it.

import { Correcting } from "./correcting.js";
import { desk, read } from "./desk.js";
import { GoTo } from "./goto.js";
import { Linking } from "./linking.js";
import { EpisodeMap } from "./map.js";
import { Planning } from "./planning.js";
import { Player } from "./player.js";
import { Presence } from "./presence.js";
import { Search } from "./search.js";
import { Talking } from "./talking.js";
import { UndoButtons } from "./undobuttons.js";

const LONGEST_WAIT = 500; // milliseconds

// The text is shown first. A page in the background shows nothing, and is not to wait for that.
await new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, LONGEST_WAIT);
});

const place = (id) => document.getElementById(id);

desk.map = new EpisodeMap(desk, place("map"));
desk.search = new Search(desk, place("search"), place("search-button"));
desk.goingTo = new GoTo(desk, place("goto"), place("goto-button"));
desk.talking = new Talking(desk, read("desk-comments"));
desk.linking = new Linking(desk);
desk.planning = new Planning(desk);
desk.presence = new Presence(desk);
desk.player = new Player(desk, place("player"));
if (desk.mayCorrect && desk.transcript.turns.length) desk.correcting = new Correcting({
  ...desk, toText: () => desk.toText(), redraw: (answer, after) => desk.redraw(answer, after), current: () => desk.current(),
  toUncertain: () => desk.walkUncertain(),
});
desk.undoButtons = new UndoButtons(desk); // last: each part says how what is done in it is undone
desk.quotes.follow(); // what waits for the server may be a part’s
if (!desk.selected && desk.outbox.refused().length) desk.inspector.list();
desk.outbox.resume();
desk.talking.toAddress(desk.asked);
document.body.dataset.ready = "true";
