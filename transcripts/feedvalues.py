"""Values as feeds and pages write them: days, durations, languages, and prose in HTML."""

import re
from datetime import date
from html import unescape

from selectolax.lexbor import LexborNode

from transcripts.reading import dates, safehtml
from transcripts.reading.names import word_set

ISO_DATE = re.compile(r"((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?!\d)")
DAY_FIRST = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d_]{3,10})\.?[\s,-]+(\d{4}|\d{2})(?![\d:])"
)
MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[\d:]{5,8}\s+)?(?:[A-Z]{2,5}\s+)?((?:19|20)\d{2})"
)
ISO_DURATION = re.compile(r"P(?:\d+D)?T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?")
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,]\d{1,6})?")
BLOCKS = word_set(
    """
    address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p
    pre section table td th tr ul
    """
)
UNSHOWN = frozenset({"script", "style", "template", "head", "title"})
MAX_DURATION = 100 * 3600


def primary(language: str | None) -> str | None:
    """The language itself of a language tag: "en" of "en-US"; None where it is none."""
    code = re.split(r"[-_]", (language or "").strip().casefold())[0]
    return code if 2 <= len(code) <= 3 and code.isalpha() else None


def prose(markup: str) -> tuple[str, ...]:
    """The paragraphs that a reader would see of HTML or of plain text."""
    if "<" not in markup:
        lines = unescape(markup).split("\n")
        return tuple(line for line in (" ".join(line.split()) for line in lines) if line)
    body = safehtml.read(markup).body
    pieces: list[str] = []
    before: LexborNode | None = None
    for node in body.traverse(include_text=True) if body else ():
        if before is not None and _leaves_block(before, node):
            pieces.append("\n")
        before = node
        if node.tag == "-text":
            if node.parent is None or node.parent.tag not in UNSHOWN:
                pieces.append((node.text_content or "").replace("\n", " "))
        elif node.tag in BLOCKS:
            pieces.append("\n")
    lines = "".join(pieces).split("\n")
    return tuple(line for line in (" ".join(line.split()) for line in lines) if line)


def _leaves_block(before: LexborNode, node: LexborNode) -> bool:
    """Whether a block ended between two nodes that follow each other in a page."""
    parent = node.parent.mem_id if node.parent else None
    left: LexborNode | None = before
    found = False
    while left is not None and left.mem_id != parent:
        found = found or left.tag in BLOCKS
        left = left.parent
    return found


def seconds(text: str) -> int | None:
    """A duration as feeds write it: seconds, mm:ss, hh:mm:ss, PT1H2M3S, "1 h 5 min"; None for none."""
    text = text.strip()[:40]
    found: int | None = None
    if re.fullmatch(r"\d{1,7}(?:[.,]\d{1,6})?", text):
        found = int(re.split("[.,]", text)[0])
    elif match := CLOCK.fullmatch(text) or (ISO_DURATION.fullmatch(text.upper()) if text else None):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        found = hours * 3600 + minutes * 60 + rest
    else:
        found = dates.duration(text)
    return found if found and found <= MAX_DURATION else None


def day(text: str) -> date | None:
    """The day of a date as feeds write it: RFC 822 with its variants, ISO 8601. The publisher's own day is
    kept, whatever the time zone. A date with two readings (3/7/2024) is none.
    """
    text = text.strip()[:80]
    try:
        if match := ISO_DATE.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY_FIRST.search(text):
            return date(_year(match[3]), _month(match[2]), int(match[1]))
        if match := MONTH_FIRST.search(text):
            return date(int(match[3]), _month(match[1]), int(match[2]))
    except ValueError:
        pass
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _month(name: str) -> int:
    small = name.casefold()
    return dates.MONTHS.get(small[:4]) or dates.MONTHS.get(small[:3]) or 0
