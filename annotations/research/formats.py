"""Every format of research files that is read, told by its content. Pure."""

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from annotations.research import doccano, hypothesis, labelstudio, qdpx, snapshot, taguette, webannotation
from annotations.research.passages import ResearchFile, Unreadable

LONGEST = 5_000_000  # code points of a text, as of a transcript
TOO_LONG = "A text in this file has more than 5 million characters. Bring it in in parts."
# PostgreSQL keeps no NUL, and nobody half a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UNKEPT = "“{text}” has signs in it that no text has. Export the file anew."
ODD = "This looks like one of {title}, but is not as they are: {why}. Export it anew."
# What reading comes to where a file is made otherwise than its format.
BROKEN = (
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError),
    *(csv.Error, sqlite3.Error),
)
UNKNOWN = "osbiz does not know what made this file. It reads {titles}."


class Format(NamedTuple):
    """A format: what people call it, how it is recognised, and how it is read (content, name)."""

    title: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], ResearchFile]


ALL = (
    Format("REFI-QDA projects (.qdpx)", qdpx.is_project, qdpx.read),
    Format("our own snapshots (a zip of their NDJSON files)", snapshot.is_snapshot, snapshot.read),
    Format("Taguette projects (.sqlite3)", taguette.is_project, taguette.read),
    Format("Taguette highlights (.csv)", taguette.is_table, taguette.read_table),
    Format("W3C Web Annotations (JSON-LD)", webannotation.recognises, webannotation.read),
    Format("Hypothesis annotations (JSON)", hypothesis.recognises, hypothesis.read),
    Format("Label Studio tasks (JSON)", labelstudio.recognises, labelstudio.read),
    Format("doccano texts (JSONL)", doccano.recognises, doccano.read),
)


def titles() -> str:
    """The formats in one line."""
    return ", ".join(one.title for one in ALL)


def read(content: bytes, name: str) -> ResearchFile:
    """What a file holds, whatever made it. Raises Unreadable."""
    for one in ALL:
        try:
            if one.recognises(content):
                return storable(one.read(content, name))
        except Unreadable:
            raise
        except BROKEN as error:
            raise Unreadable(ODD.format(title=one.title, why=error)) from error
    raise Unreadable(UNKNOWN.format(titles=titles()))


def storable(file: ResearchFile) -> ResearchFile:
    """The file, where all its texts are ones that can be kept. Raises Unreadable."""
    for text in texts_in(file):
        if len(text) > LONGEST:
            raise Unreadable(TOO_LONG)
        if UNSTORABLE.search(text):
            raise Unreadable(UNKEPT.format(text=UNSTORABLE.sub("�", text[:60])))
    return file


def texts_in(value: Any) -> Iterator[str]:
    """Every text in what a file holds."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            found = getattr(value, field.name)
            if field.type is str and not isinstance(found, str):
                raise TypeError(f"{field.name} is {found!r} and no text")
            yield from texts_in(found)
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from texts_in(pair)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for one in value:
            yield from texts_in(one)
