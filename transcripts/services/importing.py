"""Documents become episodes: the bytes are kept, parsed, and stored once, whatever is sent how often."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from transcripts import parsing
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
from transcripts.models.identity import free_slug
from transcripts.models.people import fold_name
from transcripts.services import people, records, revisions

# Any number will do, as long as nothing else in the database locks it.
IMPORT_LOCK = 6_401_998


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
            "confidence": self.parsed.confidence,
            "encoding": self.parsed.encoding,
            "episodes": self.episodes,
            "problems": [problem.as_json() for problem in (*self.parsed.problems, *self.problems)],
        }


@transaction.atomic
def receive(content: bytes, *, name: str, by: Any) -> SourceDocument:
    """Keep the bytes as they came; the same bytes are kept once and found again."""
    document, _ = SourceDocument.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"content": content, "size": len(content), "name": name[:255], "received_by": by},
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
    document: SourceDocument, parsed: ParsedDocument, *, by: Any, podcast: Podcast | None = None
) -> ImportResult:
    """Store what was parsed, unless this document's episodes are there already."""
    take_turns()
    result = ImportResult(parsed, created=False)
    known = {revision.episode_id for revision in document.revisions.all()}
    known |= {episode.pk for episode in document.episodes.all()}
    if known:
        result.episodes = [summary(e, created=False) for e in Episode.objects.filter(pk__in=known)]
        return result
    for position, found in enumerate(parsed.episodes):
        where = podcast or people.find_or_make_podcast(found.podcast, by=by)
        result.episodes.append(EpisodeImport(document, where, found, result, by).run(position))
    result.created = True
    return result


def take_turns() -> None:
    """Let one import write at a time: people and podcasts are found or made by name, and two imports at once
    would make two of each. SQLite has one writer anyway; PostgreSQL frees the lock with the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def summary(episode: Episode, *, created: bool, proposed: bool = False) -> dict[str, Any]:
    """What the import's result says of an episode."""
    turns = episode.revisions.filter(kind=RevisionKind.TRANSCRIPT).order_by("number").last()
    return {
        "id": str(episode.public_id),
        "title": episode.display_title,
        "podcast": episode.podcast.title,
        "slug": episode.slug,
        "status": episode.transcript_status,
        "turns": turns.turns.count() if turns else 0,
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

    def run(self, position: int) -> dict[str, Any]:
        """Store the episode, or propose its text as a revision of one we know."""
        known = self.known()
        episode = known or self.make(position)
        guests = self.people()
        if not known:
            self.appearances(episode, guests)
        added = self.texts(episode, guests)
        return summary(episode, created=not known, proposed=bool(known and added))

    def known(self) -> Episode | None:
        """The episode of this podcast with the same number, or without one the same title."""
        episodes = Episode.objects.filter(podcast=self.podcast).order_by("id")
        if self.parsed.number is not None:
            return episodes.filter(number=self.parsed.number).first()
        if not self.parsed.title:
            return None
        wanted = fold_name(self.parsed.title)
        return next((e for e in episodes.filter(number=None) if fold_name(e.title) == wanted), None)

    def make(self, position: int) -> Episode:
        """A new episode with what the document says of it."""
        parsed = self.parsed
        name = parsed.title or (str(parsed.number) if parsed.number is not None else "")
        episode = Episode(
            podcast=self.podcast,
            document=self.document,
            position=position,
            number=parsed.number,
            title=(parsed.title or "")[:300],
            slug=free_slug(Episode, f"{self.podcast.slug[:30]} {name}", "episode"),
            published_on=parsed.published_on,
            duration_seconds=parsed.duration_seconds,
            language=parsed.language or "",
            summary=parsed.summary or "",
            transcript_status=str(parsed.status),
            visibility=self.podcast.rights,
        )
        records.save(episode, by=self.by, reason=f"Imported from {self.document.name}")
        return episode

    def people(self) -> dict[str, Guest]:
        """The people the document names, by that name; a name that several share is left for a person."""
        found = {}
        for name in dict.fromkeys([*self.parsed.hosts, *self.parsed.guests, *self.spoken()]):
            try:
                found[name] = people.find_or_make_guest(name, by=self.by)
            except people.AmbiguousName as error:
                self.result.problems.append(Problem(Severity.WARNING, "ambiguous-person", str(error)))
        return found

    def spoken(self) -> Iterable[str]:
        """The names that turns are bound to."""
        return [turn.speaker for turn in self.parsed.turns if turn.speaker]

    def appearances(self, episode: Episode, guests: dict[str, Guest]) -> None:
        """Note who is in the episode, and for which company where the document names just one."""
        companies = [people.find_or_make_company(name, by=self.by) for name in self.parsed.companies]
        episode.companies.set(companies)
        only = companies[0] if len(companies) == 1 else None
        for name, guest in guests.items():
            role = AppearanceRole.HOST if name in self.parsed.hosts else AppearanceRole.GUEST
            self.appearance(episode, guest, role, only if role == AppearanceRole.GUEST else None)

    def appearance(self, episode: Episode, guest: Guest, role: str, company: Company | None) -> None:
        """One person in the episode; a person named twice appears once."""
        Appearance.objects.get_or_create(
            episode=episode, guest=guest, defaults={"role": role, "company": company}
        )

    def texts(self, episode: Episode, guests: dict[str, Guest]) -> bool:
        """Store the talk and the notes as revisions; whether any of them is new."""
        rows = {
            RevisionKind.TRANSCRIPT: revisions.speech(self.parsed, guests),
            RevisionKind.NOTES: revisions.notes(self.parsed.notes),
        }
        added = [
            revisions.add_import(episode, kind=kind, turns=turns, document=self.document, by=self.by)
            for kind, turns in rows.items()
            if turns
        ]
        return any(added)
