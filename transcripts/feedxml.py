"""Podcast feeds: RSS and Atom with the tags of iTunes and Podcasting 2.0, as plain values.

Namespaces are told by what their addresses have in common, as feeds write them in several ways.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from html import unescape
from itertools import islice
from urllib.parse import urljoin
from xml.etree.ElementTree import Element  # for the types; defusedxml parses

from transcripts import feedtrees
from transcripts.documents import FeedEntry, Problem, Severity, Soundbite, TranscriptLink
from transcripts.feedvalues import day, primary, prose, seconds
from transcripts.reading import metadata, safehtml

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
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
# The best type first: what tells most about who speaks when.
TRANSCRIPT_TYPES = ("json", "vtt", "srt", "html", "text")
TYPE_WORDS = (
    ("json", "json"), ("vtt", "vtt"), ("subrip", "srt"), ("srt", "srt"), ("html", "html"), ("plain", "text"),
)  # fmt: skip
SUFFIXES = {"json": "json", "vtt": "vtt", "srt": "srt", "html": "html", "htm": "html", "txt": "text"}
HOSTS = frozenset({"host", "co-host", "cohost", "guest host", "guest-host", "moderator", "presenter"})
GUESTS = frozenset({"guest", "interviewee", "panelist", "panellist", "speaker"})
# More than any podcast has; newest come first, so the oldest are left out.
MAX_ITEMS = 10_000
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
    text = (document if isinstance(document, str) else feedtrees.decoded(document)).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    root = feedtrees.parsed(text)
    if root is None:
        text = feedtrees.mended(text)
        root = feedtrees.parsed(text)
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
    head = feedtrees.decoded(document[: feedtrees.MAX_PIECE])
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


def _read_piecemeal(text: str, base: str) -> ParsedFeed | None:
    """A feed whose XML is broken for good: its head and each of its items by itself."""
    found = feedtrees.pieces(text, MAX_ITEMS)
    if found is None:
        return None
    channel, elements = found
    items = []
    salvaged = 0
    for element, is_whole in elements:
        items.append(_read_item(_tags(element), base))
        salvaged += not is_whole
    message = (
        f"This feed is not well-formed XML. Its {len(items)} items were read one by one; {salvaged} are "
        "broken in themselves and may lack something. A feed validator shows its publisher where."
    )
    feed = _completed(_read_channel(_tags(channel), base), items)
    return replace(feed, problems=(Problem(Severity.WARNING, "broken-feed", message),))
