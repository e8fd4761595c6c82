"""From the lines of printed pages to paragraphs: without headers, footers, page and line numbers, and with
sentences and words joined again that a line or a page break cut.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from transcripts.files.prose import Paragraph

EDGE_LINES = 4
NUMBER_STEPS = 5
LINE_NUMBER = re.compile(r"\s*(\d{1,5})(?:\s+|$)")
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|side|pagina|página|pág\.?|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de|sur|av)\s*\d{1,4})?"
    r"\W*",
    re.IGNORECASE,
)
# How a turn begins in print; such a line never continues the one before.
OPENING = re.compile(
    r"""(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\b
    |[QA][.:]\s|[QA]\s{2,}
    |[–—-]\s
    |[^\W\d_][\w.'’-]*(?:\s[\w.'’&()-]+){0,4}\s?(?:[\[(]\d[\d:.]{3,11}[\])]\s?)?:(?:\s|$))""",
    re.VERBOSE,
)
CAPITALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]*\s){0,4}[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+:")
HYPHENS = "-\u2010\u00ad"
HYPHENATED = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}")
ENDS = '.?!…:"”’»)]'
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x00": None, "\t": " "}
)


@dataclass(slots=True)
class Line:
    """A printed line: its pieces with whether each is bold, its place in points (y upwards) and size."""

    page: int
    x: float
    y: float
    size: float
    pieces: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is printed in it."""
        return "".join(text for text, _ in self.pieces).strip()

    @property
    def width(self) -> float:
        """About how wide it is, in points: letters are half as wide as high."""
        return len(self.text) * self.size / 2


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of a document whose lines stand in reading order."""
    body = _without_numbers(_without_furniture([line for line in lines if line.text]))
    if not body:
        return []
    page = _Look(body)
    made: list[Paragraph] = []
    sizes: list[float] = []
    before: Line | None = None
    for line in body:
        if before is None or page.breaks(before, line):
            made.append(Paragraph(list(line.pieces)))
            sizes.append(line.size)
        else:
            page.join(made[-1].pieces, line.pieces)
        before = line
    _mark_headings(made, sizes, page.size)
    return made


class _Look:
    """What is usual in a document: margins, width, distance of lines, size of letters."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] or 10.0
        self.margins = _margins(lines)
        steps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and 0 < a.y - b.y < 6 * self.size]
        self.step = median(steps) if steps else 1.2 * self.size
        widths = sorted(line.x + line.width for line in lines)
        self.right = widths[int(len(widths) * 0.9)]
        self.hyphenated = {word.casefold() for line in lines for word in HYPHENATED.findall(line.text)}
        self.openings = sum(OPENING.match(line.text) is not None for line in lines)

    def breaks(self, before: Line, line: Line) -> bool:
        """Whether a new paragraph begins with `line`."""
        text, previous = line.text, before.text
        if self._opens(line):
            return True
        if previous[-1] in HYPHENS and text[0].islower():
            return False
        if abs(line.size - before.size) > 0.15 * self.size and abs(line.size - self.size) > 0.15 * self.size:
            return True
        same_page = line.page == before.page and before.y > line.y
        if same_page and before.y - line.y > 1.35 * self.step:
            return not (text[0].islower() and previous[-1] not in ENDS)
        margin = self.margins[line.page]
        if abs(line.x - margin) > 0.7 * self.size and abs(line.x - before.x) > 0.7 * self.size:
            return same_page or previous[-1] in ENDS
        if _is_bold(before) != _is_bold(line) and len(previous) < 60:
            return True
        if text[0].islower():
            return False
        room = self.right - before.x - before.width
        first = len(text.split(None, 1)[0]) * line.size / 2
        return room > first + 0.2 * (self.right - margin)

    def _opens(self, line: Line) -> bool:
        match = OPENING.match(line.text)
        if match is None:
            return False
        if line.text[0].islower():
            return False
        return match.group()[-1] != ":" or len(match.group()) < 50

    def join(self, pieces: list[tuple[str, bool]], more: Sequence[tuple[str, bool]]) -> None:
        """Add a line to the paragraph that it continues."""
        while len(pieces) > 1 and not pieces[-1][0].strip():
            pieces.pop()
        text, bold = pieces[-1]
        text = text.rstrip()
        following = more[0][0].lstrip()
        if text and text[-1] in HYPHENS and following[:1].islower() and text[-2:-1].isalpha():
            word = f"{text.split()[-1][:-1]}-{following.split()[0].rstrip('.,;:?!')}".casefold()
            pieces[-1] = (text if word in self.hyphenated else text[:-1], bold)
        else:
            pieces[-1] = (text + " ", bold)
        pieces.append((following, more[0][1]))
        pieces += more[1:]


def _margins(lines: Sequence[Line]) -> dict[int, float]:
    """The left margin of each page: where most of its lines begin."""
    every = Counter(round(line.x) for line in lines).most_common(1)[0][0]
    by_page: dict[int, Counter[int]] = {}
    for line in lines:
        by_page.setdefault(line.page, Counter())[round(line.x)] += 1
    return {
        page: float(counts.most_common(1)[0][0] if counts.total() > 8 else every)
        for page, counts in by_page.items()
    }


def _is_bold(line: Line) -> bool:
    return all(bold or not text.strip() for text, bold in line.pieces)


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that many pages repeat at their edges, and without page numbers there."""
    pages = list(_by_page(lines))
    repeated: Counter[tuple[str, int]] = Counter()
    numbered = 0
    for page in pages:
        edges = [line for edge in _edges(page) for line in edge]
        repeated.update({_folded(line) for line in edges})
        numbered += any(PAGE_NUMBER.fullmatch(line.text) for line in edges)
    enough = max(2, 0.3 * len(pages))
    dropped: set[int] = set()
    for page in pages:
        for edge in _edges(page):
            for line in edge:
                number = numbered >= 0.5 * len(pages) and PAGE_NUMBER.fullmatch(line.text)
                if (
                    len(pages) < 2
                    or line.text[-1] == ":"
                    or (repeated[_folded(line)] < enough and not number)
                ):
                    break
                dropped.add(id(line))
    return [line for line in lines if id(line) not in dropped]


def _folded(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.y / 12)


def _by_page(lines: Sequence[Line]) -> Iterable[list[Line]]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return pages.values()


def _edges(page: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The uppermost lines of a page and the lowermost ones, each from the edge inwards."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[:EDGE_LINES], ordered[: -EDGE_LINES - 1 : -1]


def _without_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines without the numbers that depositions print before each."""
    kept: list[Line] = []
    for page in _by_page(lines):
        numbers = [int(match[1]) if (match := LINE_NUMBER.match(line.text)) else None for line in page]
        sequence = _rising_by_one(numbers)
        bare = sum(LINE_NUMBER.fullmatch(page[i].text) is not None for i in sequence)
        if len(sequence) < NUMBER_STEPS or len(sequence) < 0.6 * (len(page) - bare):
            kept += page
            continue
        for i, line in enumerate(page):
            if i in sequence:
                line.pieces = _cut(line.pieces)
            if line.text:
                kept.append(line)
    return _aligned(kept) if len(kept) < len(lines) or kept != list(lines) else kept


def _rising_by_one(numbers: Sequence[int | None]) -> frozenset[int]:
    """The places of numbers that count on from line to line."""
    found: set[int] = set()
    last: tuple[int, int] | None = None
    for i, number in enumerate(numbers):
        if number is None:
            continue
        if last is not None and number == last[1] + 1:
            found |= {last[0], i}
        elif last is not None and number != 1 and i - last[0] < 3 and last[0] in found:
            continue
        last = (i, number)
    return frozenset(found)


def _cut(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces of a line without the number that it begins with."""
    rest = list(pieces)
    while rest and not rest[0][0].strip():
        rest.pop(0)
    text, bold = rest[0]
    rest[0] = (re.sub(r"^\s*\d{1,5}", "", text), bold)
    return [piece for piece in rest if piece[0]]


def _aligned(lines: list[Line]) -> list[Line]:
    """Lines whose numbers were cut begin where their words do: what stands deeper opens a paragraph."""
    for line in lines:
        text = "".join(piece for piece, _ in line.pieces)
        line.x += (len(text) - len(text.lstrip())) * line.size / 2
        while not line.pieces[0][0].strip():
            line.pieces.pop(0)
        line.pieces[0] = (line.pieces[0][0].lstrip(), line.pieces[0][1])
    return lines


def _mark_headings(made: Sequence[Paragraph], sizes: Sequence[float], usual: float) -> None:
    """Short paragraphs in larger letters than the rest are headings, unless they come again like labels."""
    counts = Counter(paragraph.text.strip().casefold() for paragraph in made)
    for paragraph, size in zip(made, sizes, strict=True):
        text = paragraph.text.strip()
        paragraph.heading = size > 1.15 * usual and len(text) < 150 and counts[text.casefold()] < 3
