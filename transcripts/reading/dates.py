"""Dates and durations as pages print them, in the languages that podcast pages come in.

Only forms with one reading count: 3/7/2024 may be March or July and stays unread.
"""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    "jan": 1, "ene": 1, "gen": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrt": 3, "mrz": 3, "apr":
    4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "maj": 5, "mei": 5, "mag": 5, "jun": 6, "juin": 6, "giu": 6,
    "jul": 7, "juil": 7, "lug": 7, "aug": 8, "aoû": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10,
    "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "des": 12, "déc": 12, "dic": 12,
    "sty": 1, "lut": 2, "kwi": 4, "cze": 6, "lip": 7, "sie": 8, "wrz": 9, "paź": 10, "lis": 11, "gru": 12,
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9,
    "окт": 10, "ноя": 11, "дек": 12,
}  # fmt: skip
MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|"
    r"mittwoch|sonnabend|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|"
    r"sábado|domingo|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica"
)
SAID_BEFORE = (
    r"(?:first |originally |last )?(?:published|posted|released?|aired|air|broadcast|recorded|recording|date|"
    r"publiziert|veröffentlicht|erschienen|gesendet|sendung|datum|publiée?|diffusée?|mise? en ligne|"
    r"enregistrée?|publicad[oa]|emitid[oa]|fecha|pubblicat[oa]|data|gepubliceerd|publicerad|publiceret|"
    r"publisert|udgivet|opublikowano|nagrano|дата|опубликовано|эфир|выпуск)"
    r"(?: date| of \w{4,12}| d[ei] \w{4,14}| publikacji| выхода| публикации)?"
    r"(?: on| am| vom| le| el| il| op| den| dnia| от)?"
)
LEAD = (
    rf"(?:{SAID_BEFORE}\s*[:：]?\s+)?"
    rf"(?:(?:[^\W\d_]{{2,9}}\.?,|(?:{WEEKDAYS})\.?)\s+(?:the\s+)?)?"
)
YEAR = r"(?P<year>(?:19|20)\d{2})"
DATES = (
    re.compile(
        rf"{LEAD}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+|d['’]|of\s+)?{MONTH},?\s+(?:de\s+)?{YEAR}",
        re.IGNORECASE,
    ),
    re.compile(rf"{LEAD}{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}", re.IGNORECASE),
    re.compile(rf"{LEAD}{YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})", re.IGNORECASE),
    re.compile(rf"{LEAD}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{YEAR}", re.IGNORECASE),
    re.compile(rf"{LEAD}{YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일号]"),
)
# What some languages put behind a year, or behind a day.
AFTER_YEAR = re.compile(
    r"\s?(?:г\.|года|roku|配信|公開|放送|収録|更新|发布|發布|播出|공개)[.\s]*", re.IGNORECASE
)
PARTS = re.compile(r"\s*[•·|]\s*|\s+[–—-]\s+")
BYLINE = re.compile(r"(?:by|von|par|por|di|av|af|door)\s[^,\d]{3,60},\s(?P<date>.+)", re.IGNORECASE)
PARTS_WIDTH = 140
SEPARATOR = r"\s*[•·|,–—\-]?\s*"
HOURS = r"(?:h(?:ours?|rs?|r)?|t(?:imer?)?|std\.?|uur|ore?)"
MINUTES = r"(?:m(?:in(?:utes?|uten|utter|uti|uter)?)?\.?)"
DURATION = re.compile(
    rf"(?:(?P<h>\d{{1,2}})\s?{HOURS}\s?)?(?:(?P<m>\d{{1,3}})\s?{MINUTES}\s?)?(?:(?P<s>\d{{1,2}})\s?s(?:ec)?\.?)?|"
    r"(?:(?P<ch>\d{1,2}):)?(?P<cm>\d{1,2}):(?P<cs>\d{2})",
    re.IGNORECASE,
)
# The time of a day, which is no duration: "3:12PM", "19:00 ET", "10:02 GMT+2".
TIME_OF_DAY = re.compile(
    r"(?:at\s+|T)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?(?:\s[a-z]{2,4}\b)?|\s?(?:[a-z]{1,4}T|UTC|ET|PT|CT)"
    r"(?:[+-]\d{1,2}(?::?\d{2})?)?\b|\s?Uhr\b|\s?[+-]\d{2}:?\d{2}\b|(?<=:\d{2}:\d{2})Z)",
    re.IGNORECASE,
)
MAX_LINE = 60


@dataclass(frozen=True, slots=True)
class Dated:
    """A line that gives a date, with the episode's duration where it is printed beside it."""

    published_on: date
    duration_seconds: int | None = None


def read_line(line: str) -> Dated | None:
    """What a line says that holds nothing but a date, perhaps a time of that day and a duration, even run
    together ("31 Jul 202444min").
    """
    if not (6 <= len(line) <= MAX_LINE) or not any(character.isdigit() for character in line):
        return None
    for pattern in DATES:
        match = pattern.match(line)
        day = match and _date(match["year"], match["month"], match["day"])
        if match and day:
            behind = AFTER_YEAR.match(line, match.end())
            rest = re.sub(rf"^{SEPARATOR}", "", line[behind.end() if behind else match.end() :]).rstrip()
            if of_day := TIME_OF_DAY.match(rest):
                rest = re.sub(rf"^{SEPARATOR}", "", rest[of_day.end() :])
            seconds = duration(rest)
            if rest and seconds is None:
                return None
            return Dated(day, seconds)
    return None


def read_parts(line: str) -> Dated | None:
    """What a line says of which one of several parts is a date: "14 May 2024 • Season 3 • Episode 31"."""
    if len(line) > PARTS_WIDTH:
        return None
    byline = BYLINE.fullmatch(line)
    parts = (byline["date"],) if byline else PARTS.split(line)
    return next((found for part in parts if (found := read_line(part.strip()))), None)


def date_at(text: str) -> date | None:
    """The date that a text begins with, None where it begins with anything else."""
    matches = (pattern.match(text) for pattern in DATES)
    return next(
        (day for match in matches if match and (day := _date(match["year"], match["month"], match["day"]))),
        None,
    )


def duration(text: str) -> int | None:
    """Seconds of "44min", "1 h 5 min", "1:02:33" and the like; None for anything else."""
    match = DURATION.fullmatch(text) if text else None
    if match is None:
        return None
    if match["cm"]:
        return int(match["ch"] or 0) * 3600 + int(match["cm"]) * 60 + int(match["cs"])
    return int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"] or 0) or None


def _date(year: str, month: str, day: str) -> date | None:
    name = month.lower()
    number = int(month) if month.isdigit() else MONTHS.get(name[:4]) or MONTHS.get(name[:3])
    try:
        return date(int(year), number or 0, int(day))
    except ValueError:
        return None
