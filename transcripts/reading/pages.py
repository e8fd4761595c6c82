"""HTML pages as their readers see them: blocks of text, and in them what marks speakers and times.

Menus, forms, comments and the like are left out. Nothing here knows a site: a block's `kind` and a piece's
`mark` are what repeats (tag and class), and a format tells by repetition which of them open turns.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transcripts.reading.markers import TRANSCRIPT_HEADING
from transcripts.reading.names import word_set
from transcripts.reading.turns import TooManyTurns

UNREAD = word_set(
    """
    script style noscript template head select textarea input svg math canvas iframe object embed audio video
    map
    """
)
BLOCKS = word_set(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section
    summary table tbody td tfoot th thead tr ul
    """
)
HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
MARKED = word_set("b strong cite em i u time mark label button")
# Parts of a page that are not the talk, told by the words in their class or id.
CHROME = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|reply|replies|disqus|cookies?|consent|gdpr|related|recommend\w*|share|sharing|"
    r"social|newsletter|subscribe|signup|sign-up|sidebar|breadcrumbs?|pagination|pager|pagenavi|navbar|navigation|nav|"
    r"menu|toolbar|popup|footer|widgets?|advert\w*|ads?|promo|skip-link|skip|screen-reader-text|sr-only|"
    r"visually-hidden|author-bio|about-author|post-tags|tag-cloud|tagcloud|login|paywall|upsell|jp-relatedposts|"
    r"sharedaddy|print-hide|noprint|banner|site-header|masthead|topbar|masterbar|more-episodes|other-episodes|"
    r"post-ufi|subscription-widget\w*|modal)(?:$|[\s_-])",
    re.IGNORECASE,
)
CHROME_TAGS = word_set("nav form menu footer aside dialog")
CHROME_ROLES = word_set(
    "navigation banner contentinfo complementary search form menu menubar toolbar dialog alert"
)
TALK = re.compile(r"transcri(?:pt|ption)|speech|utterance", re.IGNORECASE)
# Marks that say by themselves that they hold who speaks.
SPEAKER = re.compile(r"cite\b|dt\b|[a-z0-9]+\..*(?:speaker|talker|interlocutor|voice)", re.IGNORECASE)
TIME_DATA = (
    *("data-m", "data-start-ms", "data-ms", "data-start", "data-start-time", "data-starttime", "data-begin"),
    *("data-timestamp", "data-time", "data-t", "data-seek", "data-seconds", "data-offset", "data-timecode"),
    "begin",
)
END_DATA = ("data-end", "data-end-time", "data-endtime", "data-stop", "end")
MS_DATA = ("data-m", "data-ms", "data-start-ms")
SPEAKER_DATA = ("data-speaker", "data-speaker-name", "data-voice", "data-who", "data-participant")
LINKED_TIME = re.compile(
    r"[#?&;](?:t|time|start|ts|timestamp|seek)=(?P<time>[\dhms:.,]{1,15})(?:$|[&#,])", re.I
)
CALLED_TIME = re.compile(
    r"(?:play|seek|jump|skip|goto|time|start|cue)\w{0,20}\s{0,3}\(\s{0,3}[\"'(]?(?P<time>[\d:.]{1,15})", re.I
)
HMS = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,5})s?)?")
ONLY_CLOCK = re.compile(
    r"[\[(<{|@\s]{0,3}(?P<time>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\])>}|\s]{0,3}"
    r"(?:(?:[–—-]|-->|to|→)\s?[\[(]?(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?[\])]?\s?)?[:–—|-]?"
)
AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
LATEST_MS = 100 * 3_600_000
LONGEST_TALK_S = 12 * 3600
LABEL_WIDTH = 80
NAME_WIDTH = 40
MOST_OF_PAGE = 0.5
MOST_PARTS = 8
MIN_TALK = 200
# Far more than the page of any talk has.
MOST_BLOCKS = 25_000
TALK_SHARE = 0.3
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Piece:
    """A run of text in a block, how it is marked, and the time and the speaker that the markup gives it.

    `time` is as the markup writes it ("12.5", "0:12"), read by `Page.ms`, and `until` is when it ends;
    a click on a link plays it.
    """

    text: str
    mark: str = ""
    time: str = ""
    speaker: str = ""
    is_link: bool = False
    until: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, heading, cell or line; `around` are the parts of the page it is in that may be no talk."""

    kind: str
    tag: str
    pieces: list[Piece] = field(default_factory=list)
    around: tuple[int, ...] = ()
    talk: int = 0

    _text: str = ""

    @property
    def text(self) -> str:
        """What a reader sees, on one line; asked for when all pieces are there."""
        if not self._text:
            self._text = " ".join("".join(piece.text for piece in self.pieces).split())
        return self._text


@dataclass(slots=True, eq=False)
class Page:
    """The blocks of a page's main content, in order; `in_ms` says that times in data are whole ms."""

    blocks: list[Block]
    in_ms: bool = False

    def ms(self, time: str) -> int | None:
        """Milliseconds of a time that markup gives."""
        if match := CLOCK.fullmatch(time):
            hours, minutes, seconds, fraction = match.groups()
            ms = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000
            ms += int((fraction or "0").ljust(3, "0"))
        elif AMOUNT.fullmatch(time):
            ms = int(time) if self.in_ms and time.isdecimal() else round(float(time) * 1000)
        elif (match := HMS.fullmatch(time.lower())) and time:
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
        else:
            return None
        return ms if ms < LATEST_MS else None


def read(html: LexborHTMLParser) -> Page:
    """The main content of a page. Raises TooManyTurns."""
    walker = _Walker()
    if html.root is not None:
        walker.walk(html.root)
    return Page(_main(walker.blocks), walker.is_in_ms())


def clock(text: str) -> str | None:
    """The time code that is all a text says, without its brackets; of a span of time its start."""
    match = ONLY_CLOCK.fullmatch(text.strip()) if ":" in text and len(text) < 40 else None
    return match["time"] if match else None


def text_of(page: Page) -> str:
    """The page as lines for the formats of plain text: headings hashed, labels in bold, times in brackets."""
    lines: list[str] = []
    for block in page.blocks:
        line = _line_of(block)
        before = lines[-1] if lines else ""
        is_name = 0 < len(before) < NAME_WIDTH and before[-1].isalnum() and before[0] != "#"
        if is_name and clock(line) and "-->" not in line:
            lines[-1] = f"{before}  {clock(line)}"  # a name, and its time below
        elif line:
            lines.append(line)
    return "\n\n".join(lines)


def _line_of(block: Block) -> str:
    """A block as a line; a time or a bold label that it begins with is marked as such."""
    parts: list[str] = []
    is_opening = True  # nothing but times stands before
    for piece in block.pieces:
        text = piece.text
        if is_opening and text.strip():
            if (printed := clock(text)) and (piece.mark or piece.time):
                parts.append(f"[{printed}] ")
                continue
            is_opening = False
            if (
                _is_bold(piece)
                and len(text) < LABEL_WIDTH
                and any(p.mark != piece.mark for p in block.pieces)
            ):
                text = text.replace(text.strip(), f"**{text.strip()}**")
        parts.append(text)
    line = " ".join("".join(parts).split())
    return f"{'#' * int(block.tag[1])} {line.replace('**', '')}" if block.tag in HEADINGS and line else line


def _is_bold(piece: Piece) -> bool:
    return piece.mark.partition(".")[0] in ("b", "strong")


class _Walker:
    """Walks over the tree once, without recursion, and gathers its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.amounts: list[str] = []
        self.parts = 0
        self.column = 0

    def walk(self, root: LexborNode) -> None:
        """Take every node below a root, in the order of the page."""
        stack = [_Frame("html", "html", "", (), 0)]
        node = root.child
        while node is not None:
            child = self._enter(node, stack)
            if child is not None:
                node = child
                continue
            while node.next is None:
                parent = node.parent
                if parent is None or parent.mem_id == root.mem_id:
                    return
                node = parent
                if stack.pop().is_block:
                    self._close()
            node = node.next

    def is_in_ms(self) -> bool:
        """Whether times in data are whole ms: all whole, and beyond what any talk lasts in seconds."""
        largest = max(map(float, self.amounts), default=0)
        return largest > LONGEST_TALK_S and all(amount.isdecimal() for amount in self.amounts)

    def _enter(self, node: LexborNode, stack: list["_Frame"]) -> LexborNode | None:
        """Take a node; gives its first child where there is something to read in it."""
        if node.is_text_node:
            self._text(node.text_content or "", stack[-1])
            return None
        tag = node.tag or ""
        if tag in ("br", "hr"):
            self._close()
        if not node.is_element_node or tag in UNREAD or tag in ("br", "hr"):
            return None
        frame = self._frame(tag, node.attributes, stack[-1])
        if frame.is_block:
            self._close()
        if frame.time or frame.speaker:
            self._piece(Piece("", frame.mark, frame.time, frame.speaker, frame.is_link, frame.until), frame)
        if node.child is not None:
            stack.append(frame)
        elif frame.is_block:
            self._close()
        return node.child

    def _close(self) -> None:
        self.open = None

    def _text(self, text: str, frame: "_Frame") -> None:
        if self.open is None and (not text or text.isspace()):
            return
        lines = text.split("\n") if frame.tag == "pre" else [text.replace("\n", " ")]
        for place, line in enumerate(lines):
            if place:
                self._close()
            if line.strip() or self.open is not None:
                self._piece(Piece(line, frame.mark, is_link=frame.is_link), frame)

    def _piece(self, piece: Piece, frame: "_Frame") -> None:
        if self.open is None:
            if len(self.blocks) == MOST_BLOCKS:
                raise TooManyTurns(MOST_BLOCKS)
            self.open = Block(frame.kind, frame.tag, [], frame.around, frame.talk)
            self.blocks.append(self.open)
        self.open.pieces.append(piece)

    def _frame(self, tag: str, attributes: dict[str, str | None], outer: "_Frame") -> "_Frame":
        classes = (attributes.get("class") or "")[:300] if attributes else ""
        first_class = DIGITS.sub("", classes.strip().split(" ")[0]) if classes else ""
        name = f"{tag}.{first_class}" if first_class else tag
        time, until, is_link = self._time(attributes) if attributes else ("", "", False)
        speaker = ""
        if attributes:
            speaker = next((attributes[key] or "" for key in SPEAKER_DATA if attributes.get(key)), "")
        is_link = is_link or outer.is_link
        if tag not in BLOCKS:
            keeps = SPEAKER.match(outer.mark) or not (first_class or tag in MARKED)
            mark = outer.mark if keeps else name
            return _Frame(
                outer.tag, outer.kind, mark, outer.around, outer.talk, False, time, speaker, is_link, until
            )
        around, talk = outer.around, outer.talk
        words = f"{classes} {(attributes.get('id') or '')[:100]}" if attributes else ""
        if len(around) < MOST_PARTS and _is_chrome(tag, words, attributes):
            self.parts += 1
            around = (*around, self.parts)
        elif not talk and tag not in HEADINGS and tag not in ("p", "body", "html") and TALK.search(words):
            self.parts += 1
            talk = self.parts
        if tag == "tr":
            self.column = 0
        elif tag in ("td", "th"):
            self.column += 1
            name = f"{name}@{min(self.column, 9)}"
        return _Frame(
            tag, name, "dt" if tag == "dt" else "", around, talk, True, time, speaker, is_link, until
        )

    def _time(self, attributes: dict[str, str | None]) -> tuple[str, str, bool]:
        """The time that an element's attributes give, when it ends, and whether it is a link's."""
        for key in TIME_DATA:
            value = (attributes.get(key) or "").strip()
            if value and AMOUNT.fullmatch(value):
                if key in MS_DATA:
                    length = (attributes.get("data-d") or "").strip()
                    end = float(value) + float(length) if AMOUNT.fullmatch(length) else None
                    return f"{float(value) / 1000:.3f}", f"{end / 1000:.3f}" if end is not None else "", False
                self.amounts.append(value)
                return value, self._end(attributes), False
            if value and CLOCK.fullmatch(value):
                return value, self._end(attributes), False
        link = LINKED_TIME.search((attributes.get("href") or "")[-60:])
        link = link or CALLED_TIME.search((attributes.get("onclick") or "")[:200])
        return (link["time"], "", True) if link else ("", "", False)

    def _end(self, attributes: dict[str, str | None]) -> str:
        return next((value.strip() for key in END_DATA if (value := attributes.get(key))), "")


def _is_chrome(tag: str, words: str, attributes: dict[str, str | None]) -> bool:
    if TALK.search(words):
        return False
    role = (attributes.get("role") or "") if attributes else ""
    return tag in CHROME_TAGS or role in CHROME_ROLES or bool(CHROME.search(words))


def _main(blocks: list[Block]) -> list[Block]:
    """The blocks that may be talk: without the parts of the page that are none, however they are called.

    A part that holds most of the page is no chrome. What stands below the only transcript is left out.
    """
    sizes: Counter[int] = Counter()
    talks: Counter[int] = Counter()
    for block in blocks:
        size = len(block.text)
        sizes[0] += size
        for part in block.around:
            sizes[part] += size
    kept = [b for b in blocks if all(sizes[part] > MOST_OF_PAGE * sizes[0] for part in b.around)]
    for block in kept:
        talks[block.talk] += len(block.text)
    large = [talk for talk, size in talks.items() if talk and size > max(MIN_TALK, TALK_SHARE * sizes[0])]
    if len(large) != 1:
        return kept
    places = [place for place, block in enumerate(kept) if block.talk == large[0]]
    before, talk = kept[: places[0]], kept[places[0] : places[-1] + 1]
    is_headed = any(TRANSCRIPT_HEADING.fullmatch(block.text) for block in (*before, *talk[:3]))
    heading = [] if is_headed or not before else [Block("h2", "h2", [Piece("Transcript")])]
    return [*before, *heading, *talk]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What holds for the text in an open element."""

    tag: str
    kind: str
    mark: str
    around: tuple[int, ...]
    talk: int
    is_block: bool = True
    time: str = ""
    speaker: str = ""
    is_link: bool = False
    until: str = ""
