"""What each stretch of a talk is where nothing is printed to say so."""

import pytest

from transcripts.reading.highlights import cold_open
from transcripts.tests.talks import kinds, understood

LINE = "I melted it in my kitchen and then sold the whole of it to a stranger."
ANSWERS = [f"Then came year number {i}, in which we did other things with other people." for i in range(20)]


def conversation(*opening: tuple[str, str]) -> list[tuple[str, str]]:
    """An opening, then a host who asks and a guest who answers, the line among the answers."""
    turns = [
        ("Ada Byron", "Welcome to Tin Hour. My guest today is Bob Cole."),
        ("Bob Cole", "Glad to be here."),
    ]
    for place, answer in enumerate(ANSWERS):
        said = f"{answer} {LINE}" if place == 15 else answer
        turns += [("Ada Byron", f"What about the year {place}?"), ("Bob Cole", said)]
    return [*opening, *turns]


def test_lines_said_again_later_are_highlights_up_to_the_welcome() -> None:
    opening = (("Bob Cole", LINE), ("Ada Byron", ANSWERS[9]), ("Bob Cole", ANSWERS[12]))
    found = kinds(understood(*conversation(*opening)).episode)
    assert [kind for kind, _ in found[:5]] == [
        "highlights",
        "highlights",
        "highlights",
        "interview",
        "interview",
    ]
    assert {kind for kind, _ in found[3:]} == {"interview"}


@pytest.mark.parametrize(
    "opening",
    [
        (),
        (("Bob Cole", LINE),),
        (
            ("Bob Cole", "It was a cold day."),
            ("Ada Byron", "It was."),
            ("Bob Cole", "Very cold indeed, it was."),
        ),
        (("Bob Cole", LINE), ("Ada Byron", "Why on earth?"), ("Bob Cole", "It was cold.")),
    ],
)
def test_a_talk_that_begins_with_itself_has_no_highlights(opening: tuple[tuple[str, str], ...]) -> None:
    assert "highlights" not in {kind for kind, _ in kinds(understood(*conversation(*opening)).episode)}


def test_a_short_talk_that_repeats_itself_has_no_cold_open() -> None:
    assert cold_open([LINE] * 11, 5) == 0 and cold_open([LINE] * 40, 1) == 0


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("A quick announcement: tickets for our live show are on sale.", "announcement"),
        ("Before we start, sign up for the newsletter, it is worth it.", "announcement"),
        ("Before we start, tell me about the tin.", "intro"),
        ("We have a newsletter and a survey about tin.", "intro"),
    ],
)
def test_news_of_the_house_before_the_guest_speaks_are_announcements(said: str, kind: str) -> None:
    found = kinds(understood(("Ada Byron", said), *conversation()).episode)
    assert found[0][0] == kind


@pytest.mark.parametrize("label", ["Ada Byron", "Bob Cole"])
def test_nobody_announces_anything_in_the_conversation(label: str) -> None:
    talk = conversation()
    talk.insert(4, (label, "A quick announcement: tickets for our live show are on sale."))
    assert "announcement" not in {kind for kind, _ in kinds(understood(*talk).episode)}
