"""What editors are told about a talk: where to look, in few words, and nothing where nothing is wrong."""

from datetime import date, timedelta

import pytest

from transcripts.documents import Problem, TranscriptStatus
from transcripts.reading.episodes import Assembled, Facts, assemble
from transcripts.reading.repetitions import repetitions
from transcripts.reading.restarts import restart_of
from transcripts.tests.talks import talk, understood

HELLO = ("Ada Byron", "0:00:01", "Welcome to the kitchen. My guest is Bob Cole.")
THANKS = ("Bob Cole", "0:00:09", "Thanks for having me.")


def codes(made: Assembled) -> list[str]:
    return [problem.code for problem in made.problems]


def only(made: Assembled) -> Problem:
    (problem,) = made.problems
    return problem


def spoken(minutes: range, first_line: int = 0) -> list[tuple[str, str, str]]:
    """A turn a minute, by two people in turn."""
    names = ("Ada Byron", "Bob Cole")
    return [
        (
            names[(first_line + place) % 2],
            f"{minute // 60}:{minute % 60:02d}:00",
            f"It was year number {minute}.",
        )
        for place, minute in enumerate(minutes)
    ]


def test_nothing_is_said_about_a_talk_without_oddities() -> None:
    assert understood(HELLO, THANKS, *spoken(range(1, 40))).problems == ()


def test_a_clock_that_starts_again_keeps_the_later_times_out() -> None:
    made = understood(*spoken(range(1, 31)), *spoken(range(40)))
    problem = only(made)
    assert (problem.code, problem.line) == ("clock-restart", 31) and problem.excerpt.startswith("[0:00:00]")
    starts = [turn.start_ms for turn in made.episode.turns]
    assert None not in starts[:30] and set(starts[30:]) == {None}


@pytest.mark.parametrize(
    ("minutes", "place"),
    [
        ([1, 2, 30, 0, 1, 2, 3, 4], 3),
        ([1, 2, 30, 0, 1, 2, 31, 32], None),
        ([1, 2, 30, 0, 1], None),
        ([1, 2, 3, 2, 3, 4, 5, 6], None),
        ([1, 2, 30, 20, 21, 22, 23, 24], None),
        ([None, 40, None, 0, None, 1, 1, 2, 3], 3),
        ([], None),
    ],
)
def test_only_a_new_start_for_good_is_a_restart(minutes: list[int | None], place: int | None) -> None:
    assert restart_of([None if m is None else m * 60_000 for m in minutes]) == place


LOOP = "I put it on the table. "


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([f"So it began. {LOOP * 6}And that was all."], [(0, 0, 6)]),
        (["So it began.", *[LOOP.strip()] * 6, "And that was all."], [(1, 6, 6)]),
        (["so on and on and over there again " * 8], [(0, 0, 8)]),
        ([f"So it began. {LOOP * 3}And that was all."], []),
        (["No, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no."], []),
        ([f"I said number {n} to the people in the hall." for n in range(50)], []),
        ([], []),
    ],
)
def test_what_is_said_again_and_again_is_reported(
    texts: list[str], found: list[tuple[int, int, int]]
) -> None:
    assert [(item.first, item.last, item.times) for item in repetitions(texts)] == found


def test_a_made_up_passage_has_its_line_and_its_words() -> None:
    problem = only(understood(HELLO, THANKS, ("Ada Byron", f"{LOOP * 9}Well.")))
    assert (problem.code, problem.line) == ("repeated-passage", 3) and "9 times" in problem.message
    assert problem.excerpt == LOOP.strip()


def test_a_label_of_two_people_is_reported_once() -> None:
    made = understood(HELLO, ("Ada and Bob", "0:00:05", "Tin."), THANKS, ("Ada and Bob", "0:00:15", "Tar."))
    assert [(p.code, p.line) for p in made.problems] == [("joint-label", 2)]
    assert [turn.speaker for turn in made.episode.turns if turn.label == "Ada and Bob"] == [None, None]


def test_a_label_that_stands_once_and_is_nearly_another_is_reported() -> None:
    turns = [("Theodora", "Why?"), ("Eve", "Tin.")] * 4
    made = understood(*turns, ("Theodore", "Why not?"))
    assert [(p.code, p.line) for p in made.problems] == [("rare-label", 9)]
    assert codes(understood(*turns, ("Thea", "Why not?"))) == []
    numbered = [("SPEAKER_01", "Why?"), ("SPEAKER_02", "Tin.")] * 4
    assert codes(understood(*numbered, ("SPEAKER_03", "Tar."))) == []


def test_no_kind_of_problem_floods_the_list() -> None:
    turns = [(label, f"It was year number {n}.") for n in range(30) for label in ("Ada Byron", "")]
    made = understood(*turns, ("Ada Byron", "And that was all."))
    assert codes(made) == ["unlabelled-passage"] * 6
    assert made.problems[-1].message.startswith("25 more")


def test_a_talk_without_labels_is_no_row_of_unlabelled_passages() -> None:
    assert understood(("", "Tin and tar."), ("", "Tar and tin.")).problems == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"duration_seconds": 40 * 60}, None),
        ({"duration_seconds": 39 * 60}, None),
        ({"duration_seconds": 90 * 60}, "truncated-transcript"),
        ({"duration_seconds": 20 * 60}, "contradicting-duration"),
        ({"title": "Episode 12: Tin", "number": 12}, None),
        ({"title": "Episode 12: Tin", "number": 13}, "contradicting-number"),
        ({"title": "Tin in 12 Hours", "number": 13}, None),
        ({"published_on": date.today()}, None),
        ({"published_on": date.today() + timedelta(days=30)}, "future-date"),
        ({"guests": ("Bob Cole",)}, None),
        ({"guests": ("Eve Lind",)}, "missing-guest"),
    ],
)
def test_facts_that_the_talk_contradicts(facts: dict[str, object], code: str | None) -> None:
    long = [
        (label, time, f"{text} {'And so it went on and on. ' * 3}".strip())
        for label, time, text in spoken(range(1, 41))
    ]
    made = understood(HELLO, THANKS, *long, **facts)
    assert codes(made) == ([code] if code else [])


def test_a_talk_that_ends_long_before_the_episode_is_truncated() -> None:
    made = understood(HELLO, *spoken(range(1, 20)), duration_seconds=3600)
    assert made.episode.status is TranscriptStatus.TRUNCATED and "1:00:00" in only(made).message


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("And that is all.", TranscriptStatus.COMPLETE),
        ("And that is all about the", TranscriptStatus.TRUNCATED),
        ("And so we go there and ...", TranscriptStatus.TRUNCATED),
        ("Bye", TranscriptStatus.COMPLETE),
        ("And what do you think happened after that?", TranscriptStatus.TRUNCATED),
        ("Right?", TranscriptStatus.COMPLETE),
        ("それで終わりです。", TranscriptStatus.COMPLETE),
    ],
)
def test_a_talk_that_breaks_off_is_truncated(last: str, status: TranscriptStatus) -> None:
    assert understood(HELLO, THANKS, ("Bob Cole", "0:01:00", last)).episode.status is status


def test_a_talk_without_full_stops_is_not_called_cut_off() -> None:
    words = "and so we went there and looked at the tin and it was good " * 40
    assert understood(("", words.strip())).episode.status is TranscriptStatus.COMPLETE


def test_a_day_that_the_talk_gives_is_taken_and_said_to_be_the_recording() -> None:
    said = ("Ada Byron", "This is Tin Hour, episode 12, recorded Wednesday, December 13th, 2023.")
    made = understood(said, THANKS)
    assert (made.episode.number, made.episode.published_on) == (12, date(2023, 12, 13))
    assert codes(made) == ["spoken-date"]
    told = assemble(talk(said), Facts(number=7, published_on=date(2024, 1, 1)))
    assert (told.episode.number, told.episode.published_on) == (7, date(2024, 1, 1)) and codes(told) == []


@pytest.mark.parametrize(
    "said",
    [
        "Transcribed on 3 July 2024.",
        "Copyright 3 July 2024.",
        "In episode 12 we spoke of tar.",
        "It's 2024.",
        "This is 12.",
    ],
)
def test_other_days_and_numbers_are_not_the_episodes(said: str) -> None:
    episode = understood(("Ada Byron", said), THANKS).episode
    assert (episode.number, episode.published_on) == (None, None)
