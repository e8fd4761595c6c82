"""Sharing in a real browser: a link to selected words lands on them without a script, and a quote's frame
stands in another site's page."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotations.tests import factories as make
from transcripts.models import Episode

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
FIRST = "🎉 Cafe\u0301 owners asked us first. We changed the licence in March, and it hurt us badly."
SECOND = "Revenue doubled within a year. Nobody had expected that."

Open = Callable[..., Page]


@pytest.fixture
def episode(groups: None) -> Episode:
    return make.episode(texts=[FIRST, SECOND], podcast=make.podcast("Open Hour", rights=2), visibility=2)


SELECT = """([from, to]) => {
    const at = (words) => {
        const walker = document.createTreeWalker(document.querySelector(".transcript"), NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); ) {
            const place = node.data.indexOf(words);
            if (place >= 0) return [node, place];
        }
    };
    const [first, start] = at(from), [last, end] = at(to);
    getSelection().setBaseAndExtent(first, start, last, end + to.length);
}"""


def test_selected_words_have_a_link_that_needs_no_script(
    open_window: Open, episode: Episode, screenshot: Callable[[Page, str], Path]
) -> None:
    page = open_window()
    page.goto(episode.get_absolute_url())
    page.evaluate(SELECT, ["We changed", "Revenue doubled"])
    link = page.get_by_role("link", name="Link to this passage")
    expect(link).to_be_visible()
    address = link.get_attribute("href")
    start = FIRST.index("We changed")
    end = len(FIRST) + 1 + len("Revenue doubled")
    assert address == f"{episode.get_absolute_url()}passage/1/{start}-{end}/"
    for scheme, size in (("light", None), ("dark", PHONE)):
        options = {"viewport": size} if size else {}
        other = open_window(java_script_enabled=False, color_scheme=scheme, **options)
        other.goto(address)
        marks = other.locator("mark")
        expect(marks).to_have_text([FIRST[start:], "Revenue doubled"])
        expect(marks.first).to_be_in_viewport()
        screenshot(other, f"passage-{scheme}")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Another site, of another origin: its folder's pages."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_quote_stands_in_another_sites_page(
    open_window: Open,
    episode: Episode,
    live_server: LiveServer,
    elsewhere: str,
    tmp_path: Path,
    check_without_fault: Callable[[Page], None],
    screenshot: Callable[[Page, str], Path],
) -> None:
    quote = make.published("Revenue doubled within a year.", turn=make.turn(episode, 1)).quote
    page = open_window()
    page.goto(quote.get_absolute_url())
    screenshot(page, "quote")
    frame = page.locator("#embed-html").inner_text()
    begin = '<!doctype html><html lang="en"><title>A blog</title><main><h1>A blog</h1>'
    (tmp_path / "blog.html").write_text(f"{begin}{frame}</main>", encoding="utf-8")
    whole = (
        f'{begin}<iframe src="{live_server.url}{quote.get_absolute_url()}" title="All of it"></iframe></main>'
    )
    (tmp_path / "whole.html").write_text(whole, encoding="utf-8")
    for scheme in ("light", "dark"):
        other = open_window(java_script_enabled=False, color_scheme=scheme)
        other.goto(f"{elsewhere}/blog.html")
        inner = other.frame_locator("iframe")
        expect(inner.get_by_text("“Revenue doubled within a year.”")).to_be_visible()
        assert inner.locator("html").evaluate("page => page.scrollHeight <= innerHeight")
        screenshot(other, f"embed-{scheme}")
    alone = open_window()
    alone.goto(f"{quote.get_absolute_url()}embed/")
    check_without_fault(alone)
    refused = open_window().context.new_page()
    refused.goto(f"{elsewhere}/whole.html")
    expect(refused.frame_locator("iframe").get_by_text("Revenue doubled")).to_have_count(0)
