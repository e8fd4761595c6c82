"""Documents become episodes: the bytes are kept, parsed, and stored once, whatever is sent how often."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from transcripts.documents import ParsedDocument, ParsedEpisode, Problem, Severity
from transcripts.models import (
    Appearance,
    AppearanceRole,
    Company,
    Episode,
    Guest,
    Podcast,
    RevisionKind,
    SourceDocument,
)
from transcripts.models.identity import free_slugs
from transcripts.services import appearances, documents, labels, matching, people, records, revisions
from transcripts.signals import RELATED

# Any number will do, as long as nothing else in the database locks it.
IMPORT_LOCK = 6_401_998
# Episodes that are stored in the same few statements, at most.
MOST_TOGETHER = 20
NAMED = "Named in an imported document"

Decisions = Mapping[str, Any]
"""What an editor decided in the preview: {"episode": pk} where a document belongs to one we know, and by the
position of an episode in the document {label: {"guest": pk} | {"name": "..."} | {"none": true}}."""


class DocumentRefused(Exception):
    """A document that holds no episode; the message says what is wrong and what to do."""

    def __init__(self, parsed: ParsedDocument) -> None:
        errors = [problem.message for problem in parsed.problems if problem.severity == Severity.ERROR]
        super().__init__(" ".join(errors) or "No episode was found in this document.")
        self.parsed = parsed


@dataclass
class ImportResult:
    """What an import did: the episodes it made or found again, and the problems a person should see."""

    parsed: ParsedDocument
    created: bool
    episodes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The result as it is kept with the job and printed by the command."""
        return {
            "created": self.created,
            "format": self.parsed.format,
            "container": self.parsed.container,
            "confidence": self.parsed.confidence,
            "encoding": self.parsed.encoding,
            "episodes": self.episodes,
            "problems": [problem.as_json() for problem in (*self.parsed.problems, *self.problems)],
        }


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read, and what is decided of it: its podcast, and what an editor said of labels.

    `progress` is told (episodes done, episodes in all) on the way, and may raise to end it.
    """

    document: SourceDocument
    parsed: ParsedDocument
    podcast: Podcast | None = None
    decisions: Decisions = field(default_factory=dict)
    progress: Callable[[int, int], None] | None = None


@transaction.atomic
def store(read: Sequence[ReadDocument], *, by: Any) -> list[ImportResult]:
    """Store what was parsed of several documents, no two of them the same, or nothing at all.

    It comes to what storing one after the other makes, in far fewer statements. A document whose episodes are
    there already changes nothing.
    """
    take_turns()
    results = [ImportResult(one.parsed, created=False) for one in read]
    known = documents.known_episodes([one.document for one in read])
    fresh = []
    for one, result in zip(read, results, strict=True):
        if stored := known.get(one.document.pk):
            result.episodes = [summary(episode, created=False) for episode in stored]
        else:
            fresh.append((one, result))
    titles = [found.podcast for one, _ in fresh if one.podcast is None for found in one.parsed.episodes]
    podcasts = people.find_or_make_podcasts(titles, by=by)
    episodes = [
        EpisodeImport(one, result, found, position, one.podcast or podcasts[found.podcast])
        for one, result in fresh
        for position, found in enumerate(one.parsed.episodes)
    ]
    for some in apart(episodes):
        store_episodes(some, by=by)
    return results


def apart(episodes: Iterable["EpisodeImport"]) -> Iterator[list["EpisodeImport"]]:
    """The episodes in their order, in groups to store together: none is recognised by what another of its
    group brings, and what an editor decided counts for all that follow."""
    group: list[EpisodeImport] = []
    brought: set[matching.Sign] = set()
    for one in episodes:
        is_recognised = not brought.isdisjoint(matching.looked_for(one.parsed, one.podcast, one.document))
        decided = one.decisions or (group and group[-1].decisions)
        if group and (is_recognised or decided or len(group) == MOST_TOGETHER):
            yield group
            group, brought = [], set()
        group.append(one)
        brought |= matching.brought(one.parsed, one.podcast, one.document)
    if group:
        yield group


def store_episodes(episodes: Sequence["EpisodeImport"], *, by: Any) -> None:
    """Store the new ones together, and those that we know one after the other."""
    for one in episodes:
        one.episode = one.known = one.find()
    new = [one for one in episodes if one.known is None]
    for group in (new, *([one] for one in episodes if one.known)):
        if group:
            store_group(group, by=by)
    for one in episodes:
        one.result.episodes.append(one.summary())
        one.result.created = one.result.created or bool(one.known is None or one.added)
        if one.read.progress:
            one.read.progress(len(one.result.episodes), len(one.read.parsed.episodes))


def store_group(group: Sequence["EpisodeImport"], *, by: Any) -> None:
    """Store new episodes, or what is new of one that we know: who is in them, and their texts."""
    guests = people.find_or_make_guests([name for one in group for name in one.names()], by=by)
    for one in group:
        one.meet(guests, by=by)
    known = labels.decided([(one.podcast, one.parsed) for one in group])
    for one in group:
        one.bind(known[one.podcast.pk])
    make([one for one in group if one.known is None], by=by)
    texts = [(one, text) for one in group for text in one.texts()]
    stored = revisions.add_imports([text for _, text in texts], by=by)
    for (one, text), revision in zip(texts, stored, strict=True):
        if revision:
            one.added.add(text.kind)
    appear([one for one in group if one.known is None or one.is_first_text()], by=by)
    for one in group:
        one.complete(by=by)


def make(new: Sequence["EpisodeImport"], *, by: Any) -> None:
    """The new episodes, with what the documents say of them."""
    stems = [f"{one.podcast.slug[:30]} {one.name}" for one in new]
    made = [one.made(slug) for one, slug in zip(new, free_slugs(Episode, stems, "episode"), strict=True)]
    records.add(made, by=by, reason=[f"Imported from {one.document.name}" for one in new])
    for one, episode in zip(new, made, strict=True):
        one.episode = episode


def appear(imports: Sequence["EpisodeImport"], *, by: Any) -> None:
    """Note who is in the episodes, and for which company where a document names just one."""
    names = [name for one in imports for name in one.parsed.companies]
    found = people.find_or_make_companies(names, by=by)
    spoken_for = Episode.companies.through
    links, appearing = [], []
    for one in imports:
        companies = {found[name].pk: found[name] for name in one.parsed.companies if name in found}
        links += [spoken_for(episode=one.stored, company=company) for company in companies.values()]
        only = next(iter(companies.values())) if len(companies) == 1 else None
        appearing += one.appearances(only)
    known = spoken_for.objects.filter(episode__in=[link.episode_id for link in links])
    known_pairs = set(known.values_list("episode_id", "company_id"))
    new = [link for link in links if (link.episode_id, link.company_id) not in known_pairs]
    linked = {link.episode_id for link in new}
    with records.announced([one.stored for one in imports], [RELATED], by=by):
        spoken_for.objects.bulk_create(new, ignore_conflicts=True)
        about = [one for one in imports if one.stored.pk in linked]
        records.tell_lines(*(one.stored for one in about if one.known is None))
        records.tell_links([one.stored for one in about if one.known], by=by, reason=NAMED)
        appearances.add(appearing, by=by, reason=NAMED)


def take_turns() -> None:
    """Let one import write at a time: people and podcasts are found or made by name, and two imports at once
    would make two of each. SQLite has one writer anyway; PostgreSQL frees the lock with the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def summary(
    episode: Episode, *, created: bool, proposed: bool = False, turns: int | None = None
) -> dict[str, Any]:
    """What the import's result says of an episode; `turns` where they need not be counted."""
    if turns is None:
        newest = episode.revisions.filter(kind=RevisionKind.TRANSCRIPT).order_by("number").last()
        turns = newest.turns.count() if newest else 0
    return {
        "id": str(episode.public_id),
        "title": episode.display_title,
        "podcast": episode.podcast.title,
        "slug": episode.slug,
        "status": episode.transcript_status,
        "turns": turns,
        "created": created,
        "proposed_revision": proposed,
    }


@dataclass
class EpisodeImport:
    """One episode of a document on its way into the database."""

    read: ReadDocument
    result: ImportResult
    parsed: ParsedEpisode
    position: int
    podcast: Podcast
    known: Episode | None = None
    episode: Episode | None = None
    guests: dict[str, Guest] = field(default_factory=dict)
    speakers: dict[str, Guest | None] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)

    @property
    def document(self) -> SourceDocument:
        """The document it comes from."""
        return self.read.document

    @property
    def decisions(self) -> Decisions:
        """What an editor decided of its document."""
        return self.read.decisions

    @property
    def name(self) -> str:
        """Its title or its number, as far as the document says."""
        parsed = self.parsed
        return parsed.title or (str(parsed.number) if parsed.number is not None else "")

    @property
    def stored(self) -> Episode:
        """The episode, once it is found or made."""
        if self.episode is None:
            raise LookupError(f"{self.name} is not stored yet")
        return self.episode

    def find(self) -> Episode | None:
        """The episode that an editor or a feed named, else the one that is recognised."""
        if (named := self.decisions.get("episode")) and len(self.read.parsed.episodes) == 1:
            return Episode.objects.select_related("podcast").get(pk=named)
        found = matching.find(self.parsed, self.podcast, self.document)
        return found.episode if found else None

    def names(self) -> list[str]:
        """The people whom the document names."""
        spoken = (turn.speaker for turn in self.parsed.turns if turn.speaker)
        return list(dict.fromkeys([*self.parsed.hosts, *self.parsed.guests, *spoken]))

    def meet(self, found: Mapping[str, Guest | people.AmbiguousName], *, by: Any) -> None:
        """Note who its people are, and who an editor says its labels are. A name that several share is left
        for a person."""
        for name in self.names():
            guest = found.get(name)
            if isinstance(guest, Guest):
                self.guests[name] = guest
            elif guest:
                self.result.problems.append(Problem(Severity.WARNING, "ambiguous-person", str(guest)))
        self.speakers = self.decided(self.decisions.get(str(self.position), {}), by=by)

    def bind(self, known: Mapping[str, Guest]) -> None:
        """Note who the other labels are, as far as that is certain, also by those `known` in the podcast."""
        certain = labels.certain(self.parsed, known)
        bound = {label: who.guest or self.guests.get(who.name or "") for label, who in certain.items()}
        self.speakers = {**bound, **self.speakers}

    def decided(self, chosen: Mapping[str, Mapping[str, Any]], *, by: Any) -> dict[str, Guest | None]:
        """What the editor said of labels in the preview, kept for the podcast's next documents."""
        names = [choice["name"] for choice in chosen.values() if choice.get("name")]
        made = people.find_or_make_guests(names, by=by) if names else {}
        found: dict[str, Guest | None] = {}
        for label, choice in chosen.items():
            guest = (
                Guest.objects.meant(pk=choice["guest"])
                if choice.get("guest")
                else made.get(choice.get("name", ""))
            )
            if isinstance(guest, people.AmbiguousName):
                self.result.problems.append(Problem(Severity.WARNING, "ambiguous-person", str(guest)))
                continue
            found[label] = guest
            if guest:
                labels.remember(self.podcast, label, guest, by=by)
        return found

    def made(self, slug: str) -> Episode:
        """A new episode with what the document says of it, not stored yet."""
        parsed, feed = self.parsed, self.parsed.feed
        return Episode(
            podcast=self.podcast,
            document=self.document,
            position=self.position,
            number=parsed.number,
            title=(parsed.title or "")[:300],
            slug=slug,
            published_on=parsed.published_on,
            duration_seconds=parsed.duration_seconds,
            language=parsed.language or "",
            summary=parsed.summary or "",
            audio_url=feed.enclosure if feed else "",
            page_url=feed.page if feed else "",
            transcript_status=str(parsed.status),
            visibility=self.podcast.rights,
        )

    def texts(self) -> list[revisions.NewText]:
        """The talk and the notes, as far as there are any."""
        rows = {
            RevisionKind.TRANSCRIPT: revisions.speech(self.parsed, self.speakers),
            RevisionKind.NOTES: revisions.notes(self.parsed.notes),
        }
        return [
            revisions.NewText(self.stored, kind, turns, self.document, is_first=self.known is None)
            for kind, turns in rows.items()
            if turns
        ]

    def is_first_text(self) -> bool:
        """Whether the episode had no transcript before this one."""
        return RevisionKind.TRANSCRIPT in self.added and (
            self.stored.revisions.filter(kind=RevisionKind.TRANSCRIPT).count() == 1
        )

    def appearances(self, company: Company | None) -> list[Appearance]:
        """Everybody in the episode, its guests for that company; not stored yet."""
        return [
            Appearance(
                episode=self.stored,
                guest=guest,
                role=role,
                company=company if role == AppearanceRole.GUEST else None,
            )
            for guest, role in self.roles().items()
        ]

    def roles(self) -> dict[Guest, AppearanceRole]:
        """Everybody who appears: the named ones, and those whom an editor knew by their label."""
        guests, speakers = self.guests, self.speakers
        printed = {speaker.label: speaker.role for speaker in self.parsed.speakers}
        hosts = [guests[name] for name in self.parsed.hosts if name in guests]
        hosts += [guest for label, guest in speakers.items() if guest and printed.get(label) == "host"]
        others = [guest for guest in (*guests.values(), *speakers.values()) if guest]
        return dict.fromkeys(others, AppearanceRole.GUEST) | dict.fromkeys(hosts, AppearanceRole.HOST)

    def complete(self, *, by: Any) -> None:
        """Fill what nobody has said yet of an episode we know; what is there stays."""
        if self.known is None:
            return
        episode, parsed = self.known, self.parsed
        told: dict[str, Any] = {
            "number": parsed.number,
            "published_on": parsed.published_on,
            "duration_seconds": parsed.duration_seconds,
            "language": parsed.language,
            "summary": parsed.summary,
        }
        empty = {
            name: value for name, value in told.items() if value and getattr(episode, name) in (None, "")
        }
        if self.is_first_text():
            empty["transcript_status"] = str(parsed.status)
        for name, value in empty.items():
            setattr(episode, name, value)
        if empty:
            records.save(episode, by=by, reason=f"Completed from {self.document.name}")

    def summary(self) -> dict[str, Any]:
        """What the import's result says of it."""
        proposed = bool(self.known and self.added)
        turns = len(self.parsed.turns)
        return summary(self.stored, created=self.known is None, proposed=proposed, turns=turns)
