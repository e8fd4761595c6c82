"""HTML as a tree, with documents that would make the parser crawl taken apart before it sees them.

A browser's way of repairing HTML takes time that grows with the square of how deep elements nest, or of how
many formatting elements are left open. No page nests hundreds deep; one that does keeps its text and loses
its elements.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from transcripts.reading.names import word_set

MAX_DEPTH = 400
# Elements that open formatting makes a browser add to the paragraphs after it.
MAX_REPEATED = 200_000
MAX_ATTRIBUTES = 2_000
MAX_OPTIONS = 4_000
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:\-]{0,40})[^<>]*>?")
UNREAD = re.compile(r"<(/?)(?:script|style)\b[^<>]*>?", re.IGNORECASE)
# They have no content, or the next of their kind closes them.
SHALLOW = word_set(
    """
    area base br col embed hr img input link meta param source track wbr html head body
    p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt
    """
)
FORMATS = word_set("a b big code em font i nobr s small strike strong tt u")
KEPT = word_set("p br hr li dt dd tr td th h1 h2 h3 h4 h5 h6 title")


def read(text: str) -> LexborHTMLParser:
    """The tree of a page; never slow, never raises."""
    return LexborHTMLParser(_flattened(text) if _is_bomb(text) else text)


def _is_bomb(text: str) -> bool:
    depth = formats = repeated = options = 0
    drawing = False
    for match in TAG.finditer(text):
        closing, name = match[1], match[2].lower()
        if name in SHALLOW:
            repeated += 0 if closing else formats
            options += name == "option"
            drawing = False
        elif name in FORMATS:
            formats = max(0, formats + (-1 if closing else 1))
        elif name == "svg":
            drawing = not closing
        elif not (drawing and match.group().endswith("/>")):
            depth = max(0, depth + (-1 if closing else 1))
        if depth > MAX_DEPTH or repeated > MAX_REPEATED or options > MAX_OPTIONS:
            return True
    return any(_attributes(match.group()) > MAX_ATTRIBUTES for match in LONG_TAG.finditer(text))


def _attributes(tag: str) -> int:
    bare = QUOTED.sub("", tag)
    return len(bare.replace("/", " ").split())


def _flattened(text: str) -> str:
    """The page with nothing but the elements that separate its lines."""

    def kept(match: re.Match[str]) -> str:
        name = match[2].lower()
        return (
            f"<{match[1]}{name}>" if name in KEPT else "<br>" if name in ("div", "section", "article") else ""
        )

    return TAG.sub(kept, _without_scripts(text))


def _without_scripts(text: str) -> str:
    parts, start, inside = [], 0, False
    for match in UNREAD.finditer(text):
        if not inside:
            parts.append(text[start : match.start()])
        inside = not match[1]
        start = match.end()
    return "".join([*parts, "" if inside else text[start:]])
