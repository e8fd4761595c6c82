"""Pages whose markup shows who speaks: podcast HTML (cite, time, p), changelogs, turn by turn in div, table
or definition list, bold names, words with their times (Hyperaudio), made by whatever site or tool.

No site is known by name. What opens turns is told by repetition: an element whose texts are few, short, like
labels, and followed by speech.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from transcripts.documents import ParsedDocument, SectionKind
from transcripts.reading import cues, markers, pagefacts
from transcripts.reading.cues import Cue
from transcripts.reading.dates import read_line
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain
from transcripts.reading.metadata import EPISODE_HEADING
from transcripts.reading.pages import HEADINGS, SPEAKER, Block, Page, Piece, clock
from transcripts.reading.sourcetext import SourceText

NAME = "html-turns"
LABEL_WIDTH = 60
LABEL_WORDS = 6
LEAST_REPEATS = 4
LABEL_SHARE = 0.8
MOST_DIFFERENT = 0.6
MANY, MOST_DIFFERENT_OF_MANY = 6, 0.75
SPEECH_SHARE = 0.3
REPEATED_SHARE = 0.3
LEAST_TIMES = 4
NOTE_WORDS = 6
MOST_NOTES = 60
EDGE_CLOCK = re.compile(
    r"^(?:[\[(<]?(?P<before>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\])>]?[\s:|–—-]+)?"
    r"(?P<label>.*?)"
    r"(?:[\s,|·•@(\[<–—-]+(?P<after>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\])>]?)?[\s:：]*$"
)
BETWEEN_WORDS = re.compile(r"(?:[^\w<>]|<[^<>]{0,300}>){1,60}")
NOT_WORDS = re.compile(r"\W+")
# The first words of a text, as far as a document writes them as they are read.
PLAIN_WORDS = re.compile(r"\W{0,20}(\w{1,40}(?:\W{1,3}\w{1,40}){0,3})")
BESIDE_LABEL = re.compile(
    r"\s{0,9}[:,–—-]?\s?[\[(](?P<time>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\])]\s{0,3}[:：–—-]?"
)
ENDS_LIKE_PROSE = re.compile(r"(?<![A-Z])(?<!\b[JSDM]r)(?<!\bMs)(?<!\bMrs)(?<!\bProf)[.?!;,…]$")


def sniff(source: SourceText) -> float:
    """How sure it is that elements of the page open turns."""
    page = source.page
    if page is None:
        return 0.0
    shape = _shape(page)
    if sum(bool(EPISODE_HEADING.fullmatch(b.text)) for b in page.blocks if b.tag in HEADINGS) > 1:
        return 0.4 if shape.leads else 0.0  # a page of several episodes, which its text tells apart
    if shape.is_certain:
        return 0.95
    if shape.leads:
        # Times that only the markup gives, or that stand between the labels, are lost in the page's text.
        timed = _times(page.blocks) + sum(clock(block.text) is not None for block in page.blocks)
        return 0.93 if 2 * timed >= len(shape.leads) else 0.85
    return 0.5 if _times(page.blocks) >= LEAST_TIMES else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The one episode of the page."""
    page, html = source.page, source.html
    if page is None or html is None:
        return ParsedDocument(NAME, 0.0)
    shape = _shape(page)
    first, last = _area(page.blocks, shape)
    reader = _Reader(page, shape, _Places(source.text))
    for place in range(first, last):
        reader.take(place)
    if not reader.cues:
        return ParsedDocument(NAME, 0.0)
    found = pagefacts.read(html, page)
    notes = _notes(page.blocks[:first], found.title)
    facts = Facts(
        title=found.title,
        number=found.number,
        podcast=found.podcast,
        published_on=found.published_on,
        duration_seconds=found.duration_seconds,
        notes=notes,
        language=found.language,
        summary=found.summary if not notes else None,
    )
    return cues.document(NAME, sniff(source), reader.spoken(), facts)


@dataclass(frozen=True, slots=True)
class _Lead:
    """What a block begins with, if it may be a label: which element it is, and its words."""

    key: str
    label: str
    place: int
    block: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """What opens turns on a page; `labels` are their words by block and piece."""

    labels: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    leads: tuple[_Lead, ...] = ()
    is_certain: bool = False


@lru_cache(maxsize=1)
def _shape(page: Page) -> _Shape:
    """Which elements open turns: those that say so themselves, else those that do by repetition."""
    found: dict[str, list[_Lead]] = defaultdict(list)
    for place, block in enumerate(page.blocks):
        for lead in _leads(block, place):
            found[lead.key].append(lead)
    sizes = [len(block.text.split()) for block in page.blocks]
    certain = [
        lead for key, leads in found.items() if key[0] == "!" and _are_labels(leads, 1) for lead in leads
    ]
    if shape := _believed(certain, sizes, is_certain=True):
        return shape
    groups: dict[str, list[_Lead]] = defaultdict(list)
    for key, leads in found.items():
        if key[0] != "!" and _are_labels(leads, 2):
            groups[re.sub(r"\.[^|@]*", "", key)] += [lead for lead in leads if _is_label(lead.label)]
    shapes = [_believed(leads, sizes, is_certain=False) for leads in groups.values() if _repeat(leads)]
    return max(filter(None, shapes), key=lambda shape: len(shape.leads), default=_Shape())


def _believed(leads: Sequence[_Lead], sizes: Sequence[int], is_certain: bool) -> _Shape | None:
    """These as the openings of turns, where enough of the page stands under them."""
    labels = {_label(lead.label)[0] for lead in leads}
    if len(leads) < 2 and not (is_certain and leads and leads[0].label.rstrip().endswith((":", "："))):
        return None
    if len(leads) > MANY and len(labels) > MOST_DIFFERENT_OF_MANY * len(leads):
        return None
    ordered = sorted(leads, key=lambda lead: (lead.block, lead.place))
    printed = sum(len(lead.label.split()) for lead in ordered if lead.key != "!@")
    spoken = sum(sizes[ordered[0].block :]) - printed
    if spoken < SPEECH_SHARE * sum(sizes) or spoken < len(ordered):
        return None
    places: dict[int, dict[int, str]] = defaultdict(dict)
    for lead in ordered:
        places[lead.block][lead.place] = lead.label
    return _Shape(places, tuple(ordered), is_certain)


def _leads(block: Block, place: int) -> Iterator[_Lead]:
    """What the block begins with, and what in it says itself that it is a speaker."""
    is_first = True
    for i, piece in enumerate(block.pieces):
        if piece.speaker:
            yield _Lead("!@", piece.speaker, i, place)
            is_first = False
            continue
        if not piece.text.strip() or _is_time(piece) or not any(map(str.isalpha, piece.text)):
            continue
        certain = SPEAKER.match(piece.mark)
        is_alone = is_first and _is_alone(block, i)
        if certain or (is_alone and SPEAKER.match(block.kind)):
            yield _Lead(f"!{piece.mark if certain else block.kind}", piece.text, i, place)
        elif is_first and piece.mark and piece.mark != "button":
            yield _Lead(f"{piece.mark}|{'alone' if is_alone else 'lead'}", piece.text, i, place)
        elif is_first and is_alone:
            yield _Lead(f"{block.kind}|block", piece.text, i, place)
        is_first = False


def _is_alone(block: Block, place: int) -> bool:
    mark = block.pieces[place].mark
    return not any(
        any(map(str.isalpha, piece.text)) and piece.mark != mark and not _is_time(piece)
        for piece in block.pieces[place + 1 :]
    )


def _is_time(piece: Piece) -> bool:
    return clock(piece.text) is not None


def _are_labels(leads: Sequence[_Lead], least: int) -> bool:
    """Whether most of these texts look like who speaks."""
    return len(leads) >= least and sum(_is_label(lead.label) for lead in leads) >= LABEL_SHARE * len(leads)


@lru_cache(maxsize=1000)
def _is_label(text: str) -> bool:
    if len(text) > 2 * LABEL_WIDTH:
        return False
    label = _label(text)[0]
    if not label or len(label) > LABEL_WIDTH or label.count(" ") >= LABEL_WORDS or read_line(label):
        return False
    if ENDS_LIKE_PROSE.search(label) or "://" in label or markers.CHROME.match(label):
        return False
    return any(map(str.isalpha, label)) and not markers.TRANSCRIPT_HEADING.fullmatch(label)


def _repeat(leads: Sequence[_Lead]) -> bool:
    """Whether the same few labels come again and again, or all have their colon."""
    labels = Counter(_label(lead.label)[0] for lead in leads)
    if len(leads) >= LEAST_REPEATS and len(labels) <= MOST_DIFFERENT * len(leads):
        return True
    with_colon = sum(lead.label.rstrip().endswith((":", "：")) for lead in leads)
    return len(leads) > 2 and len(labels) < len(leads) and with_colon >= LABEL_SHARE * len(leads)


def _label(text: str) -> tuple[str, str | None]:
    """The label in a text without the signs around it, and the time beside it."""
    line = " ".join(text.split())[:200]
    match = EDGE_CLOCK.match(line)
    if match is None:
        return line, None
    label = match["label"].strip(" :：-–—|·•")
    for opening, closing in ("[]", "()", "<>", "**"):
        if label.startswith(opening) and label.endswith(closing):
            label = label[1:-1].strip(" :")
    return label.lstrip("> "), match["before"] or match["after"]


def _area(blocks: Sequence[Block], shape: _Shape) -> tuple[int, int]:
    """The first block of the talk, and the one behind its last."""
    if not shape.leads:
        timed = [i for i, block in enumerate(blocks) if _times([block])]
        return (timed[0], len(blocks)) if timed else (0, len(blocks))
    first, last = shape.leads[0].block, shape.leads[-1].block
    opening = {lead.block for lead in shape.leads}
    kinds = {block.kind for i, block in enumerate(blocks[first : last + 1], first) if i not in opening}
    kinds |= {blocks[last].kind}
    first = _with_opening(blocks, first, kinds)
    end = last + 1
    while end < len(blocks) and (len(shape.leads) < LEAST_REPEATS or blocks[end].kind in kinds):
        text = blocks[end].text
        if blocks[end].tag in HEADINGS or _is_chrome(text):
            break
        end += 1
    return first, end


def _with_opening(blocks: Sequence[Block], first: int, kinds: Collection[str]) -> int:
    """The first block of the talk, if speech with a time stands before the first label."""
    while first:
        before = blocks[first - 1]
        is_timed = bool(_times([before])) or (first > 1 and clock(blocks[first - 2].text) is not None)
        is_speech = before.kind in kinds and before.tag not in HEADINGS and is_timed
        if not is_speech and clock(before.text) is None:
            break
        first -= 1
    is_headed = first and blocks[first - 1].tag in HEADINGS and blocks[first - 1].kind in kinds
    return first - 1 if is_headed else first


def _is_chrome(text: str) -> bool:
    is_button = markers.is_heading(text) and markers.CHROME.match(text) is not None
    return is_button or markers.is_page_furniture(text) or markers.is_imprint(text)


def _times(blocks: Sequence[Block]) -> int:
    return sum(
        bool(piece.time) or (bool(piece.mark) and _is_time(piece))
        for block in blocks
        for piece in block.pieces
    )


def _notes(blocks: Sequence[Block], title: str | None) -> tuple[str, ...]:
    """The paragraphs above the talk that say something."""
    lines = (plain(block.text) for block in blocks[:MOST_NOTES] if block.tag not in HEADINGS)
    return tuple(line for line in lines if line.count(" ") >= NOTE_WORDS - 1 and line != title)


@dataclass(slots=True)
class _Reader:
    """Walks over the blocks of the talk once and gathers what is said, by whom and when."""

    page: Page
    shape: _Shape
    places: "_Places"
    cues: list[Cue] = field(default_factory=list)
    label: str = ""
    fresh: bool = False
    start: int | None = None
    end: int | None = None
    heading: str | None = None
    opens: SectionKind | None = None
    words: list[str] = field(default_factory=list)

    def take(self, place: int) -> None:
        """Read the block at a place."""
        block = self.page.blocks[place]
        leads = self.shape.labels.get(place, {})
        if block.tag in HEADINGS and not leads:
            self._heading(block.text)
            return
        is_one_time = clock(block.text) is not None
        inside = ""
        for i, piece in enumerate(block.pieces):
            if piece.time and (ms := self.page.ms(piece.time)) is not None:
                self._moment(ms, self.page.ms(piece.until) if piece.until else None)
            if i in leads:
                inside = piece.mark
                self._speaker(leads[i])
            elif (printed := clock(piece.text)) and (piece.mark or piece.is_link or is_one_time or leads):
                self._printed(printed)
            elif inside and piece.mark == inside and not piece.text[:1].isspace() and not self.words:
                self.label = _label(f"{self.label}{piece.text}")[0]
            elif piece.mark.startswith("button") or (piece.is_link and not any(map(str.isalnum, piece.text))):
                continue
            elif piece.text:
                self._text(piece.text)
        self._flush()

    def spoken(self) -> list[Cue]:
        """What is said. Where most labels repeat the one before them, they mark no turns by themselves."""
        opening = [cue for cue in self.cues if cue.fresh]
        again = sum(cue.label == before.label for before, cue in pairwise(opening))
        if again > REPEATED_SHARE * len(opening):
            for cue in self.cues:
                cue.fresh = False
        return self.cues

    def _heading(self, text: str) -> None:
        if not markers.TRANSCRIPT_HEADING.fullmatch(text):
            self.heading = plain(text) or None

    def _speaker(self, text: str) -> None:
        self._flush()
        self.label, printed = _label(text)
        self.label = plain(self.label)
        self.fresh = True
        if printed:
            self._printed(printed)

    def _printed(self, time: str) -> None:
        """A printed time counts where the markup has not given the same one more finely."""
        ms = self.page.ms(time)
        if ms is not None and (self.start is None or self.words or abs(ms - self.start) > 1000):
            self._moment(ms)

    def _moment(self, ms: int, until: int | None = None) -> None:
        if self.words and self.words[-1][-1:].isspace():
            self._flush()
        if not self.words:
            self.start, self.end = ms, until

    def _text(self, text: str) -> None:
        if not self.words and self.fresh:
            if beside := BESIDE_LABEL.match(text):
                self._printed(beside["time"])
                text = text[beside.end() :]
            if text.strip() in ("(", "["):  # around a linked time
                return
            text = text.lstrip(" :：–—-)]" if text.lstrip()[:1] in ":：–—-)]" else None)
        if text:
            self.words.append(text)

    def _flush(self) -> None:
        if not self.words:
            return
        printed = "".join(self.words)
        self.words = []
        line = self.places.line_of(printed)
        for marked, part in markers.split_at_markers(printed):
            if marked:
                self.opens = markers.section_kind(part) or SectionKind.INTERVIEW
                continue
            text = plain(part)
            if text and (any(map(str.isalnum, text)) or not self.fresh):
                self.cues.append(
                    Cue(text, self.start, self.end, self.label, line, self.fresh, self.heading, self.opens)
                )
                self.start, self.end, self.fresh, self.heading, self.opens = None, None, False, None, None


class _Places:
    """Finds on which line of the document words stand, going on from those found before."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line = 1
        self.misses = 0

    def line_of(self, words: str) -> int:
        """The line of words behind those asked for before; the last line where they are not found."""
        plainly = PLAIN_WORDS.match(words) if self.misses < MOST_MISSES else None
        if plainly is None:
            return self.line
        place = self._place_of(NOT_WORDS.split(plainly[1]))
        if place is None:
            self.misses += 1
            return self.line
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line

    def _place_of(self, words: Sequence[str]) -> int | None:
        """Where the words stand in a row; looking the first up spares making a pattern for each call."""
        place, limit = self.place, self.place + NEAR
        for _ in range(MOST_TRIES):
            place = self.text.find(words[0], place, limit)
            if place < 0:
                return None
            if self._go_on(place + len(words[0]), words[1:]):
                return place
            place += 1
        return None

    def _go_on(self, end: int, words: Sequence[str]) -> bool:
        for word in words:
            between = BETWEEN_WORDS.match(self.text, end)
            if between is None or not self.text.startswith(word, between.end()):
                return False
            end = between.end() + len(word)
        return True


# How far words are looked for, at how many places, and how often in vain until the page is given up.
NEAR = 60_000
MOST_TRIES = 2000
MOST_MISSES = 500
