// An episode's page: contents that follow, and a player that follows and is followed. The page is whole without.

const turns = [...document.querySelectorAll(".turn[id]")];

// Contents: the section that is being read.
const links = new Map([...document.querySelectorAll(".contents ol a")].map((link) => [link.hash.slice(1), link]));
const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
const inView = new Set();
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
    const here = sections.find((section) => inView.has(section));
    for (const [id, link] of links) link.toggleAttribute("aria-current", id === here?.id);
  },
  { rootMargin: "0px 0px -60% 0px" },
);
for (const section of sections) watch.observe(section);

// The player: made on the first listen, so that nothing is asked of other hosts before.
const box = document.querySelector(".player");
const clocks = [...document.querySelectorAll("a.clock[href*='#t=']")];
const secondsOf = (link) => Number(new URL(link.href).hash.slice(3));
const starts = turns
  .map((turn) => ({ turn, clock: turn.querySelector("a.clock[href*='#t=']") }))
  .filter(({ clock }) => clock)
  .map(({ turn, clock }) => ({ turn, at: secondsOf(clock) }));
let audio = null;

function player() {
  if (audio) return audio;
  audio = document.createElement("audio");
  audio.controls = true;
  audio.src = box.dataset.audio;
  audio.addEventListener("timeupdate", follow);
  box.append(audio);
  box.hidden = false;
  return audio;
}

/** Mark the turn that is heard, and bring it into view where the reader has not gone elsewhere. */
function follow() {
  const here = starts.findLast(({ at }) => at <= audio.currentTime)?.turn;
  const before = document.querySelector(".turn.heard");
  if (here === before) return;
  before?.classList.remove("heard");
  before?.removeAttribute("aria-current");
  here?.classList.add("heard");
  here?.setAttribute("aria-current", "true");
  const room = before?.getBoundingClientRect();
  if (!before || (room.bottom > 0 && room.top < innerHeight)) here?.scrollIntoView({ block: "nearest" });
}

if (box) {
  for (const clock of clocks) {
    clock.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const heard = player();
      heard.currentTime = secondsOf(clock);
      heard.play().catch(() => {});
    });
  }
}
