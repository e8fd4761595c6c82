"""Tables: which column is what in several languages, and what is a talk, several, or a catalogue."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts import parsing
from transcripts.tests.reading import codes, only_episode, read_text, spoken

SPOKEN = [("Ada", "We sold it, twice."), ("Bo", "Why?")]


@pytest.mark.parametrize(
    "table",
    [
        'speaker,start,end,text\nAda,1,2.5,"We sold it, twice."\nBo,3,4,Why?\n',
        "start_ms;end_ms;Sprecherin;Wortlaut\n1000;2500;Ada;We sold it, twice.\n3000;4000;Bo;Why?\n",
        "Fin\tDébut\tLocuteur\tTexte\n0:02.5\t0:01\tAda\tWe sold it, twice.\n0:04\t0:03\tBo\tWhy?\n",
        '"Hablante"|"Texto"|"Inicio"|"Final"\n"Ada:"|"We sold it, twice."|"0:00:01,000"|"0:00:02,500"\n'
        "Bo|Why?|00:00:03|00:00:04\n",
        "Start Time (s),End Time (s),Speaker Name,Words\n1.0,2.5,Ada,We sold it, twice.\n3.0,4.0,Bo,Why?\n",
        ',Timespan,Content,Speaker\n1,0:00:01.0 - 0:00:02.5,"We sold it, twice.",Ada\n'
        "2,0:00:03.0 - 0:00:04.0,Why?,Bo\n",
        'word,start,end,speaker\nWe,1,1.5,Ada\nsold,1.5,2,Ada\n"it,",2,2.2,Ada\ntwice.,2.2,2.5,Ada\nWhy?,3,4,Bo\n',
    ],
)
def test_columns_are_found_by_their_names_in_any_order_and_language(table: str) -> None:
    episode = only_episode(table)
    assert spoken(episode) == SPOKEN
    assert [(turn.start_ms, turn.end_ms) for turn in episode.turns] == [(1000, 2500), (3000, 4000)]


def test_a_row_without_a_speaker_goes_on_and_stage_directions_are_no_speech() -> None:
    rows = [
        ",(They sit down.)",
        'Ada,"It rained.\n\nFor days."',
        ",And then it snowed.",
        "Bo,[pause] I know.",
    ]
    table = "\n".join(["who,words", *rows])
    episode = only_episode(table)
    assert spoken(episode) == [("Ada", "It rained. For days. And then it snowed."), ("Bo", "[pause] I know.")]
    assert [turn.line for turn in episode.turns] == [3, 7]


def test_a_table_of_several_episodes_is_told_apart_by_its_column() -> None:
    rows = [
        f"{number},{who},{text}"
        for number in (7, 8)
        for who, text in (("Ada", "Hello again."), ("Bo", "Hello."), ("Ada", "So?"))
    ]
    episodes = read_text("\n".join(["episode,speaker,text", *rows])).episodes
    assert [(episode.number, len(episode.turns)) for episode in episodes] == [(7, 3), (8, 3)]


def test_numbers_of_rows_are_no_episodes() -> None:
    rows = [f"{number},{'Ada' if number % 2 else 'Bo'},Line {number}." for number in range(1, 9)]
    assert len(only_episode("\n".join(["no,speaker,text", *rows])).turns) == 8


def test_a_catalogue_gives_its_rows_as_episodes_without_turns() -> None:
    table = (
        'Folge;Titel;Datum;Gäste\n3;Teer;2020-01-02;Ada Sol, Bo Kern\n4;Zinn;"3. Februar 2020";\n;Pause;;\n'
    )
    first, second = read_text(table).episodes
    assert (first.number, first.title, str(first.published_on), first.guests) == (
        3,
        "Teer",
        "2020-01-02",
        ("Ada Sol", "Bo Kern"),
    )
    assert (second.number, second.title, second.turns) == (4, "Zinn", ())


def test_tables_without_a_header_are_known_by_what_their_columns_hold() -> None:
    rows = [
        "0:01\tAda\tWe sold it, and left.",
        "0:04\tBo\tWhy did you do that?",
        "0:06\tAda\tIt was cold.",
        "0:08\tBo\tI see.",
    ]
    assert spoken(only_episode("\n".join(rows)))[1] == ("Bo", "Why did you do that?")


def test_seconds_without_a_header_are_numbers_that_rise() -> None:
    rows = [
        "1.5,3,Ada,We sold it and left.",
        "4,5.25,Bo,Why did you do that?",
        "6.1,7,Ada,It was cold.",
        "8,9.5,Bo,I see what you mean.",
    ]
    assert [turn.start_ms for turn in only_episode("\n".join(rows)).turns] == [1500, 4000, 6100, 8000]


def test_numbered_rows_between_tabs_are_no_whisper() -> None:
    rows = [("Ada", "Who pays for a bell these days?"), ("Bob", "Everybody who hears it.")] * 3
    table = "no\twhen\twho\twhat\n" + "".join(
        f"{n}\t{n * 4}\t{who}\t{what}\n" for n, (who, what) in enumerate(rows, 1)
    )
    episode = only_episode(table)
    assert spoken(episode) == rows and episode.turns[-1].start_ms == 24_000


def test_prose_with_commas_is_no_table() -> None:
    prose = "It rained, and we left.\nHe said, and I agree, that it was so.\nSo, we went.\nAll, no, minded.\n"
    assert parsing.parse(prose.encode()).format != "csv-turns"


def test_a_quotation_mark_that_is_never_closed_is_reported_with_its_line() -> None:
    table = 'speaker,text\nAda,Hello there.\nBo,"Never closed.\n' + "Ada,And so on.\n" * 60
    document = read_text(table)
    assert ("broken-table", 3) in [(problem.code, problem.line) for problem in document.problems]
    assert "broken-table" in codes(document)


@given(st.text(alphabet='ab,;\t|"\n:10', max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_table_raises(text: str) -> None:
    parsing.parse(("speaker,text\n" + text).encode(), as_format="csv-turns")


@pytest.mark.parametrize("unit", ['"', ",", 'Ada,"x', "Ada,Hi there.\n", "a,b,c\n", "\n,", '""'])
def test_half_a_megabyte_of_any_table_does_not_hang(unit: str) -> None:
    started = time.process_time()
    parsing.parse(("speaker,text\n" + unit * (500_000 // len(unit))).encode())
    assert time.process_time() - started < 10
