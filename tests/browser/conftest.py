"""Chromium against a live server: one browser a session, a window of their own for each person."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from conftest import miss
from transcripts.roles import Role

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine takes its time; nothing that comes sooner waits for it.
WAIT_MS = 20_000
expect.set_options(timeout=WAIT_MS)
SIZE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep an SQLite test database in a file: the server's threads cannot share one in memory."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {
            **database.get("TEST", {}),
            "NAME": tmp_path_factory.mktemp("db") / "test.sqlite3",
        }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        miss("Chromium is not installed: apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])
        yield chromium
        chromium.close()


@pytest.fixture
def groups(transactional_db: None) -> None:
    """The groups of the roles, which the emptying of tables after each of these tests takes away."""
    for role in Role:
        Group.objects.get_or_create(name=role)


Open = Callable[..., Page]


@pytest.fixture
def served_out(transactional_db: None) -> Iterator[None]:
    """Let the server finish what pages asked for as they were closed, before the tables are emptied."""
    underway = 0

    def begun(**_: Any) -> None:
        nonlocal underway
        underway += 1

    def ended(**_: Any) -> None:
        nonlocal underway
        underway -= 1

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    quiet = 0
    for _ in range(WAIT_MS // 10):
        time.sleep(0.01)
        quiet = quiet + 1 if underway <= 0 else 0
        if quiet == 5:  # what is on its way through the socket has arrived by now
            break
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@pytest.fixture
def open_window(browser: Browser, live_server: LiveServer, groups: None, served_out: None) -> Iterator[Open]:
    """Open a window of its own, for `user` signed in or for the public; options are Playwright's, such as
    `color_scheme="dark"`. The test fails in the end where a page broke its policy or threw an error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def begin(user: User | None = None, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **{"viewport": SIZE, **options})
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: faults.extend(breach(page, message)))
        return page

    yield begin
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def breach(page: Page, message: ConsoleMessage) -> list[str]:
    """What the browser says of a breach of the Content Security Policy, if this message does."""
    return [f"{page.url}: {message.text}"] if "Content Security Policy" in message.text else []


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Give a window the session of a signed-in user, without the form."""
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.fixture
def page(open_window: Open) -> Page:
    """A window of the public."""
    return open_window()


@pytest.fixture(scope="session")
def check_accessible() -> Callable[[Page], None]:
    """Fail where axe-core finds a serious or critical fault on the page as it stands."""
    return lambda page: check_faults(page, {"serious", "critical"})


@pytest.fixture(scope="session")
def check_without_fault() -> Callable[[Page], None]:
    """Fail where axe-core finds any fault on the page as it stands."""
    return lambda page: check_faults(page, {"minor", "moderate", "serious", "critical"})


def check_faults(page: Page, impacts: set[str]) -> None:
    """Fail where axe-core finds a fault of these impacts on the page, once it has arrived whole."""
    page.wait_for_load_state()
    found = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in impacts]
    assert not found, "\n".join(f"{page.url}: {words(fault)}" for fault in found)


def words(fault: dict[str, Any]) -> str:
    """One of axe's faults with the elements that have it."""
    targets = ", ".join(str(node["target"][0]) for node in fault["nodes"][:5])
    return f"{fault['id']} ({fault['impact']}): {fault['help']}. At {targets}"


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Save the whole page as a picture: into the folder SCREENSHOTS where it is set, else a temporary one."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take
