"""A decoded document as the format modules see it: lines with their numbers, and cheap looks at it.

A document that is data (JSON, XML, HTML) is parsed once, however many formats look at it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from transcripts import exports
from transcripts.exports.transcript import Transcript
from transcripts.reading import frontmatter, habits, jsontext, openings, pages, safehtml, safexml
from transcripts.reading.frontmatter import FrontMatter
from transcripts.reading.habits import Habit
from transcripts.reading.jsontext import ReadJson
from transcripts.reading.openings import Readings
from transcripts.reading.pages import Page
from transcripts.reading.safexml import ReadXml

SAMPLE_LINES = 3000
SAMPLE_WIDTH = 400
START_WIDTH = 2000
TIMES = re.compile(r"\d\s{0,4}-->\s{0,4}\d")
HTML = re.compile(r"<html[\s>]|<!doctype html[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class SourceText:
    """The text of a document; `lines` are without their line ends, line 1 is `lines[0]`."""

    text: str
    name: str = ""

    @cached_property
    def lines(self) -> list[str]:
        """Every line as it is printed."""
        return self.text.split("\n")

    @cached_property
    def sample(self) -> list[str]:
        """The beginnings of the first non-empty lines, stripped: enough to recognise a format, cheap at any
        size.
        """
        found = []
        for _, line in self.filled():
            found.append(line[:SAMPLE_WIDTH])
            if len(found) == SAMPLE_LINES:
                break
        return found

    @cached_property
    def start(self) -> str:
        """The first characters of the document, without white space before them."""
        return self.text[: START_WIDTH * 2].lstrip()[:START_WIDTH]

    def filled(self) -> Iterator[tuple[int, str]]:
        """(line number, line) of every line that holds something, without spare spaces."""
        filled = ((number, line) for number, line in enumerate(self.lines, 1) if line and not line.isspace())
        return ((number, " ".join(line.split()) if "  " in line else line.strip()) for number, line in filled)

    @cached_property
    def front(self) -> FrontMatter:
        """What the document's front matter or header says."""
        return frontmatter.read(self.lines)

    @cached_property
    def body(self) -> list[tuple[int, str]]:
        """The filled lines below the front matter, a label and a time on lines of their own put together."""
        lines = ((number, line) for number, line in self.filled() if number not in self.front.lines)
        return openings.with_heads_joined(lines, self.readings)

    @cached_property
    def readings(self) -> Readings:
        """What the lines open with."""
        return Readings()

    @cached_property
    def habit(self) -> Habit:
        """How the turns of the document begin."""
        return habits.habit([line for _, line in self.body], self.text, self.readings)

    @cached_property
    def is_marked_up(self) -> bool:
        """Whether this is subtitles, JSON or markup, whose lines are no prose even if they look like it."""
        return self.start.startswith(("{", "<", "[{", "WEBVTT")) or any(
            TIMES.search(line[:80]) for line in self.sample[:50] if "-->" in line
        )

    @cached_property
    def exported(self) -> Transcript | None:
        """The transcript that osbiz once wrote as this document, None where it did not."""
        return exports.read(self.text)

    @property
    def data(self) -> Any:
        """The document as JSON, None where it is none (or nested deeper than any transcript)."""
        return self.json_reading.data

    @cached_property
    def json_reading(self) -> ReadJson:
        """The document as JSON, with what was wrong with it."""
        return jsontext.read(self.text, self.lines) if self.start.startswith(("{", "[")) else ReadJson()

    @property
    def xml(self) -> Element | None:
        """The document's root as XML, None where it is none; no entity and no DTD is ever followed."""
        return self.xml_reading.root

    @cached_property
    def xml_reading(self) -> ReadXml:
        """The document as XML, with what was wrong with it."""
        is_page = not self.start.startswith("<") or HTML.search(self.start) is not None
        return ReadXml(None) if is_page else safexml.read(self.text)

    @cached_property
    def html(self) -> LexborHTMLParser | None:
        """The document as HTML, None where it does not look like a page or a part of one."""
        if self.start.startswith("{"):
            text = self._edited_html
            return safehtml.read(text) if text else None
        if not self.start.startswith("<") or (self.start.startswith("<?xml") and "<html" not in self.start):
            return None
        return safehtml.read(self.text)

    @property
    def _edited_html(self) -> str | None:
        """The page that oTranscribe keeps in its JSON (.otr)."""
        data = self.data if '"media' in self.text else None
        text = data.get("text") if isinstance(data, dict) and "media" in data else None
        return text if isinstance(text, str) and text.lstrip().startswith("<") else None

    @cached_property
    def page(self) -> Page | None:
        """The main content of the document as a page, None where it is none."""
        return pages.read(self.html) if self.html is not None else None
