"""Items of a feed become episodes, or are found to be episodes we know.

Feeds change GUIDs, put tokens into addresses and correct titles. An item is looked for by its GUID, then by
its enclosure without the query, then by title with date and duration, last by number with a like title; by
the last three also among episodes that came from documents. An episode stands for one item only, and each
way is tried for all items before the next one is, so that a guess never takes away a certain match.

What a feed says fills what is empty, and replaces what the feed itself said before. Where somebody changed
or emptied a field it stays as it is: the episode no longer holds the feed's word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from rapidfuzz import fuzz

from transcripts import feedxml
from transcripts.addresses import without_query
from transcripts.feedxml import Item, ParsedFeed, Person
from transcripts.models import Appearance, AppearanceRole, Episode, Feed, FeedItem, Guest
from transcripts.models.identity import fold_name, free_slugs
from transcripts.reading import metadata
from transcripts.services import appearances, people, records

T = TypeVar("T")
# What a feed tells of an episode, by the names of the episode's fields.
FIELDS = (
    "title",
    "number",
    "published_on",
    "duration_seconds",
    "language",
    "summary",
    "audio_url",
    "page_url",
)
# Publishers move a date by a day or two, and a duration by the advertisements.
DAYS_APART = 2
SECONDS_APART = 120
SHARE_APART = 0.1
# How alike titles are, of 100, whose episodes have the same number.
ALIKE = 85
KEY_LENGTH = 500
CHUNK = 500
# "12: Ships", "#12 – Ships".
NUMBERED = re.compile(r"#?\d{1,5}\s{0,3}[:.–—|-]\s{0,3}(?P<title>\S.*)")
REASON = "From the podcast's feed"

is_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a reading of a feed did to episodes."""

    new: int = 0
    updated: int = 0


@dataclass(frozen=True)
class Announced:
    """An item as it is compared and stored; `key` is its GUID, or what has to do in its place."""

    key: str
    enclosure: str
    titles: frozenset[str]
    item: Item
    told: dict[str, Any]

    @property
    def day(self) -> date | None:
        """The day it was published."""
        return self.item.published_on


class Known(NamedTuple):
    """An episode of the podcast, as items are compared with it."""

    pk: int
    folded: str
    number: int | None
    published_on: date | None
    duration_seconds: int | None
    audio_url: str


def adopt(feed: Feed, parsed: ParsedFeed, *, at: datetime) -> Adopted:
    """Make or update the episodes that a feed announces, and keep what it said. Belongs in a transaction
    that holds the feed's lease.
    """
    announced = announcements(parsed)
    rows = {row.episode_id: row for row in feed.items.all()}
    # Also episodes that somebody has moved to another podcast since.
    ours = Episode.objects.filter(Q(podcast=feed.podcast_id) | Q(pk__in=feed.items.values("episode")))
    known = [Known(*values) for values in ours.order_by("pk").values_list(*Known._fields)]
    found = Matching(announced, rows.values(), known).run()
    made = make_episodes(feed, [one for one in announced if one.key not in found])
    episodes = {**found, **made}
    before = {pk: row.told for pk, row in rows.items()}
    store_items(feed, announced, episodes, rows, at)
    updated = update_episodes(announced, found, before)
    add_people(
        [one for one in announced if before.get(episodes[one.key], {}).get("people") != one.told["people"]],
        episodes,
    )
    return Adopted(len(made), updated)


def announcements(parsed: ParsedFeed) -> list[Announced]:
    """The items of a feed, each once; what has neither GUID nor audio nor title is none."""
    guids = Counter(item.entry.guid for item in parsed.items)
    seen: dict[str, Announced] = {}
    for item in parsed.items:
        key = key_of(item, is_unique=guids[item.entry.guid] == 1)
        if key and key not in seen:
            seen[key] = Announced(
                key=key,
                enclosure=without_query(item.entry.enclosure),
                titles=titles_of(item),
                item=item,
                told=told(item, parsed.language),
            )
    return list(seen.values())


def key_of(item: Item, *, is_unique: bool) -> str:
    """What tells an item from the others of its feed: its GUID; with the audio where several share one."""
    entry = item.entry
    rest = without_query(entry.enclosure) or entry.page or f"{item.title} {item.published_on or ''}".strip()
    key = entry.guid if entry.guid and is_unique else f"{entry.guid} {rest}".strip()
    return key if len(key) <= KEY_LENGTH else f"sha256 {sha256(key.encode()).hexdigest()}"


def titles_of(item: Item) -> frozenset[str]:
    """The forms in which an item's title may be known: with and without the number before it."""
    heading = metadata.EPISODE_HEADING.match(item.title) or NUMBERED.match(item.title)
    titles = (item.title, item.short_title, heading["title"] if heading else "")
    return frozenset(fold_name(title)[:300] for title in titles if title) - {""}


def told(item: Item, language: str | None) -> dict[str, Any]:
    """What an item says of its episode, as it is kept: plain values by field, and its people."""
    cast = [person for person in item.persons if person.is_host or person.is_guest]
    return {
        "title": item.title[:300],
        "number": item.number,
        "published_on": item.published_on.isoformat() if item.published_on else None,
        "duration_seconds": item.duration_seconds,
        "language": language or "",
        "summary": item.summary,
        "audio_url": valid(item.entry.enclosure),
        "page_url": valid(item.entry.page),
        "people": [[person.name, str(role_of(person))] for person in cast],
    }


def role_of(person: Person) -> AppearanceRole:
    """What a person does in the episode."""
    return AppearanceRole.HOST if person.is_host else AppearanceRole.GUEST


def valid(url: str) -> str:
    """An address, or nothing where it is none that can be kept."""
    try:
        is_url(url)
    except ValidationError:
        return ""
    return url


# Which episode an item stands for


@dataclass
class Matching:
    """Finds the episodes of announced items; `found` has them by the item's key."""

    announced: Sequence[Announced]
    rows: Iterable[FeedItem]
    known: Sequence[Known]
    found: dict[str, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def run(self) -> dict[str, int]:
        """Try each way for all items before the next one."""
        self.index()
        for way in (self.by_guid, self.by_enclosure, self.by_title_and_day, self.by_title, self.by_number):
            self.apply(way)
        return self.found

    def index(self) -> None:
        """Arrange what is known by what it is looked for by."""
        self.by_pk = {episode.pk: episode for episode in self.known}
        self.told = {row.episode_id: row.told for row in self.rows}
        self.row_of_guid = {row.guid: row for row in self.rows}
        self.enclosures_announced = Counter(one.enclosure for one in self.announced)
        self.with_enclosure: dict[str, set[int]] = defaultdict(set)
        for row in self.rows:
            self.with_enclosure[row.enclosure].add(row.episode_id)
        self.titled: dict[str, list[Known]] = defaultdict(list)
        self.numbered: dict[int, list[Known]] = defaultdict(list)
        for episode in self.known:
            self.with_enclosure[without_query(episode.audio_url)].add(episode.pk)
            self.titled[episode.folded].append(episode)
            if episode.number is not None:
                self.numbered[episode.number].append(episode)

    def apply(self, way: Callable[[Announced], int | None]) -> None:
        """Look for the items that have no episode yet in one way."""
        for one in self.announced:
            if one.key not in self.found:
                pk = way(one)
                if pk is not None and pk not in self.taken:
                    self.found[one.key] = pk
                    self.taken.add(pk)

    def by_guid(self, one: Announced) -> int | None:
        """The episode of that GUID, unless title, day and audio all say that the GUID is used again."""
        row = self.row_of_guid.get(one.key)
        if row is None or (row.enclosure != one.enclosure and self.is_another(one, row.episode_id)):
            return None
        return row.episode_id

    def by_enclosure(self, one: Announced) -> int | None:
        """The episode of that audio. An address that serves several items, or another one each week, tells
        nothing.
        """
        pks = self.with_enclosure.get(one.enclosure, set()) if one.enclosure else set()
        if len(pks) != 1 or self.enclosures_announced[one.enclosure] > 1:
            return None
        pk = next(iter(pks))
        return None if self.is_another(one, pk) else pk

    def is_another(self, one: Announced, pk: int) -> bool:
        """Whether both title and day say that an episode is not this one."""
        episode, told = self.by_pk[pk], self.told.get(pk, {})
        titles = {episode.folded, fold_name(told.get("title", ""))[:300]} - {""}
        days = {episode.published_on and episode.published_on.isoformat(), told.get("published_on")} - {None}
        day = one.day.isoformat() if one.day else None
        return bool(titles and one.titles and not titles & one.titles and days and day and day not in days)

    def by_title_and_day(self, one: Announced) -> int | None:
        """The episode of that title and day; of several the one as long, else the first."""
        fitting = [
            e for e in self.same_title(one) if e.published_on is not None and e.published_on == one.day
        ]
        fitting.sort(key=lambda episode: same_length(episode, one) is not True)
        return fitting[0].pk if fitting else None

    def by_title(self, one: Announced) -> int | None:
        """The only episode of that title whose day and length do not say that it is another one."""
        fitting = [
            episode
            for episode in self.same_title(one)
            if (near := same_day(episode, one)) is not False
            and (near or same_length(episode, one) is not False)
        ]
        return fitting[0].pk if len(fitting) == 1 else None

    def same_title(self, one: Announced) -> list[Known]:
        """The episodes not taken yet that have one of its titles, and no other number."""
        found = (episode for title in one.titles for episode in self.titled.get(title, ()))
        numbers = (None, one.item.number)
        return [
            episode
            for episode in found
            if episode.pk not in self.taken and (one.item.number is None or episode.number in numbers)
        ]

    def by_number(self, one: Announced) -> int | None:
        """The only episode of that number, where its title is much alike or its day the same."""
        episodes = self.numbered.get(one.item.number, []) if one.item.number is not None else []
        if len(episodes) != 1:
            return None
        episode, near = episodes[0], same_day(episodes[0], one)
        alike = not episode.folded or any(
            fuzz.token_set_ratio(episode.folded, t) >= ALIKE for t in one.titles
        )
        return episode.pk if near or (near is None and alike) else None


def same_day(episode: Known, one: Announced) -> bool | None:
    """Whether the days agree, give or take; None where one is not known."""
    if episode.published_on is None or one.day is None:
        return None
    return abs((episode.published_on - one.day).days) <= DAYS_APART


def same_length(episode: Known, one: Announced) -> bool | None:
    """Whether the durations agree, give or take; None where one is not known."""
    length = one.item.duration_seconds
    if not episode.duration_seconds or not length:
        return None
    return abs(episode.duration_seconds - length) <= max(SECONDS_APART, SHARE_APART * length)


# What is stored


def make_episodes(feed: Feed, announced: Sequence[Announced]) -> dict[str, int]:
    """Make an episode of each item, the oldest first; their ids by the items' keys."""
    made: dict[str, int] = {}
    for some in chunks(reversed(announced)):
        texts = [f"{feed.podcast.slug[:30]} {one.item.title or one.item.number or ''}" for one in some]
        episodes = [
            Episode(
                podcast=feed.podcast,
                slug=slug,
                visibility=feed.podcast.rights,
                **{name: value(name, one.told) for name in FIELDS},
            )
            for one, slug in zip(some, free_slugs(Episode, texts, "episode"), strict=True)
        ]
        records.add(episodes, by=None, reason=REASON)
        made |= {one.key: episode.pk for one, episode in zip(some, episodes, strict=True)}
    return made


def update_episodes(
    announced: Iterable[Announced], found: dict[str, int], before: dict[int, dict[str, Any]]
) -> int:
    """Pass on to known episodes what the feed says now; how many changed."""
    changed = [(found[one.key], one) for one in announced if one.key in found]
    changed = [(pk, one) for pk, one in changed if before.get(pk) != one.told]
    updated = 0
    for some in chunks(changed):
        episodes = Episode.objects.in_bulk([pk for pk, _ in some])
        fields: set[str] = set()
        touched = []
        for pk, one in some:
            if news := news_for(episodes[pk], before.get(pk, {}), one.told):
                for name, new in news.items():
                    setattr(episodes[pk], name, new)
                fields |= news.keys()
                touched.append(episodes[pk])
        records.change(touched, fields, by=None, reason=REASON)
        updated += len(touched)
    return updated


def news_for(episode: Episode, before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The fields that the feed may set: empty ones it never filled, and those that hold its last word. What
    it no longer says takes nothing away.
    """
    news = {}
    for name in FIELDS:
        held, last, new = getattr(episode, name), value(name, before), value(name, now)
        is_open = not held and not last
        if new and new != held and (is_open or (last and held == last)):
            news[name] = new
    return news


def value(name: str, told: dict[str, Any]) -> Any:
    """What was told of a field, as an episode holds it."""
    plain = told.get(name)
    if name in ("number", "duration_seconds"):
        return plain
    if name == "published_on":
        return date.fromisoformat(plain) if plain else None
    return plain or ""


def store_items(
    feed: Feed,
    announced: Iterable[Announced],
    episodes: dict[str, int],
    rows: dict[int, FeedItem],
    at: datetime,
) -> None:
    """Keep one row for each item, whatever its GUID is now, and note which ones the feed no longer lists."""
    new: list[FeedItem] = []
    changed: dict[str, list[FeedItem]] = defaultdict(list)
    renamed: list[FeedItem] = []
    listed = set()
    for one in announced:
        pk = episodes[one.key]
        row = rows.get(pk)
        listed.add(pk)
        if row is None:
            new.append(described(FeedItem(feed=feed, episode_id=pk, guid=one.key), one, at))
            continue
        was = {name: getattr(row, name) for name in ITEM_FIELDS}
        described(row, one, at)
        if row.guid != one.key:
            row.guid = one.key
            renamed.append(row)
            continue
        for name in ITEM_FIELDS:
            if getattr(row, name) != was[name]:
                changed[name].append(row)
    keys = {one.key for one in announced}
    for pk, row in rows.items():
        if pk not in listed:
            gone_now = row.gone_at is None
            row.gone_at = row.gone_at or at
            if row.guid in keys:  # another item has its GUID now
                row.guid = f"gone {row.pk}"
                renamed.append(row)
            elif gone_now:
                changed["gone_at"].append(row)
    # GUIDs may have changed places: the rows are written anew, as no order of updates would do.
    for some in chunks(renamed):
        FeedItem.objects.filter(pk__in=[row.pk for row in some]).delete()
    for row in renamed:
        row.pk = None
    FeedItem.objects.bulk_create([*new, *renamed], batch_size=CHUNK)
    for name, some_rows in changed.items():
        FeedItem.objects.bulk_update(some_rows, [name], batch_size=CHUNK)


ITEM_FIELDS = (
    "enclosure",
    "told",
    "chapters_url",
    "soundbites",
    "transcript_url",
    "transcript_type",
    "transcript_etag",
    "transcript_last_modified",
    "transcript_failures",
    "transcript_error",
    "transcript_due_at",
    "gone_at",
)


def described(row: FeedItem, one: Announced, at: datetime) -> FeedItem:
    """The row with what the item says now. An address that differs in its query alone is the one we have:
    tokens change with every fetch.
    """
    if row.told and without_query(row.told.get("audio_url", "")) == without_query(one.told["audio_url"]):
        one.told["audio_url"] = row.told["audio_url"]
    row.told = one.told
    row.enclosure = one.enclosure
    row.gone_at = None
    row.chapters_url = valid(one.item.entry.chapters_url)
    row.soundbites = [asdict(bite) for bite in one.item.entry.soundbites]
    offered = feedxml.best_transcript(one.item.entry.transcripts, one.told["language"])
    url, kind = (valid(offered.url), offered.type) if offered else ("", "")
    if (without_query(url), kind) != (without_query(row.transcript_url), row.transcript_type):
        row.transcript_url, row.transcript_type = url, kind
        row.transcript_etag = row.transcript_last_modified = row.transcript_error = ""
        row.transcript_failures = 0
        row.transcript_due_at = at if url else None
    elif row.transcript_due_at is not None:
        row.transcript_url = url
    return row


def add_people(announced: Sequence[Announced], episodes: dict[str, int]) -> None:
    """Note who is in the episodes of which nobody has said that yet."""
    for some in chunks(one for one in announced if one.told["people"]):
        pks = [episodes[one.key] for one in some]
        known = set(Appearance.objects.filter(episode__in=pks).values_list("episode_id", flat=True))
        bare = [one for one in some if episodes[one.key] not in known]
        names = dict.fromkeys(name for one in bare for name, _ in one.told["people"])
        guests = people.find_or_make_guests(names, by=None) if names else {}
        appearing = [
            Appearance(episode_id=episodes[one.key], guest=guest, role=role)
            for one in bare
            for name, role in one.told["people"]
            if isinstance(guest := guests.get(name), Guest)
        ]
        appearances.add(appearing, by=None, reason="Named in the feed")


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, so many at a time as one statement takes."""
    rest = iter(rows)
    while some := list(islice(rest, CHUNK)):
        yield some
