"""A stored transcript as it is taken away."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from transcripts.documents import SectionKind, SpeakerRole, TranscriptStatus
from transcripts.exports.transcript import Facts, Person, Section, Transcript, turn_of
from transcripts.models import Appearance, AppearanceRole, Episode, Guest, Revision, RevisionKind, Turn


def revision_of(episode: Episode, number: int | None = None) -> Revision | None:
    """The current transcript, or the one of that number; None where there is none."""
    wanted = {"is_current": True} if number is None else {"number": number}
    return episode.revisions.filter(kind=RevisionKind.TRANSCRIPT, **wanted).first()


def of(episode: Episode, revision: Revision, people: QuerySet[Guest] | None = None) -> Transcript:
    """A text of an episode, in three queries.

    Only `people` (everybody, unless given) are named as who they are; others as the transcript prints them.
    """
    turns = list(revision.turns.order_by("position"))
    spoken = {turn.speaker_id for turn in turns if turn.speaker_id}
    appearances = Appearance.objects.filter(episode=episode).order_by("pk")
    roles = dict(appearances.values_list("guest_id", "role"))
    allowed = Guest.objects.all() if people is None else people
    names = dict(allowed.filter(pk__in={*spoken, *roles}).values_list("pk", "name"))
    facts = Facts(
        podcast=episode.podcast.title,
        number=episode.number,
        title=episode.title,
        published_on=episode.published_on,
        duration_seconds=episode.duration_seconds,
        language=episode.language or episode.podcast.language,
        people=_people(spoken, roles, names),
        licence=episode.podcast.licence or "all rights reserved",
        attribution=episode.podcast.attribution or episode.podcast.title,
        status=TranscriptStatus(episode.transcript_status),
    )
    said = tuple(
        turn_of(
            names.get(turn.speaker_id or 0, turn.label),
            turn.text,
            turn.start_ms,
            turn.end_ms,
            turn.paragraph_starts,
            turn.cues,
        )
        for turn in turns
    )
    return Transcript(facts, tuple(_sections(turns)), said)


def _people(spoken: Collection[int], roles: dict[int, str], names: dict[int, str]) -> tuple[Person, ...]:
    """Those who appear, hosts first, and then those who only speak, as far as they have names here."""
    cast = [guest for guest in roles if guest in names]
    hosts_first = sorted(cast, key=lambda guest: roles[guest] != AppearanceRole.HOST)
    others = [guest for guest in sorted(names) if guest in spoken and guest not in roles]
    return tuple(
        Person(names[guest], SpeakerRole(roles[guest]) if guest in roles else SpeakerRole.UNKNOWN)
        for guest in (*hosts_first, *others)
    )


def _sections(turns: Sequence[Turn]) -> list[Section]:
    """The runs of turns that stand under one heading."""
    found: list[Section] = []
    before: tuple[int, str] | None = None
    for place, turn in enumerate(turns):
        if before != (turn.section_index, turn.section):
            found.append(Section(SectionKind(turn.section), turn.section_title, place))
        before = (turn.section_index, turn.section)
    return found
