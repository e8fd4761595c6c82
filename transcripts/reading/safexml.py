"""XML as a tree, read so that a hostile document can do nothing: no entity, no DTD, nothing fetched.

A document type without entities is harmless and left out before parsing (Transcriber writes one). A document
that breaks off, or is malformed from some line on, is read up to there and says so.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from html import entities
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from transcripts.documents import Problem, Severity

PROLOG_WIDTH = 64 * 1024
DOCTYPE = re.compile(
    r"<!DOCTYPE\s(?:[^\[\]<>\"']|\"[^\"<]{0,500}\"|'[^'<]{0,500}'){0,2000}(?P<subset>\[[^\[\]]{0,60000}\]\s{0,50})?>"
)
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
KEPT_ENTITIES = ("amp", "lt", "gt", "quot", "apos")
REFUSED = (
    "This XML document defines entities, with which documents can attack those who read them; osbiz does not "
    "read it. Save it without its internal document type and choose it again."
)
# No transcript nests deeper; reading one that does could take for ever.
MAX_DEPTH = 100
TOO_DEEP = (
    "This XML document nests its elements deeper than any transcript does; osbiz does not read it. Export "
    "the transcript anew."
)
MALFORMED = (
    "The XML is malformed at this line; what stands before it was read, the rest was not. Fetch it anew."
)


@dataclass(frozen=True)
class ReadXml:
    """The root of an XML document (None where it is none) and what was wrong with it."""

    root: Element | None
    problems: tuple[Problem, ...] = ()
    starts: list[int] = field(default_factory=list)

    @property
    def refusal(self) -> Problem | None:
        """Why the document was not read at all, None where it was, or is no XML."""
        return next((p for p in self.problems if p.severity is Severity.ERROR), None)

    @cached_property
    def lines(self) -> dict[Element, int]:
        """The 1-based line on which each element starts."""
        return dict(zip(self.root.iter(), self.starts, strict=False)) if self.root is not None else {}


class _TooDeepError(ValueError):
    """A document nests beyond all measure."""


class _Builder(TreeBuilder):
    """Builds the tree, not too deep, and notes the lines of its elements in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.starts: list[int] = []
        self.depth = 0
        self.parser = XMLParser(target=self, forbid_dtd=True)

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.starts.append(self.parser.parser.CurrentLineNumber)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)


def read(text: str) -> ReadXml:
    """The tree of a document; never raises, follows nothing."""
    try:
        text = _without_doctype(text)
    except DefusedXmlException:
        return ReadXml(None, (Problem(Severity.ERROR, "xml-entities", REFUSED),))
    builder = _Builder()
    try:
        builder.parser.feed(_with_characters(text))
        return ReadXml(builder.parser.close(), (), builder.starts)
    except _TooDeepError:
        deep = Problem(Severity.ERROR, "xml-too-deep", TOO_DEEP)
        return ReadXml(None, (deep,) if text.startswith("<?xml") else ())  # pages may nest like that
    except ParseError as error:
        return _up_to(error, builder)
    except (DefusedXmlException, ValueError, AssertionError):
        return ReadXml(None)


def local(name: object) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _without_doctype(text: str) -> str:
    """The text with its document type blanked out, lines kept; raises where entities are defined."""
    place = text.find("<!DOCTYPE", 0, PROLOG_WIDTH)
    if place < 0:
        return text
    match = DOCTYPE.match(text, place)
    if match is None or "<!ENTITY" in (match["subset"] or "") or "%" in (match["subset"] or ""):
        raise DefusedXmlException
    return text[:place] + "\n" * match.group().count("\n") + text[match.end() :]


def _with_characters(text: str) -> str:
    """HTML's names of characters as the characters, which XML without its document type does not know."""

    def character(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in KEPT_ENTITIES else entities.html5.get(f"{name};", match[0])

    return ENTITY.sub(character, text) if "&" in text else text


def _up_to(error: ParseError, builder: _Builder) -> ReadXml:
    """What was read before the place of an error."""
    if not builder.starts:
        return ReadXml(None)
    with suppress(ParseError):  # where the root has ended, something stands behind it
        builder.start("cut", {})  # makes it keep the words right before
    problem = Problem(Severity.WARNING, "malformed-xml", MALFORMED, error.position[0])
    return ReadXml(builder.close(), (problem,), builder.starts)
