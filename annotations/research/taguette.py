"""Taguette: its project files (.sqlite3) and its highlights as CSV. https://www.taguette.org

A place is counted in bytes of UTF-8 in the text of a page, without its tags. Pure.
"""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from io import StringIO

from annotations.research.counting import Places, clean, utf8
from annotations.research.passages import Code, Document, Passage, ResearchFile, Unreadable

PROGRAM = "Taguette"
SIGNATURE = b"SQLite format 3\x00"
TABLES = {"documents", "highlights", "tags", "highlight_tags"}
COLUMNS = ["id", "document", "tag", "content"]
# Steps of SQLite's machine, after which a file is no project of highlights.
MOST_STEPS = 500_000_000
MOST_TEXT = 64 * 1024 * 1024  # bytes of one value
STEPS_AT_ONCE = 1_000_000

NOT_READABLE = "This is no Taguette project that can be read: {why}. Export the project anew."
NO_WORDS = "“{name}”: a highlight ends where its text does not reach, and was left out."


def is_project(content: bytes) -> bool:
    """Whether this is a database with Taguette's tables."""
    if not content.startswith(SIGNATURE):
        return False
    try:
        with closing(opened(content)) as base:
            return tables(base) >= TABLES
    except sqlite3.Error:
        return False


def opened(content: bytes) -> sqlite3.Connection:
    """The database, in memory, to be read alone."""
    base = sqlite3.connect(":memory:")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TEXT)
    base.deserialize(content)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA query_only = ON")
    left = iter(range(MOST_STEPS // STEPS_AT_ONCE))
    base.set_progress_handler(lambda: next(left, None) is None, STEPS_AT_ONCE)
    return base


def tables(base: sqlite3.Connection) -> set[str]:
    """Its tables; what looks like one and is a view is none."""
    return {name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def read(content: bytes, name: str) -> ResearchFile:
    """The highlights of a project. Raises Unreadable."""
    try:
        with closing(opened(content)) as base:
            return project(base)
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise Unreadable(NOT_READABLE.format(why=error)) from error


def project(base: sqlite3.Connection) -> ResearchFile:
    """The documents and their highlights."""
    tags: dict[int, list[Code]] = {}
    for highlight, path in base.execute(
        "SELECT highlight_id, path FROM highlight_tags JOIN tags ON tags.id = tag_id ORDER BY path"
    ):
        tags.setdefault(highlight, []).append(Code(path))
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    left_out: list[str] = []
    for key, name, contents in base.execute(
        "SELECT id, name, contents FROM documents ORDER BY id"
    ).fetchall():
        raw = text_of(contents)
        text, places = clean(raw), Places(raw, utf8)
        documents[str(key)] = Document(name, text)
        for pk, start, end in base.execute(
            "SELECT id, start_offset, end_offset FROM highlights WHERE document_id = ? "
            "ORDER BY start_offset, id",
            [key],
        ):
            first, last = places(start), places(end)
            if first >= last or not places.holds(end):
                left_out.append(NO_WORDS.format(name=name))
                continue
            codes = tuple(tags.get(pk, ()))
            passages.append(Passage(str(key), text[first:last], first, last, codes=codes))
    return ResearchFile(PROGRAM, documents, passages, left_out=left_out)


class Text(HTMLParser):
    """The text of a page, as Taguette counts in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.pieces.append(data)


def text_of(contents: str) -> str:
    """The text of a document."""
    page = Text()
    page.feed(contents)
    page.close()
    return "".join(page.pieces)


def rows(content: bytes) -> Iterator[list[str]]:
    """The rows of a table; nothing for what is no text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    yield from csv.reader(StringIO(text, newline=""))


def is_table(content: bytes) -> bool:
    """Whether this is a table of highlights."""
    return next(rows(content.partition(b"\n")[0]), None) == COLUMNS


def read_table(content: bytes, name: str) -> ResearchFile:
    """The highlights of a table: their words alone, a row for each tag."""
    found: dict[str, Passage] = {}
    documents: dict[str, Document] = {}
    for row in list(rows(content))[1:]:
        if len(row) != len(COLUMNS):
            raise Unreadable(NOT_READABLE.format(why="a row has not four columns"))
        key, document, tag, words = row
        documents.setdefault(document, Document(document))
        known = found.get(key)
        codes = (*(known.codes if known else ()), *((Code(tag),) if tag else ()))
        found[key] = Passage(document, words, codes=codes)
    return ResearchFile(PROGRAM, documents, list(found.values()))
