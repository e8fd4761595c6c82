"""Quotes whose place in a changed text is uncertain: the queue, with old and new side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from annotations.models import UNCERTAIN, Placement, QuoteVersion
from annotations.permissions import sees_all
from annotations.querysets import QuoteVersionQuerySet
from transcripts.documents import SectionKind
from transcripts.models import Episode, Revision, Turn

SURROUNDINGS = 240  # code points on each side that show where a passage stands


@dataclass(frozen=True, slots=True)
class Side:
    """A passage with what surrounds it in its turn. `start` and `end` count in its revision's text."""

    turn: Turn
    start: int
    end: int
    before: str
    words: str
    after: str

    @property
    def who(self) -> str:
        """Who speaks, as far as it is known; empty for show notes."""
        return self.turn.speaker.name if self.turn.speaker else self.turn.label

    @property
    def is_sponsor(self) -> bool:
        """Whether it is part of a sponsor read."""
        return self.turn.section == SectionKind.SPONSOR

    @property
    def start_ms(self) -> int | None:
        """When its words begin, or the last time known before them in their turn."""
        return self.turn.time_at(self.start - self.turn.offset)


@dataclass(frozen=True, slots=True)
class Proposed(Side):
    """A place where the quote may stand; `number` counts from 0 and is what `anchors.confirm` takes."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """One quote that waits: where it stood, and where it may stand now, the likeliest first."""

    version: QuoteVersion
    why: str
    old: Side
    new: list[Proposed]
    text: Revision | None
    since: datetime | None


def waiting(user: Any, episode: Episode | None = None) -> QuoteVersionQuerySet:
    """The newest version of each quote that waits for somebody, the latest first; a contributor settles what
    they wrote themselves."""
    found = askable(user)
    if episode is not None:
        found = found.filter(quote__episode=episode)
    proposals = Placement.objects.filter(status__in=UNCERTAIN).select_related("target").order_by("-id")
    return (
        found.select_related("quote__episode__podcast", "turn__speaker", "revision", "speaker")
        .prefetch_related(Prefetch("placements", proposals, to_attr="proposals"))
        .order_by("-id")
    )


def askable(user: Any) -> QuoteVersionQuerySet:
    """What is uncertain and this person's to look at."""
    found = QuoteVersion.objects.uncertain()
    return found if sees_all(user) else found.written_by(user)


def count(user: Any, episode: Episode | None = None) -> int:
    """How many wait."""
    found = askable(user)
    return (found if episode is None else found.filter(quote__episode=episode)).count()


def questions(versions: Sequence[QuoteVersion]) -> list[Question]:
    """Versions of `waiting`, each with what it is asked; one query for all the turns proposed."""
    proposals = {version.pk: newest(version) for version in versions}
    turns = proposed_turns([found for found in proposals.values() if found])
    return [question(version, proposals[version.pk], turns) for version in versions]


def newest(version: QuoteVersion) -> Placement | None:
    """The proposal that `waiting` read along with a version."""
    found: list[Placement] = getattr(version, "proposals", [])
    return found[0] if found else None


def proposed_turns(proposals: Sequence[Placement]) -> dict[tuple[int, int], Turn]:
    """The turns in which places are proposed, by revision and position."""
    wanted = {(found.target_id, place["turn"]) for found in proposals for place in found.candidates}
    rows = Turn.objects.select_related("speaker").filter(
        revision__in={revision for revision, _ in wanted}, position__in={position for _, position in wanted}
    )
    return {(turn.revision_id, turn.position): turn for turn in rows}


def question(version: QuoteVersion, found: Placement | None, turns: dict[tuple[int, int], Turn]) -> Question:
    """One version with what it is asked."""
    new = (
        [
            Proposed(
                *passage(turns[found.target_id, place["turn"]], place["start"], place["end"]),
                number=number,
                score=place["score"],
            )
            for number, place in enumerate(found.candidates)
        ]
        if found
        else []
    )
    return Question(
        version=version,
        why=version.anchor_sentence,
        old=Side(*passage(version.turn, version.start, version.end)),
        new=new,
        text=found.target if found else None,
        since=found.at if found else None,
    )


def passage(turn: Turn, start: int, end: int) -> tuple[Turn, int, int, str, str, str]:
    """What a side holds of a turn."""
    first, last = start - turn.offset, end - turn.offset
    before = turn.text[max(0, first - SURROUNDINGS) : first]
    return turn, start, end, before, turn.text[first:last], turn.text[last : last + SURROUNDINGS]
