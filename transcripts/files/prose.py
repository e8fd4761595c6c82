"""The paragraphs and tables of a word processor's document, written as lines that the text formats read.

Bold words become **bold** and headings "# ...", because they tell labels and titles from speech; paragraphs
are separated by an empty line, line breaks within one stay.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from transcripts.reading.names import word_set

LABEL_WIDTH = 60
CELLS_OF_TURNS = 4
EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
TIME_RANGE = re.compile(
    r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?(?:\s*(?:-|–|—|-->|to)\s*\S+)?"
)
HEADER_WORDS = word_set(
    """
    speaker speakers name time timestamp timecode text transcript start end begin from to content dialogue
    speech words sprecher zeit orateur temps texte hablante tiempo texto who what in out no nr #
    """
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text in pieces with whether each is bold.

    `style` names its style; `dash` says that its list prints a dash before it.
    """

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    heading: bool = False
    style: str = ""
    dash: bool = False

    @property
    def text(self) -> str:
        """All of it, bold or not."""
        return "".join(text for text, _ in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether it begins in bold and all that matters of it (but for an aside in brackets) is."""
        plain = "".join(text for text, bold in self.pieces if not bold).strip()
        return any(bold and text.strip() for text, bold in self.pieces) and (
            not plain or (plain[0] in "([" and plain[-1] in ")]:") or plain in (":", ".")
        )


@dataclass(slots=True)
class Row:
    """A row of a table: the paragraphs of each cell."""

    cells: list[list[Paragraph]] = field(default_factory=list)
    table: int = 0


Block = Paragraph | Row


def written(blocks: Sequence[Block]) -> str:
    """The text of a document: its paragraphs as they are, the rows of its tables as turns where they are."""
    speakers = speaker_styles([block for block in blocks if isinstance(block, Paragraph)])
    parts: list[str] = []
    for table, run in groupby(blocks, key=lambda block: block.table if isinstance(block, Row) else None):
        if table is None:
            parts += [_paragraph(block, speakers) for block in run if isinstance(block, Paragraph)]
        else:
            parts += _table([block for block in run if isinstance(block, Row)])
    return "\n\n".join(part for part in parts if part) + "\n"


def speaker_styles(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The paragraph styles in which a document prints who speaks: used again and again for short bold lines
    without a full stop, each with speech in another style below it, and not for headings.
    """
    filled = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    used: Counter[str] = Counter()
    fits: Counter[str] = Counter()
    for paragraph, following in pairwise([*filled, None]):
        if paragraph is None or not paragraph.style or paragraph.heading:
            continue
        text = paragraph.text.strip()
        used[paragraph.style] += 1
        fits[paragraph.style] += (
            paragraph.bold
            and len(text) <= LABEL_WIDTH * 1.5
            and text[-1] not in ".?!…,;"
            and following is not None
            and not following.bold
        )
    return frozenset(s for s, n in fits.items() if n >= 2 and n >= 0.8 * used[s])


def _paragraph(paragraph: Paragraph, speakers: frozenset[str] = frozenset()) -> str:
    text = paragraph.text.strip()
    if not text:
        return ""
    if paragraph.heading and len(text) <= 200:
        return f"# {' '.join(text.split())}"
    if paragraph.style in speakers and paragraph.bold:
        return f"**{' '.join(text.split())}:**" if text[-1] != ":" else f"**{' '.join(text.split())}**"
    dash = "– " if paragraph.dash and text[0] not in "-–—" else ""
    return dash + marked(paragraph.pieces)


def marked(pieces: Iterable[tuple[str, bool]]) -> str:
    """The text of a paragraph with its bold words in asterisks, line by line."""
    parts: list[str] = []
    for bold, run in groupby(_with_spaces_as_before(pieces), key=lambda piece: piece[1]):
        text = "".join(piece for piece, _ in run)
        parts.append("\n".join(map(_bold, text.split("\n"))) if bold else text)
    return "\n".join(line.strip() for line in "".join(parts).strip().split("\n"))


def _with_spaces_as_before(pieces: Iterable[tuple[str, bool]]) -> Iterable[tuple[str, bool]]:
    before = False
    for text, bold in pieces:
        before = bold if text.strip() else before
        yield text, before


def _bold(text: str) -> str:
    match = EDGES.match(text)
    return f"{match[1]}**{match[2]}**{match[3]}" if match and match[2] else text


def _table(rows: Sequence[Row]) -> list[str]:
    """A table of turns as labelled lines; any other one cell after cell."""
    texts = [[_cell(cell) for cell in row.cells] for row in rows]
    columns = columns_of(texts) if texts else None
    if columns is None:
        return [_flat(row) for row in rows]
    time, label, speech = columns
    if texts and _is_header(texts[0]):
        texts = texts[1:]
    parts = []
    for cells in texts:
        if len(cells) <= speech:
            parts.append("\n\n".join(cell for cell in cells if cell))
            continue
        at = (
            TIME_RANGE.match(cells[time].replace("*", "")) if time is not None and time < len(cells) else None
        )
        who = cells[label].replace("*", "").strip().rstrip(":").strip() if label is not None else ""
        stamp = f"[{at[1]}] " if at else ""
        name = f"{' '.join(who.split())}: " if who else ""
        parts.append(f"{stamp}{name}{cells[speech]}".strip())
    return [part for part in parts if part]


def columns_of(texts: Sequence[Sequence[str]]) -> tuple[int | None, int | None, int] | None:
    """Which column of a table holds times, which labels and which the speech; None for other tables."""
    width = Counter(len(cells) for cells in texts).most_common(1)[0][0] if texts else 0
    if not 2 <= width <= CELLS_OF_TURNS:
        return None
    rows = [cells for cells in texts if len(cells) == width and not _is_header(cells)]
    if len(rows) < 2:
        return None
    cells = [[row[i].replace("*", "").strip() for row in rows if row[i].strip()] for i in range(width)]
    times = [i for i in range(width) if cells[i] and _are_times(cells[i])]
    speech = max(
        (i for i in range(width) if i not in times), key=lambda i: sum(map(len, cells[i])), default=0
    )
    labels = [
        i
        for i in range(width)
        if i != speech and i not in times and cells[i] and max(map(len, cells[i])) <= LABEL_WIDTH
    ]
    time = times[0] if times else None
    label = next((i for i in labels if not _are_numbers(cells[i])), None)
    return (time, label, speech) if time is not None or label is not None else None


def _are_times(cells: Sequence[str]) -> bool:
    return sum(TIME_RANGE.fullmatch(cell) is not None for cell in cells) >= 0.8 * len(cells)


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(cell.strip(".#").isdigit() for cell in cells)


def _is_header(cells: Sequence[str]) -> bool:
    words = [word for cell in cells for word in cell.replace("*", "").casefold().split()]
    return (
        bool(words)
        and len(words) <= 2 * len(cells)
        and all(word.strip(":()") in HEADER_WORDS for word in words)
    )


def _cell(cell: Sequence[Paragraph]) -> str:
    return "\n\n".join(text for paragraph in cell if (text := _paragraph(paragraph)))


def _flat(row: Row) -> str:
    return "\n\n".join(text for cell in row.cells if (text := _cell(cell)))
