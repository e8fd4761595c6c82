"""Documents become episodes: the bytes are kept, parsed, and stored once, whatever is sent how often."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from transcripts import parsing
from transcripts.documents import ParsedDocument, ParsedEpisode, Problem, Severity
from transcripts.models import (
    Appearance,
    AppearanceRole,
    Episode,
    Guest,
    Podcast,
    RevisionKind,
    SourceDocument,
)
from transcripts.models.identity import free_slug
from transcripts.services import labels, matching, people, records, revisions

# Any number will do, as long as nothing else in the database locks it.
IMPORT_LOCK = 6_401_998

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


@transaction.atomic
def receive(content: bytes, *, name: str, by: Any, origin_url: str = "") -> SourceDocument:
    """Keep the bytes as they came; the same bytes are kept once and found again."""
    document, _ = SourceDocument.objects.defer("content").get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "content": content,
            "size": len(content),
            "name": name[:255],
            "origin_url": origin_url,
            "received_by": by,
        },
    )
    return document


def import_document(document: SourceDocument, *, by: Any, podcast: Podcast | None = None) -> dict[str, Any]:
    """Parse a kept document and store its episodes, all or nothing; a second time changes nothing.

    Raises DocumentRefused where it holds no episode.
    """
    parsed = parsing.parse(bytes(document.content), document.name)
    if not parsed.episodes:
        raise DocumentRefused(parsed)
    return store(document, parsed, by=by, podcast=podcast).as_json()


@transaction.atomic
def store(
    document: SourceDocument,
    parsed: ParsedDocument,
    *,
    by: Any,
    podcast: Podcast | None = None,
    decisions: Decisions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Store what was parsed, unless this document's episodes are there already.

    `progress` is told (episodes done, episodes in all) after each.
    """
    take_turns()
    result = ImportResult(parsed, created=False)
    known = Episode.objects.filter(Q(document=document) | Q(revisions__document=document))
    if stored := list(known.select_related("podcast").distinct().order_by("position", "id")):
        result.episodes = [summary(episode, created=False) for episode in stored]
        return result
    for position, found in enumerate(parsed.episodes):
        where = podcast or people.find_or_make_podcast(found.podcast, by=by)
        one = EpisodeImport(document, where, found, result, by, position, decisions or {})
        result.episodes.append(one.run())
        if progress:
            progress(position + 1, len(parsed.episodes))
    result.created = any(entry["created"] or entry["proposed_revision"] for entry in result.episodes)
    return result


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

    document: SourceDocument
    podcast: Podcast
    parsed: ParsedEpisode
    result: ImportResult
    by: Any
    position: int
    decisions: Decisions

    def run(self) -> dict[str, Any]:
        """Store the episode, or propose its text as a revision of one we know."""
        known = self.known()
        guests = self.people()
        speakers = self.speakers(guests)
        episode = known or self.make()
        added = self.texts(episode, speakers, is_new=known is None)
        if known is None or self.is_first_text(episode, added):
            self.appearances(episode, guests, speakers)
        if known is not None:
            self.complete(episode, added)
        return summary(
            episode, created=known is None, proposed=bool(known and added), turns=len(self.parsed.turns)
        )

    def known(self) -> Episode | None:
        """The episode that an editor or a feed named, else the one that is recognised."""
        if (named := self.decisions.get("episode")) and len(self.result.parsed.episodes) == 1:
            return Episode.objects.select_related("podcast").get(pk=named)
        found = matching.find(self.parsed, self.podcast, self.document)
        return found.episode if found else None

    def make(self) -> Episode:
        """A new episode with what the document says of it."""
        parsed = self.parsed
        name = parsed.title or (str(parsed.number) if parsed.number is not None else "")
        feed = parsed.feed
        episode = Episode(
            podcast=self.podcast,
            document=self.document,
            position=self.position,
            number=parsed.number,
            title=(parsed.title or "")[:300],
            slug=free_slug(Episode, f"{self.podcast.slug[:30]} {name}", "episode"),
            published_on=parsed.published_on,
            duration_seconds=parsed.duration_seconds,
            language=parsed.language or "",
            summary=parsed.summary or "",
            audio_url=feed.enclosure if feed else "",
            page_url=feed.page if feed else "",
            transcript_status=str(parsed.status),
            visibility=self.podcast.rights,
        )
        records.add([episode], by=self.by, reason=f"Imported from {self.document.name}")
        return episode

    def complete(self, episode: Episode, added: set[str]) -> None:
        """Fill what nobody has said yet of an episode we know; what is there stays."""
        parsed = self.parsed
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
        if self.is_first_text(episode, added):
            empty["transcript_status"] = str(parsed.status)
        for name, value in empty.items():
            setattr(episode, name, value)
        if empty:
            records.save(episode, by=self.by, reason=f"Completed from {self.document.name}")

    def is_first_text(self, episode: Episode, added: set[str]) -> bool:
        """Whether the episode had no transcript before this one."""
        return RevisionKind.TRANSCRIPT in added and (
            episode.revisions.filter(kind=RevisionKind.TRANSCRIPT).count() == 1
        )

    def people(self) -> dict[str, Guest]:
        """The people the document names, by that name; a name that several share is left for a person."""
        spoken = (turn.speaker for turn in self.parsed.turns if turn.speaker)
        names = dict.fromkeys([*self.parsed.hosts, *self.parsed.guests, *spoken])
        found = people.find_or_make_guests(names, by=self.by)
        for guest in found.values():
            if isinstance(guest, people.AmbiguousName):
                self.result.problems.append(Problem(Severity.WARNING, "ambiguous-person", str(guest)))
        return {name: guest for name, guest in found.items() if isinstance(guest, Guest)}

    def speakers(self, guests: dict[str, Guest]) -> dict[str, Guest | None]:
        """The person behind each label: as an editor decided, else as far as it is certain."""
        decided = self.decided(self.decisions.get(str(self.position), {}))
        proposed = labels.proposals(self.parsed, podcast=self.podcast)
        certain = {
            label: proposal.guest or guests.get(proposal.name or "")
            for label, proposal in proposed.items()
            if proposal.certainty is labels.Certainty.CERTAIN
        }
        return {**certain, **decided}

    def decided(self, chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, Guest | None]:
        """What the editor said of labels in the preview, kept for the podcast's next documents."""
        names = [choice["name"] for choice in chosen.values() if choice.get("name")]
        made = people.find_or_make_guests(names, by=self.by) if names else {}
        found: dict[str, Guest | None] = {}
        for label, choice in chosen.items():
            guest = (
                Guest.objects.filter(pk=choice["guest"]).first()
                if choice.get("guest")
                else made.get(choice.get("name", ""))
            )
            if isinstance(guest, people.AmbiguousName):
                self.result.problems.append(Problem(Severity.WARNING, "ambiguous-person", str(guest)))
                continue
            found[label] = guest
            if guest:
                labels.remember(self.podcast, label, guest, by=self.by)
        return found

    def appearances(
        self, episode: Episode, guests: dict[str, Guest], speakers: Mapping[str, Guest | None]
    ) -> None:
        """Note who is in the episode, and for which company where the document names just one."""
        companies = list(people.find_or_make_companies(self.parsed.companies, by=self.by).values())
        if companies:
            episode.companies.add(*companies)
        only = companies[0] if len(companies) == 1 else None
        roles = self.roles(guests, speakers)
        Appearance.objects.bulk_create(
            [
                Appearance(
                    episode=episode,
                    guest=guest,
                    role=role,
                    company=only if role == AppearanceRole.GUEST else None,
                )
                for guest, role in roles.items()
            ],
            ignore_conflicts=True,
        )

    def roles(
        self, guests: dict[str, Guest], speakers: Mapping[str, Guest | None]
    ) -> dict[Guest, AppearanceRole]:
        """Everybody who appears: the named ones, and those whom an editor knew by their label."""
        printed = {speaker.label: speaker.role for speaker in self.parsed.speakers}
        hosts = [guests[name] for name in self.parsed.hosts if name in guests]
        hosts += [guest for label, guest in speakers.items() if guest and printed.get(label) == "host"]
        others = [guest for guest in (*guests.values(), *speakers.values()) if guest]
        return dict.fromkeys(others, AppearanceRole.GUEST) | dict.fromkeys(hosts, AppearanceRole.HOST)

    def texts(self, episode: Episode, speakers: Mapping[str, Guest | None], *, is_new: bool) -> set[str]:
        """Store the talk and the notes as revisions; the kinds of which one is new."""
        rows = {
            RevisionKind.TRANSCRIPT: revisions.speech(self.parsed, speakers),
            RevisionKind.NOTES: revisions.notes(self.parsed.notes),
        }
        return {
            kind
            for kind, turns in rows.items()
            if turns
            and revisions.add_import(
                episode, kind=kind, turns=turns, document=self.document, by=self.by, is_first=is_new
            )
        }
