"""Podcast feeds: RSS and Atom with the tags of iTunes and Podcasting 2.0, as plain values.

Namespaces are told by what their addresses have in common, as feeds write them in several ways. A feed whose
XML is broken is mended where that is safe, else read item by item; no entity and no DTD is ever followed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from html import unescape
from html.entities import html5
from itertools import chain, islice, pairwise
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError, SubElement  # for the types; defusedxml parses
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from selectolax.lexbor import LexborNode

from transcripts.documents import FeedEntry, Problem, Severity, Soundbite, TranscriptLink
from transcripts.reading import dates, metadata, safehtml
from transcripts.reading.names import word_set

# What a namespace's address contains, in small letters, and the prefix that stands for it here.
NAMESPACES = (
    ("podcastindex.org/namespace", "podcast"),
    ("podcast-namespace", "podcast"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("/2005/atom", "atom"),
    ("purl.org/atom", "atom"),
    ("rss/1.0/modules/content", "content"),
    ("purl.org/dc/", "dc"),
    ("search.yahoo.com/mrss", "media"),
    ("purl.org/rss/1.0", ""),
    ("backend.userland.com/rss", ""),
    ("rssnamespace.org/feed", ""),
)
PREFIXES = {
    "podcast": "https://podcastindex.org/namespace/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
# The best type first: what tells most about who speaks when.
TRANSCRIPT_TYPES = ("json", "vtt", "srt", "html", "text")
TYPE_WORDS = (
    ("json", "json"), ("vtt", "vtt"), ("subrip", "srt"), ("srt", "srt"), ("html", "html"), ("plain", "text"),
)  # fmt: skip
SUFFIXES = {"json": "json", "vtt": "vtt", "srt": "srt", "html": "html", "htm": "html", "txt": "text"}
HOSTS = frozenset({"host", "co-host", "cohost", "guest host", "guest-host", "moderator", "presenter"})
GUESTS = frozenset({"guest", "interviewee", "panelist", "panellist", "speaker"})
# How a document names its encoding, and the encodings that feeds are written in; Python knows others, some of
# them slow without bound.
ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,20})[\"']")
ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|us-ascii|iso-?8859-\d{1,2}|windows-\d{3,4}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|"
    r"shift_jis|euc-(?:jp|kr)",
    re.IGNORECASE,
)
AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:(\w{1,31});)?")
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DOCTYPE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>)?\s*<!DOCTYPE[^\[>]{0,1000}(?:\[[^\]]{0,100000}\]\s{0,100})?>", re.I
)
CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
ROOT = re.compile(r"</?(?:rss|channel|feed|[\w-]{1,20}:RDF)(?:\s[^<>]{0,5000})?>")
DECLARED = re.compile(r"xmlns(?::[\w-]{1,30})?\s{0,9}=\s{0,9}(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')")
DECLARATION = re.compile(r"<\?[^<>]{0,500}\?>")
KNOWN_TAG = re.compile(
    r"<(title|link|guid|pubDate|description|enclosure|id|published|content:encoded|"
    r"itunes:(?:title|duration|episode|season|episodeType|author|summary)|"
    r"podcast:(?:transcript|person|chapters|soundbite|episode|season))(?=[\s/>])([^<>]{0,5000})>"
)
ATTRIBUTE = re.compile(r"([\w:]{1,30})\s{0,9}=\s{0,9}([\"'])([^\"']{0,4000})\2")
ITEM_START = re.compile(r"<(item|entry)(?=[\s>])")
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
# More than any podcast has; newest come first, so the oldest are left out.
MAX_ITEMS = 10_000
MAX_PIECE = 200_000
# A document with more tags is read item by item: as a tree, each would take up to half a kilobyte.
MAX_TAGS = 600_000
MAX_DURATION = 100 * 3600
MAX_NUMBER = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a feed names: `role` and `group` in small letters, as the Podcasting 2.0 taxonomy has them."""

    name: str
    role: str = "host"
    group: str = "cast"

    @property
    def is_host(self) -> bool:
        """Whether this person leads the talk."""
        return self.role in HOSTS

    @property
    def is_guest(self) -> bool:
        """Whether this person is talked with. An editor or a producer is neither host nor guest."""
        return self.role in GUESTS


@dataclass(frozen=True, slots=True)
class Item:
    """One episode as the feed announces it; what it does not say is None or empty.

    `persons` are the item's own, else the channel's. `description` is what the publisher wrote, markup and
    all: `notes` is what readers would see of it. `kind` is full, trailer or bonus.
    """

    entry: FeedEntry
    title: str = ""
    short_title: str = ""
    number: int | None = None
    season: int | None = None
    kind: str = "full"
    published_on: date | None = None
    duration_seconds: int | None = None
    author: str = ""
    persons: tuple[Person, ...] = ()
    description: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The show notes by paragraph."""
        return prose(self.description)

    @property
    def summary(self) -> str:
        """The gist of the show notes."""
        notes = self.notes
        return metadata.summary_of(notes) or (notes[0][: metadata.SUMMARY_WIDTH] if notes else "")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed: what it says of the podcast, and its items in its order.

    `moved_to` is the address the feed says it has moved to; `problems` say what of it could not be read.
    """

    title: str = ""
    link: str = ""
    guid: str = ""
    language: str | None = None
    author: str = ""
    moved_to: str = ""
    persons: tuple[Person, ...] = ()
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


Tags = dict[str, list[Element]]


def read(document: str | bytes, base: str = "") -> ParsedFeed | None:
    """What a feed says, None where the document is no feed. Never raises.

    `base` is the feed's own address: relative addresses in it are completed with it.
    """
    text = (document if isinstance(document, str) else _decoded(document)).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    root = _parsed(text)
    if root is None:
        text = mended(text)
        root = _parsed(text)
        if root is None:
            return _read_piecemeal(text, base)
    return _read_root(root, base)


def is_feed(root: Element) -> bool:
    """Whether an XML document is a feed: RSS, Atom, or RSS 1.0 in RDF."""
    name = _name(root.tag)
    return name in ("rss", "channel", "atom:feed") or (
        name.rpartition(":")[2].casefold() == "rdf" and any(_name(child.tag) == "channel" for child in root)
    )


def feed_of_page(document: bytes, base: str) -> str:
    """The address of the feed that a web page names, as browsers find it; empty where it names none."""
    head = _decoded(document[:MAX_PIECE])
    if not re.match(r"\s*<(?:!doctype html|html|head)\b", head, re.IGNORECASE):
        return ""
    for link in safehtml.read(head).css('link[rel~="alternate"]'):
        if (link.attributes.get("type") or "").casefold() in FEED_TYPES:
            return _address(link.attributes.get("href") or "", base)
    return ""


def best_transcript(links: Sequence[TranscriptLink], language: str | None) -> TranscriptLink | None:
    """The transcript to fetch: in the episode's own language (or in none given) first, then in the type that
    tells most; None where nothing readable is offered.
    """
    readable = [link for link in links if transcript_type(link) is not None]
    wanted = primary(language)

    def rank(link: TranscriptLink) -> tuple[bool, int]:
        foreign = bool(wanted and link.language and primary(link.language) != wanted)
        return foreign, TRANSCRIPT_TYPES.index(transcript_type(link) or "text")

    return min(readable, key=rank, default=None)


def transcript_type(link: TranscriptLink) -> str | None:
    """One of TRANSCRIPT_TYPES, by the media type, else by the address; None for what osbiz cannot read."""
    said = link.type.casefold()
    for word, kind in TYPE_WORDS:
        if word in said:
            return kind
    suffix = link.url.partition("?")[0].rpartition(".")[2].casefold()
    return SUFFIXES.get(suffix)


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


def mended(text: str) -> str:
    """XML without what most often breaks it: a DTD, bare ampersands, HTML's entities, control characters,
    prefixes that nobody declared.
    """
    text = FORBIDDEN.sub("", text)
    if doctype := DOCTYPE.match(text):
        text = text[doctype.end() :]
    text = AMPERSAND.sub(_entity, text)
    root = ROOT.search(text)
    if root is None:
        return text
    missing = [f' xmlns:{p}="{a}"' for p, a in PREFIXES.items() if f"xmlns:{p}=" not in root[0]]
    return f"{text[: root.end() - 1]}{''.join(missing)}{text[root.end() - 1 :]}"


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in XML_ENTITIES:
        return found[0]
    return escape(html5[f"{name};"]) if f"{name};" in html5 else f"&amp;{name};"


def _decoded(raw: bytes) -> str:
    """The text of a feed's bytes, in the encoding that its mark or its first line names; UTF-8 without."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    named = ENCODING.match(raw[:200])
    encoding = named[1].decode("ascii") if named else "utf-8"
    if not ENCODINGS.fullmatch(encoding) or encoding.casefold().startswith("utf-16"):
        encoding = "utf-8"
    try:
        return raw.decode(encoding, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _parsed(text: str) -> Element | None:
    """The XML as a tree, None where it is broken or would take more memory than any feed should."""
    outside, *rest = text.split("<![CDATA[")
    tags = outside.count("<") + sum(piece.partition("]]>")[2].count("<") for piece in rest)
    if tags > MAX_TAGS:
        return None
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None


def _read_root(root: Element, base: str) -> ParsedFeed | None:
    if not is_feed(root):
        return None
    channel = root
    if _name(root.tag) not in ("atom:feed", "channel"):
        channel = next((child for child in root if _name(child.tag) == "channel"), root)
    feed = _read_channel(_tags(channel), base)
    # RSS 1.0 has its items beside the channel.
    parents = (root,) if channel is root else (channel, root)
    found = (child for parent in parents for child in parent if _name(child.tag) in ("item", "atom:entry"))
    return _completed(feed, [_read_item(_tags(item), base) for item in islice(found, MAX_ITEMS)])


def _completed(feed: ParsedFeed, items: Sequence[Item]) -> ParsedFeed:
    """The feed with its items: persons of the channel where an item names none, and numbers only where they
    tell episodes apart (seasons may begin anew at 1, and a trailer may share its number).
    """
    counts = Counter(item.number for item in items if item.kind == "full")
    kept = (
        replace(
            item,
            persons=item.persons or feed.persons,
            number=item.number if item.kind == "full" and counts[item.number] == 1 else None,
        )
        for item in items
    )
    return replace(feed, items=tuple(kept))


def _read_channel(tags: Tags, base: str) -> ParsedFeed:
    return ParsedFeed(
        title=_line(tags, "title", "atom:title", "itunes:title"),
        link=_page(tags, base),
        guid=_line(tags, "podcast:guid")[:200],
        language=primary(_line(tags, "language", "dc:language")),
        author=_author(tags),
        moved_to=_address(_line(tags, "itunes:new-feed-url"), base),
        persons=_persons(tags),
    )


def _read_item(tags: Tags, base: str) -> Item:
    title = " ".join(prose(_line(tags, "title", "atom:title", "itunes:title")))
    return Item(
        entry=FeedEntry(
            guid=_line(tags, "guid", "atom:id", "id"),
            enclosure=_enclosure(tags, base),
            page=_page(tags, base) or _permalink(tags),
            transcripts=_transcripts(tags, base),
            chapters_url=next(_attributes(tags, "podcast:chapters", "url", base), ""),
            soundbites=_soundbites(tags),
        ),
        title=title,
        short_title=_line(tags, "itunes:title"),
        number=_number(tags, title),
        season=_whole(_line(tags, "itunes:season", "podcast:season")),
        kind=_line(tags, "itunes:episodeType").casefold() or "full",
        published_on=day(
            _line(
                tags, "pubDate", "atom:published", "published", "dc:date", "atom:updated", "date", "pubdate"
            )
        ),
        duration_seconds=seconds(_line(tags, "itunes:duration")),
        author=_author(tags),
        persons=_persons(tags),
        description=_longest(tags),
    )


def _tags(parent: Element | None) -> Tags:
    """The children of an element by name."""
    found: Tags = {}
    for child in parent if parent is not None else ():
        if isinstance(child.tag, str):
            found.setdefault(_name(child.tag), []).append(child)
    return found


@lru_cache(maxsize=500)
def _name(tag: str) -> str:
    """A tag as `prefix:name`, whatever prefix the feed itself uses; RSS's own have none."""
    if not tag.startswith("{"):
        return tag
    address, _, name = tag[1:].partition("}")
    small = address.casefold()
    for part, prefix in NAMESPACES:
        if part in small:
            return f"{prefix}:{name}" if prefix else name
    return f"other:{name}"


def _line(tags: Tags, *names: str) -> str:
    """The text of the first of these tags that has any, on one line."""
    for name in names:
        for element in tags.get(name, ()):
            if text := " ".join("".join(element.itertext()).split()):
                return unescape(text) if "&" in text else text
    return ""


def _longest(tags: Tags) -> str:
    """The fullest description: publishers put the whole notes now in one tag, now in another."""
    names = (
        "content:encoded",
        "description",
        "itunes:summary",
        "atom:content",
        "atom:summary",
        "itunes:subtitle",
    )
    texts = ["".join(element.itertext()).strip() for name in names for element in tags.get(name, ())]
    return max(texts, key=len, default="")


def _page(tags: Tags, base: str) -> str:
    """The address of the page: RSS's link, or Atom's alternate one."""
    if found := _address(_line(tags, "link"), base):
        return found
    for link in tags.get("atom:link", ()):
        if link.get("rel", "alternate") == "alternate" and (found := _address(link.get("href", ""), base)):
            return found
    return ""


def _permalink(tags: Tags) -> str:
    guid = next(iter(tags.get("guid", ())), None)
    if guid is None or guid.get("isPermaLink", "true") != "true":
        return ""
    return _address((guid.text or "").strip(), "")


def _enclosure(tags: Tags, base: str) -> str:
    """The address of the audio: the first enclosure that is sound, else the first of all."""
    links = [link for link in tags.get("atom:link", ()) if link.get("rel") == "enclosure"]
    elements = [*tags.get("enclosure", ()), *links, *tags.get("media:content", ())]
    sounds = [e for e in elements if e.get("type", "").startswith("audio") or e.get("medium") == "audio"]
    for element in [*sounds, *elements]:
        if found := _address(element.get("url") or element.get("href") or "", base):
            return found
    return ""


def _transcripts(tags: Tags, base: str) -> tuple[TranscriptLink, ...]:
    links = []
    for element in tags.get("podcast:transcript", ()):
        if url := _address(element.get("url", ""), base):
            kind = element.get("type", "").strip().casefold()[:100]
            links.append(TranscriptLink(url, kind, element.get("language", "").strip()[:20] or None))
    return tuple(dict.fromkeys(links))


def _soundbites(tags: Tags) -> tuple[Soundbite, ...]:
    bites = []
    for element in tags.get("podcast:soundbite", ()):
        start, length = _ms(element.get("startTime", "")), _ms(element.get("duration", ""))
        if start is not None and length:
            bites.append(Soundbite(start, length, " ".join("".join(element.itertext()).split())[:300]))
    return tuple(bites)


def _persons(tags: Tags) -> tuple[Person, ...]:
    """The people named, each once: the first role counts."""
    found: dict[str, Person] = {}
    for element in tags.get("podcast:person", ()):
        name = " ".join("".join(element.itertext()).split())
        if name and len(name) <= 200:
            role = " ".join(element.get("role", "").casefold().split()) or "host"
            group = " ".join(element.get("group", "").casefold().split()) or "cast"
            found.setdefault(name.casefold(), Person(name, role, group))
    return tuple(found.values())


def _author(tags: Tags) -> str:
    if found := _line(tags, "itunes:author", "dc:creator", "author"):
        return found
    people = tags.get("atom:author", ())
    return next((_line(_tags(author), "atom:name") for author in people), "")


def _number(tags: Tags, title: str) -> int | None:
    """The episode's number: in its tag, else in its title."""
    for name in ("itunes:episode", "podcast:episode"):
        if (found := _whole(_line(tags, name))) is not None:
            return found
    return metadata.number_in(title)


def _whole(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,10})(?:\.0+)?", text)
    return int(match[1]) if match and int(match[1]) <= MAX_NUMBER else None


def _ms(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,7})(?:\.(\d{1,9}))?", text.strip())
    return int(match[1]) * 1000 + int(f"{match[2] or ''}000"[:3]) if match else None


def _attributes(tags: Tags, name: str, attribute: str, base: str) -> Iterator[str]:
    for element in tags.get(name, ()):
        if found := _address(element.get(attribute, ""), base):
            yield found


def _address(text: str, base: str) -> str:
    """An http address, completed with the feed's own; empty where it is none."""
    text = text.strip()
    if not text or len(text) > 2000:
        return ""
    try:
        url = urljoin(base, text)
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and " " not in url and len(url) <= 2000 else ""


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _month(name: str) -> int:
    small = name.casefold()
    return dates.MONTHS.get(small[:4]) or dates.MONTHS.get(small[:3]) or 0


def _read_piecemeal(text: str, base: str) -> ParsedFeed | None:
    """A feed whose XML is broken for good: its head and each of its items by itself."""
    spans = list(islice(_item_spans(text), MAX_ITEMS))
    if not spans or not (root := ROOT.search(head := text[: spans[0][0]])):
        return None
    declared = " ".join(match[0] for match in DECLARED.finditer(root[0]))
    feed = _read_channel(_tags(_piece(ROOT.sub("", DECLARATION.sub("", head)), declared)), base)
    items = []
    salvaged = 0
    for start, end in spans:
        piece = text[start : min(end, start + MAX_PIECE)]
        element = _piece(piece, declared)
        salvaged += element is None
        items.append(_read_item(_tags(element if element is not None else _salvaged(piece)), base))
    message = (
        f"This feed is not well-formed XML. Its {len(items)} items were read one by one; {salvaged} are "
        "broken in themselves and may lack something. A feed validator shows its publisher where."
    )
    return replace(_completed(feed, items), problems=(Problem(Severity.WARNING, "broken-feed", message),))


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where items start and end; one without an end goes to the start of the next."""
    starts = ((match.start(), match[1]) for match in ITEM_START.finditer(text))
    for (start, name), (limit, _) in pairwise(chain(starts, [(len(text), "")])):
        closing = f"</{name}>"
        end = text.find(closing, start, limit)
        yield start, end + len(closing) if end >= 0 else limit


def _piece(piece: str, declared: str) -> Element | None:
    """A piece of a feed as an element, None where it is broken."""
    root = _parsed(f"<channel {declared}>{piece}</channel>")
    return root[0] if root is not None and ITEM_START.match(piece) and len(root) else root


def _salvaged(piece: str) -> Element:
    """What can be told of a broken item: each tag we know, with its attributes and the text to its end."""
    item = Element("item")
    unclosed = set()
    place = 0
    while match := KNOWN_TAG.search(piece, place):
        place = match.end()
        prefix, _, name = match[1].rpartition(":")
        element = SubElement(item, f"{{{PREFIXES[prefix]}}}{name}" if prefix else match[1])
        element.attrib.update({key: unescape(value) for key, _, value in ATTRIBUTE.findall(match[2])})
        if match[2].endswith("/") or match[1] in unclosed:
            continue
        end = piece.find(f"</{match[1]}>", place)
        if end < 0:
            unclosed.add(match[1])
        else:
            element.text = CDATA.sub("", unescape(piece[place:end]))
            place = end
    return item
