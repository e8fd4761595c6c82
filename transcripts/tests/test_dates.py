"""Dates as pages print them, in many languages and beside much else."""

from datetime import date

import pytest

from transcripts.reading import dates
from transcripts.tests.reading import only_episode

THE_DAY = date(2023, 4, 5)
TALK = "Ada Byron: Who pays for a bell these days?\n\nBob Cole: Everybody who hears it.\n\n" * 2


@pytest.mark.parametrize(
    "line",
    [
        "5 April 2023",
        "Air date: 5 April 2023",
        "First aired: 05.04.2023",
        "Date of recording: April 5th, 2023",
        "Diffusé le 5 avril 2023",
        "Fecha: 5 de abril de 2023",
        "Opublikowano: 5 kwietnia 2023",
        "Дата: 5 апреля 2023 г.",
        "2023年4月5日配信",
        "2023년 4월 5일",
    ],
)
def test_a_line_that_gives_a_date_is_read(line: str) -> None:
    found = dates.read_line(line)
    assert found and found.published_on == THE_DAY


@pytest.mark.parametrize(
    "line",
    [
        "April 5, 2023 • Ada Byron • Season 3 • Episode 31",
        "By Ada Byron, 5 April 2023",
        "Tin Hour | 2023-04-05 | 52 min",
        "Tin Hour – 5 April 2023",
    ],
)
def test_a_date_among_the_parts_of_a_line_is_read(line: str) -> None:
    found = dates.read_parts(line)
    assert found and found.published_on == THE_DAY


@pytest.mark.parametrize("line", ["We rang it on 5 April 2023 and again", "See you - in May", "5 April"])
def test_a_sentence_with_a_date_gives_none(line: str) -> None:
    assert dates.read_line(line) is None and dates.read_parts(line) is None


@pytest.mark.parametrize("line", ["Датум: 05.04.2023", "*Päivä: 2023-04-05*"])
def test_a_date_behind_a_word_of_any_language_is_no_turn(line: str) -> None:
    assert {turn.label for turn in only_episode(f"{line}\n\n{TALK}").turns} == {"Ada Byron", "Bob Cole"}


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("Bells\n\nApril 5, 2023 • Season 3 • Episode 31", 31),
        ("Bells\n\nAbout\n\nNotes\n\nS3 E31", 31),
        ("Bells – Puntata 31", 31),
        ("Звон. Выпуск 31", 31),
        ("第31回 鐘の音", 31),
        ("Bells\n\nOf tin\n\nFor all\n\nWe said in episode 31 that bells are dear, and so they are.", None),
    ],
)
def test_the_number_is_told_by_its_word_in_many_languages(above: str, number: int | None) -> None:
    assert only_episode(f"{above}\n\n{TALK}").number == number


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Bell call (2023-04-05 at 08:04 GMT-8) - Transcript\nAttendees\nAda Byron, Bob Cole", "Bell call"),
        ("tin_31_final.mp3", None),
    ],
)
def test_titles_are_no_file_names_and_hold_no_hour(above: str, title: str | None) -> None:
    assert only_episode(f"{above}\n\n{TALK}").title == title
