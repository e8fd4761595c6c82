"""Sponsor reads inside longer words: where they begin and end, and what only looks like one."""

import pytest

from transcripts.documents import SectionKind
from transcripts.reading.episodes import Facts, assemble
from transcripts.reading.reads import reads_in
from transcripts.reading.turns import Break, PrintedTurn, Talk
from transcripts.tests.talks import kinds, talk, understood

READ = (
    "This episode is brought to you by Larderly. Larderly is the calendar for people who cook, and it knows "
    "what is in the cupboard. Listeners get the first month free. "
    "Go to larderly.example/tin to start your trial."
)
SECOND = (
    "Today's sponsor is Brimble. Brimble is the easiest tool for queues. Visit brimble.example/tin and sign "
    "up for a free account. That's brimble.example/tin."
)
BEFORE = "We talked for an hour about tin and what it costs."
AFTER = "Bob, welcome to the show. What is tin?"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (f"{BEFORE} {READ} {AFTER}", [READ]),
        (f"{READ} {AFTER}", [READ]),
        (f"{BEFORE} {READ}", [READ]),
        (f"{BEFORE} {READ} {SECOND} {AFTER}", [READ, SECOND]),
        (f"{BEFORE} {READ} Our thanks to Larderly. {AFTER}", [f"{READ} Our thanks to Larderly."]),
        (f"{BEFORE} {READ} Tin is older than that, as you know. {AFTER}", [READ]),
        (f"{BEFORE} {READ} Welcome to the show, Bob. You are at bob.example/tin.", [READ]),
        (BEFORE, []),
        (f"{BEFORE} This episode is brought to you by Larderly. {AFTER}", []),
        (
            f"{BEFORE} This episode is brought to you by Larderly and Brimble. Thank them. {AFTER}",
            [],
        ),
        (f"{BEFORE} We were sponsored by a mill. It went well. We have no money. {AFTER}", []),
        (f"{BEFORE} Go to larderly.example/tin for a free trial of Larderly. {AFTER}", []),
        ("so " * 200 + READ.replace(".", "").replace("larderlyexample", "larderly.example"), []),
    ],
)
def test_a_read_opens_as_only_paid_words_do_and_closes_with_a_call(text: str, reads: list[str]) -> None:
    assert [text[start:end] for start, end in reads_in(text)] == reads


@pytest.mark.parametrize(
    "opening",
    [
        "This podcast is sponsored by Larderly.",
        "Support for this show comes from Larderly.",
        "Let me tell you about our sponsor, Larderly.",
        "And now a word from our sponsor.",
        "Thanks to our friends at Larderly.",
        "Diese Folge wird präsentiert von Larderly.",
        "Cet épisode est sponsorisé par Larderly.",
        "Este episodio está patrocinado por Larderly.",
    ],
)
def test_openings_in_several_words_and_languages(opening: str) -> None:
    body = READ.split(". ", 1)[1]
    text = f"{BEFORE} {opening} {body} {AFTER}"
    assert [text[start:end] for start, end in reads_in(text)] == [f"{opening} {body}"]


def test_the_turn_is_cut_in_three_with_one_label_and_no_invented_times() -> None:
    episode = understood(
        ("Ada Byron", "0:00:10", f"{BEFORE} {READ} {AFTER}"), ("Bob Cole", "0:02:00", "A metal.")
    ).episode
    assert kinds(episode) == [
        ("intro", "We"),
        ("sponsor", "This"),
        ("interview", "Bob,"),
        ("interview", "A"),
    ]
    assert [turn.label for turn in episode.turns] == ["Ada Byron"] * 3 + ["Bob Cole"]
    assert [turn.start_ms for turn in episode.turns] == [10_000, None, None, 120_000]
    assert [turn.end_ms for turn in episode.turns] == [None, None, 120_000, None]
    assert [(str(s.kind), s.title) for s in episode.sections][1] == ("sponsor", "Larderly")
    assert {s.label: s.turns for s in episode.speakers} == {"Ada Byron": 3, "Bob Cole": 1}


def test_a_cue_at_the_cut_gives_its_time_and_stays_with_its_words() -> None:
    text = f"{BEFORE} {READ} {AFTER}"
    at, then = text.index("This episode"), text.index("Bob, welcome")
    turn = PrintedTurn(
        "Ada Byron", 1, None, [text], start_ms=0, cues=[(0, 0), (at, 5000), (at + 44, 7000), (then, 9000)]
    )
    first, read, rest = assemble(Talk(turns=[turn]), Facts()).episode.turns
    assert (first.cues, read.cues, rest.cues) == (((0, 0),), ((0, 5000), (44, 7000)), ((0, 9000),))
    assert (first.end_ms, read.start_ms, rest.start_ms) == (5000, 5000, 9000)


def test_paragraphs_keep_their_starts_in_their_parts() -> None:
    turn = PrintedTurn("Ada Byron", 1, None, [BEFORE, READ, AFTER, "Second thought."])
    first, read, rest = assemble(Talk(turns=[turn]), Facts()).episode.turns
    assert first.paragraph_starts == read.paragraph_starts == (0,)
    assert [rest.text[start:].split()[0] for start in rest.paragraph_starts] == ["Bob,", "Second"]


def test_lines_of_nobody_are_one_read_however_they_are_cut() -> None:
    lines = [("", f"0:00:{i:02d}", line) for i, line in enumerate([BEFORE, *READ.split(". "), AFTER])]
    lines = [(label, time, text if text.endswith((".", "?")) else f"{text}.") for label, time, text in lines]
    (section,) = [s for s in understood(*lines).episode.sections if s.kind is SectionKind.SPONSOR]
    assert (section.first_turn, section.last_turn, section.start_ms) == (1, 4, 1000)


def test_a_guest_is_never_cut() -> None:
    episode = understood(
        ("Ada Byron", "Welcome to Tin Hour. My guest is Bob Cole."),
        ("Bob Cole", f"Thanks for having me. {READ}"),
    ).episode
    assert [str(turn.section) for turn in episode.turns] == ["interview", "interview"]


def test_two_reads_in_a_row_are_two_sections_and_no_doubled_label() -> None:
    made = understood(("Ada Byron", f"{BEFORE} {READ} {SECOND} {AFTER}"), ("Bob Cole", "A metal."))
    sponsors = [s.title for s in made.episode.sections if s.kind is SectionKind.SPONSOR]
    assert sponsors == ["Larderly", "Brimble"] and made.problems == ()


def test_breaks_stand_before_the_same_words_after_a_cut() -> None:
    said = talk(("Ada Byron", f"{READ} {AFTER}"), ("Bob Cole", "A metal."), ("Ada Byron", "Why?"))
    said.breaks.append(Break(2, 9, title="Why Tin"))
    sections = assemble(said, Facts()).episode.sections
    assert [(s.title, s.first_turn) for s in sections if s.title] == [("Larderly", 0), ("Why Tin", 3)]
