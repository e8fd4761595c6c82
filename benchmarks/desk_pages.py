"""Open, read and annotate large episodes at the desk, in Chromium.

    python benchmarks/desk_pages.py [--rounds N]

It makes a database of its own and throws it away: an SQLite file, or one on DATABASE_URL's server. Files are
served as in production. Each round is a new window with nothing cached. `ready` is from the click on
“Annotate” to the desk being ready to select and shown, for somebody who has looked at the episode's page for
a second; `rushed` where the click comes as soon as that page is there, and nothing has been fetched ahead;
`again` once the desk has been open before; `kept` from Enter to the new highlight being shown. `longest` is
the longest task of the page's thread, and `slowest` the slowest answer to a key, while one walks through
words and turns, types a topic, searches and looks for a place.
"""

import argparse
import logging
import os
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from correct_transcript import SYLLABLES, database  # noqa: E402

# Turns, characters and quotes.
CASES = (
    ("an hour, 57 turns, 100 quotes", 57, 55_000, 100),
    ("an hour, 250 turns, 100 quotes", 250, 55_000, 100),
    ("three hours, 800 turns, 500 quotes", 800, 165_000, 500),
)
STATES = ("draft", "draft", "in_review", "approved", "published")
LOOK = 1000  # milliseconds between seeing the link and choosing it
FIGURES = ("ready", "rushed", "again", "kept", "longest", "slowest")
PEOPLE = ("Ines Carvalho", "Tom Berg", "Maria Okafor")
WATCH = """
    const tell = (name, took) => { seen[name] = took; console.info(name); };
    const now = () => performance.timeOrigin + performance.now();
    const shown = (then) => requestAnimationFrame(() => setTimeout(() => then(now())));
    const durations = (list) => list.getEntries().map((one) => one.duration);
    const isNew = (node) => node.querySelector?.("mark.quote.state-draft.selected");
    window.seen = { tasks: [0], answers: [0] };
    addEventListener("click", () => sessionStorage.setItem("clicked", Date.now()), true);
    addEventListener("keydown", ({ key }) => key === "Enter" && (seen.enter = Date.now()), true);
    new PerformanceObserver((list) => seen.tasks.push(...durations(list)))
        .observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => seen.answers.push(...durations(list)))
        .observe({ type: "event", durationThreshold: 16 });
    new MutationObserver((changes) => {
        if (document.body?.dataset.selectable && !seen.ready)
            shown((at) => tell("ready", at - sessionStorage.getItem("clicked")));
        if (seen.enter && !seen.kept && changes.some(({ addedNodes }) => [...addedNodes].some(isNew)))
            shown((at) => tell("kept", at - seen.enter));
    }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-selectable"] });
"""


def talk(turns: int, length: int) -> list[str]:
    """Turns of talk in made-up words, of so many characters in all."""
    chance = random.Random(4)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(3_000)]
    return [speech(chance, words, length // turns) for _ in range(turns)]


def speech(chance: random.Random, words: list[str], length: int) -> str:
    """One turn of about so many characters."""
    text = ""
    while len(text) < length:
        text += " ".join(chance.choices(words, k=chance.randint(6, 18))).capitalize() + ". "
    return text.strip()


def prepare(title: str, turns: int, length: int, quotes: int) -> Any:
    """An episode of three people's talk, a sponsor read in it, with quotes of every state all over it."""
    from annotations.tests import factories as make
    from transcripts.models import Turn

    episode = make.episode(title, texts=talk(turns, length), sponsor=[turns // 4])
    people = [make.guest(name) for name in PEOPLE]
    for number, turn in enumerate(Turn.objects.filter(revision__episode=episode)):
        turn.speaker, turn.label = people[number % 3], PEOPLE[number % 3]
        turn.save(update_fields=["speaker", "label"])
    spoken = list(
        Turn.objects.filter(revision__episode=episode)
        .exclude(section="sponsor")
        .select_related("revision")
        .order_by("position")
    )
    topics = [make.tag(slug) for slug in ("licensing-change", "forks", "trust", "pricing")]
    for number in range(quotes):
        turn = spoken[number * 7 % len(spoken)]
        sentences = turn.text.split(". ")
        words = sentences[number * 7 // len(spoken) % len(sentences)]
        getattr(make, STATES[number % 5])(words, turn=turn, tags=[topics[number % 4]])
    return episode


@contextmanager
def files() -> Iterator[None]:
    """Static files collected, hashed and compressed as production has them."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    hashed = {**settings.STORAGES, "staticfiles": {"BACKEND": "osbiz.storage.HashedFilesStorage"}}
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(
            STATIC_ROOT=folder, STORAGES=hashed, WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=False
        ),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of this database."""
    from django.test.testcases import LiveServerThread

    # Without a handler of its own for static files: the middleware serves them, as in production.
    thread = LiveServerThread("localhost", lambda application: application, connections_override={})  # type: ignore[arg-type]
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://localhost:{thread.port}"
    finally:
        thread.terminate()


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium, headless, as the browser tests start it."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS

    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = shutil.which("chromium") or shutil.which("google-chrome")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])
        yield browser
        browser.close()


def visit(browser: Any, address: str, episode: Any) -> dict[str, float]:
    """One editor's visit: open the desk, walk, tag a sentence, search, go somewhere; milliseconds."""
    from annotations.tests import factories as make

    editor = make.editor()
    with window(browser, address, editor) as page:
        rushed = arrive(page, episode)
    with window(browser, address, editor) as page:
        ready, again = arrive(page, episode, LOOK), arrive(page, episode)
        found = measured(page)
    return dict(zip(FIGURES, (ready, rushed, again, *found), strict=True))


@contextmanager
def window(browser: Any, address: str, editor: Any) -> Iterator[Any]:
    """A page of a browser that has seen nothing of osbiz yet."""
    from tests.browser.conftest import sign_in

    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    sign_in(context, editor, address)
    yield context.new_page()
    context.close()


def measured(page: Any) -> list[float]:
    """How long the desk takes for what an editor does."""
    page.evaluate("seen.tasks.length = seen.answers.length = 1")
    work(page)
    found: list[float] = page.evaluate("[seen.kept, Math.max(...seen.tasks), Math.max(...seen.answers)]")
    return found


def arrive(page: Any, episode: Any, look: int = 0) -> float:
    """From the episode's page, after a look at it of so many milliseconds, to its desk; milliseconds."""
    page.goto(f"/admin/transcripts/episode/{episode.pk}/change/")
    page.wait_for_timeout(look)
    # Asking the page whether it is there yet would keep it from getting there.
    with page.expect_console_message(lambda message: message.text == "ready"):
        page.get_by_role("link", name="Annotate", exact=True).click()
    page.wait_for_timeout(500)
    return float(page.evaluate("seen.ready"))


def work(page: Any) -> None:
    """Keys of an editor at work, as fast as a hand goes."""

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(40)

    page.locator(".turn").nth(2).focus()
    press(
        *["ArrowRight"] * 25,
        *["ArrowDown"] * 25,
        *["ArrowUp"] * 10,
        *["j"] * 10,
        "Escape",
        *["ArrowDown"] * 5,
    )
    press("s", "s", "Enter", *"licens")
    page.get_by_role("option", name="Licensing change").wait_for()
    page.evaluate("seen.enter = seen.kept = 0")
    with page.expect_console_message(lambda message: message.text == "kept"):
        press("Enter", "Enter")
    press(
        "ArrowDown", "/", *"bace di", "Enter", "Enter", "Escape", "g", *"forks", "Enter", *["ArrowRight"] * 5
    )
    page.wait_for_timeout(300)


def main() -> None:
    """Print a row for each episode."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OSBIZ_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "osbiz.settings"
        import django
        from django.conf import settings

        django.setup()
        settings.DEBUG = False
        logging.disable()
        settings.ALLOWED_HOSTS = ["localhost"]
        if not os.environ.get("DATABASE_URL"):
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "measured.sqlite3")
        with database() as vendor, files(), served() as address, chromium() as browser:
            for title, *size in CASES:
                episode = prepare(title, *size)
                found = [visit(browser, address, episode) for _ in range(rounds)]
                medians = {name: statistics.median(one[name] for one in found) for name in FIGURES}
                print(f"{vendor}: {title}:", ", ".join(f"{name} {ms:.0f} ms" for name, ms in medians.items()))


if __name__ == "__main__":
    main()
