"""JSON as programs leave it: one value, one a line, one after the other, with NaN, or broken off.

What a download that broke off holds in whole objects is read; where it breaks off is reported.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from transcripts.documents import Problem, Severity

# Strings as a whole, brackets, and the quotation mark of a string that never ends.
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|"', re.DOTALL)
WHITE = re.compile(r"\s*")
CLOSING = {"{": "}", "[": "]"}
MAX_DEPTH = 50  # of objects that are read although what they are in never ends
CUT = "The JSON breaks off or is malformed at this line; what stands before it was read. Fetch it anew."


@dataclass(frozen=True)
class ReadJson:
    """The value of a document, None where it is no JSON, and what was wrong with it."""

    data: Any = None
    problems: tuple[Problem, ...] = ()


def read(text: str, lines: Sequence[str]) -> ReadJson:
    """The value of a document; several values are a list. NaN, which some programs write, is None."""
    try:
        return ReadJson(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        place = error.pos
    data = _one_a_line(lines) or _with_nan(text) or _in_a_row(text)
    return ReadJson(data) if data is not None else _up_to(text, place)


def _one_a_line(lines: Sequence[str]) -> list[Any] | None:
    """The values of a document with one on each line, None where most lines hold none."""
    filled = [line for line in lines if line and not line.isspace()]
    found: list[Any] = []
    for count, line in enumerate(filled, 1):
        if len(found) * 2 < count - 2:
            return None
        try:
            found.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            continue
    return found if len(found) > 1 and len(found) * 2 > len(filled) else None


def _with_nan(text: str) -> Any:
    if "NaN" not in text and "Infinity" not in text:
        return None
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _in_a_row(text: str) -> list[Any] | None:
    """Objects that follow each other with nothing but white space between them, None for anything else."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    place = len(text) - len(text.lstrip())
    try:
        while place < len(text):
            value, place = decoder.raw_decode(text, place)
            white = WHITE.match(text, place)
            place = white.end() if white else place
            if not isinstance(value, dict):
                return None
            found.append(value)
    except (ValueError, RecursionError):
        return None
    return found if len(found) > 1 else None


def _up_to(text: str, place: int) -> ReadJson:
    """All that is whole before the place of an error, what is still open there closed."""
    still_open: list[str] = []
    kept: tuple[int, str] | None = None
    for token in TOKEN.finditer(text, 0, place):
        sign = token.group()
        if sign in CLOSING:
            still_open.append(sign)
            if len(still_open) > MAX_DEPTH:
                return ReadJson()
        elif sign in CLOSING.values():
            if not still_open or CLOSING[still_open.pop()] != sign:
                return ReadJson()
            if sign == "}":
                kept = token.end(), "".join(CLOSING[one] for one in reversed(still_open))
        elif sign == '"':
            break
    if kept is None:
        return ReadJson()
    try:
        data = orjson.loads(text[: kept[0]] + kept[1])
    except orjson.JSONDecodeError:
        return ReadJson()
    line = text.count("\n", 0, kept[0]) + 1
    return ReadJson(data, (Problem(Severity.WARNING, "cut-json", CUT, line),))
