"""Lines whose opening only the document around them tells: titles, names in lower case, misprinted colons."""

import re
from collections import Counter
from collections.abc import Sequence

from transcripts.reading import dates
from transcripts.reading.labelroles import role_of
from transcripts.reading.labels import LABEL_WIDTH, is_name
from transcripts.reading.openings import Form, Opening, Readings
from transcripts.reading.timecodes import CLOCK

# What somebody calls themselves in a chat, or a name in lower case.
HANDLE = re.compile(
    rf"[\s*_]{{0,3}}(?:(?:[\[(]\s?)?(?P<time>{CLOCK})(?:\s?[\])])?[\s\-–—*_]{{1,5}})?(?P<open>[\[<])?@?"
    r"(?P<label>[a-zà-öø-ÿ][\w.\-]{1,24}(?: [a-zà-öø-ÿ][\w.'’\-]{0,24}){0,2})"
    r"(?(open)[\]>])[*_]{0,3}\s?[:：][*_]{0,3}(?:\s+|$|(?=[^\W\d_a-z]))"
)
TITLE_WORDS = 14
HEADER_LINES = 60


def put_right(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Put right what the lines, one by one, were read as; `found` and `readings` are changed."""
    _read_dates(lines, found, readings)
    _read_titles(lines, found, readings)
    _read_handles(lines, found, readings)
    _read_misprints(lines, found, readings)


def _read_dates(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Take lines that give a date ("Datum: 3 May 2024") for what they are, in whatever language."""
    for place, opening in enumerate(found[:HEADER_LINES]):
        if opening is not None and opening.form is Form.COLON and dates.read_line(opening.text.strip("*_ ")):
            found[place] = readings[lines[place]] = None


def _read_titles(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Take titles with a colon in them ("# Ledgers: Who Pays") for what they are: lines above the turns, or
    rare headings, whose words before the colon are no label of any other line.
    """
    first = next(
        (place for place, opening in enumerate(found) if opening and opening.form is Form.COLON), None
    )
    if first is None:
        return
    colons = [place for place, opening in enumerate(found) if opening and opening.form is Form.COLON]
    hashed = [place for place in colons if lines[place][0] == "#"]
    if 4 * len(hashed) > len(colons) or len(colons) < 3:
        hashed = []
    top = [first] if first < 2 and _is_title(found[first]) else []
    labels = Counter(opening.label for opening in found if opening)
    for place in {*hashed, *top}:
        opening = found[place]
        if opening is not None and labels[opening.label] == 1 and role_of(opening.label) is None:
            found[place] = readings[lines[place]] = None


def _is_title(opening: Opening | None) -> bool:
    """Whether what stands behind a colon is no sentence."""
    text = opening.text.rstrip('*_ "”’)') if opening else ""
    return bool(text) and text[0].isupper() and text[-1].isalnum() and text.count(" ") < TITLE_WORDS


def _read_handles(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Read the lines that begin with a name in lower case, where such names come back all along, or are
    printed with a capital elsewhere.
    """
    handled: dict[int, re.Match[str]] = {}
    for place, opening in enumerate(found):
        if opening is None or opening.form in (Form.TIME, Form.DASH):
            head = lines[place][:80]
            if (":" in head or "：" in head) and (match := HANDLE.match(head)):
                handled[place] = match
    if not handled:
        return
    printed = {opening.label.casefold(): opening.label for opening in found if opening and opening.label}
    counts = Counter(match["label"] for match in handled.values())
    again = {label for label, count in counts.items() if count > 2 and " " not in label and is_name(label)}
    texts = [lines[place][match.end() :] for place, match in handled.items() if match["label"] in again]
    ends = sum(text.rstrip('*_ "”’)').endswith((".", "?", "!", "…")) for text in texts)
    if len(again) < 2 or 5 * len(texts) < 2 * len(lines) or 2 * ends < len(texts):
        again = set()
    for place, match in handled.items():
        label, line = match["label"], lines[place]
        if label in again or label in printed:
            form = Form.TIME_COLON if match["time"] else Form.COLON
            text, name = line[match.end() :], label if label in again else printed[label]
            found[place] = readings[line] = Opening(form, name, match["time"], text, set_off=True)


def _read_misprints(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Read a semicolon behind a label as the colon that it stands for."""
    places = [
        place for place, opening in enumerate(found) if opening is None and ";" in lines[place][:LABEL_WIDTH]
    ]
    if not places:
        return
    counts = Counter(opening.label for opening in found if opening and opening.form is Form.COLON)
    again = {label for label, count in counts.items() if count > 2}
    for place in places:
        line = lines[place]
        label, _, text = line.partition(";")
        if label.strip("*_ ") in again and text[:1] in (" ", "*"):
            label, text = label.strip("*_ "), text.lstrip("*_ ")
            found[place] = readings[line] = Opening(Form.COLON, label, None, text, set_off=True)
