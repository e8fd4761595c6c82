"""What the name of a file says, and what it only seems to say."""

from datetime import date

import pytest

from transcripts import parsing
from transcripts.reading.filenames import read

TALK = (
    "Ada Byron: Welcome to the tin.\n\nBob Cole: Thanks for having me.\n\nAda Byron: So?\n\nBob Cole: Tin.\n"
)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("34-tin-and-tar.txt", 34),
        ("034 - Tin and Tar.srt", 34),
        ("Tin Hour Episode 12.vtt", 12),
        ("ep12.txt", 12),
        ("tin-ep-7-tar.txt", 7),
        ("s02e46-tin.srt", 46),
        ("S2 E5 Tin.srt", 5),
        ("folge_9.txt", 9),
        ("300.html", 300),
        ("#41 Tin.md", 41),
        ("tin-hour-761.txt", 761),
        ("tin__hour__003-tar.txt", 3),
        ("2023-10-10-ep4.txt", 4),
        ("C:\\talks\\17_tin.docx", 17),
        ("2230-tin.de.srt", 2230),
        ("000_tin.txt", None),
        ("004_f76e813f8c75f334.txt", None),
        ("2023-tin.txt", None),
        ("tin-1080.mp4.srt", None),
        ("tin-2021-10.xml", None),
        ("tin-part-02.txt", None),
        ("tin-v12.txt", None),
        ("bonus-15.md", None),
        ("1-1.srt", None),
        ("3 questions for Ada.txt", None),
        ("talk007.xml", None),
        ("tin-0101-26102015.docx", None),
        ("04-jan-tin.txt", None),
        ("tin.txt", None),
        ("", None),
    ],
)
def test_numbers(name: str, number: int | None) -> None:
    assert read(name).number == number


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2023-10-10-tin.txt", date(2023, 10, 10)),
        ("tin-2023_03_17.html", date(2023, 3, 17)),
        ("20250228-tin.srt", date(2025, 2, 28)),
        ("tin-26102015.docx", date(2015, 10, 26)),
        ("tin 03.07.2024.txt", date(2024, 7, 3)),
        ("tin-10-26-2015.txt", date(2015, 10, 26)),
        ("tin-03-07-2024.txt", None),
        ("20251350.txt", None),
        ("1202502281.txt", None),
        ("2021-10.xml", None),
    ],
)
def test_dates_have_one_reading(name: str, day: date | None) -> None:
    assert read(name).published_on == day


@pytest.mark.parametrize(
    ("name", "language"),
    [("tin.de.srt", "de"), ("tin.pt-br.vtt", "pt"), ("tin.hd.srt", None), ("de.srt", None)],
)
def test_languages_stand_between_dots(name: str, language: str | None) -> None:
    assert read(name).language == language


def test_a_name_only_completes_what_the_document_does_not_say() -> None:
    silent = parsing.parse(TALK.encode(), "34-tin-2023-10-10.txt").episodes[0]
    assert (silent.number, silent.published_on) == (34, date(2023, 10, 10))
    page = f"Episode 7: Tin and Tar\n\nPublished 3 July 2024\n\nTranscript\n\n{TALK}"
    told = parsing.parse(page.encode(), "34-tin-2023-10-10.txt").episodes[0]
    assert (told.number, told.published_on) == (7, date(2024, 7, 3))


def test_a_file_of_several_episodes_names_none_of_them() -> None:
    pages = "\n\n".join(f"Episode {n}: Tin and Tar with Ada Byron\n\n{TALK}" for n in (1, 2))
    episodes = parsing.parse(pages.encode(), "2023-10-10-tin.txt").episodes
    assert [(e.number, e.published_on) for e in episodes] == [(1, None), (2, None)]
