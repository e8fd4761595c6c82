"""Places in texts with characters of every kind are the same ones in JavaScript and in Python."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.tests import factories as make
from tests.browser.test_correcting import edit, episode, saved, words
from tests.browser.test_desk import open_desk, press, topics

__all__ = ["episode", "topics"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("topics")]
Open = Callable[..., Page]
NASTY = [
    ("", ""),
    ("plain words here", "plain word here"),
    ("We said 👩‍🚀 fly, 𝒇𝒂𝒔𝒕. Then Enjoy came.", "We said 👩‍🚀 fly, 𝒇𝒂𝒔𝒕. Then Envoy came."),
    ("cafe\u0301 au lait", "café au lait"),
    ("e\u0301e\u0301e\u0301 x", "e\u0301ee\u0301 x"),
    ("👍🏽 👍 👍🏿 yes", "👍🏽 👍🏿 yes"),
    ("🇵🇹🇩🇪 flags", "🇩🇪 flags"),
    ("𠮷野家 and 吉野家", "吉野家 and 𠮷野家"),
    ("a\u200db\u200cc\ufe0f d", "a\u200db c\ufe0f d"),
    ("no\u00a0break and\u2028line", "no break and\u2028line two"),
    ("שלום 𝔘𝔫𝔦 עולם", "שלום 𝔘𝔫𝔦𝔠 עולם"),
    ("x" * 50 + "🎉" * 50, "x" * 49 + "🎉" * 51),
    ("one two one two one", "one one two two one"),
    ("Ａ\u030a\u0323z 🜁", "🜁 Ａ\u0323\u030az"),
    ("🎉", ""),
    ("", "🎉 e\u0301"),
]


@pytest.mark.parametrize(("before", "after"), NASTY, ids=[f"pair-{n}" for n in range(len(NASTY))])
def test_javascript_and_python_count_the_same_places(open_window: Open, before: str, after: str) -> None:
    page = open_window()
    page.goto("/")
    edits, back, places = page.evaluate(
        """async ([before, after]) => {
            const { changed, changes, countedChanges } = await import("/static/desk/changes.js");
            const { codePoints, utf16 } = await import("/static/desk/offsets.js");
            const points = [...before].map((_, at) => at).concat([...before].length);
            return [
                countedChanges(before, after), changed(before, changes(before, after)),
                points.map((at) => [utf16(before, at), codePoints(before, utf16(before, at))]),
            ];
        }""",
        [before, after],
    )
    assert back == after
    assert applied(before, edits) == after
    assert places == [
        [len(before[:at].encode("utf-16-le")) // 2, at] for at in range(len(before) + 1)
    ]  # fmt: skip


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with edits made whose places Python counts."""
    for one in reversed(edits):
        text = text[: one["start"]] + one["text"] + text[one["end"] :]
    return text


@pytest.mark.parametrize("text", [pair[0] for pair in NASTY[2:11]], ids=[f"text-{n}" for n in range(2, 11)])
def test_words_after_nasty_characters_are_corrected_where_they_stand(
    open_window: Open, groups: None, text: str
) -> None:
    episode = make.episode(texts=["👍 yes.", f"{text} Zebra it. {text}"])
    page = open_desk(open_window(make.editor()), episode)
    stored = " ".join(words(episode)[1].split())
    edit(page, 1, "Zebra", "𝒩-voy")
    saved(page, 2)
    assert words(episode)[1] == stored.replace("Zebra", "𝒩-voy")
    press(page, "Control+Shift+H")
    form = page.get_by_role("form", name="Find and replace")
    form.get_by_label("The text says").fill("it")
    expect(form.locator(".hits mark")).to_have_text(["it"])
    form.get_by_label("What was said").fill("them")
    form.get_by_role("button", name="Replace 1 of 1").click()
    saved(page, 3)
    assert words(episode)[1] == stored.replace("Zebra it", "𝒩-voy them")
