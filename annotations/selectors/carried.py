"""What became of a quote each time its episode's text changed: whether it, and its approval, was carried on.

A machine's move is nobody's decision and makes no review event. One that changed the place left a Placement;
one that left the words at their very place is told by the text having been adopted while the quote was live.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotations.anchoring import SENTENCES
from annotations.models import CERTAIN, AnchorStatus, Placement, QuoteVersion, ReviewEvent
from annotations.workflow import LIVE, State
from transcripts.models import Revision

# When each version, by its id, came into which state.
Lives = dict[int, list[tuple[datetime, str]]]

KEPT = "Its approval was carried on."
PUBLIC = "Readers went on seeing it as it was approved."
OPEN_QUESTION = "Its approval did not hold for that text."


@dataclass(frozen=True, slots=True)
class Carried:
    """One version and one text that became current; `state` is what the version was then."""

    version: QuoteVersion
    revision: Revision
    status: str
    reason: str
    at: datetime
    by: Any
    state: str

    @property
    def what(self) -> str:
        """What happened, for people."""
        if self.status not in CERTAIN:
            return f"not certain in revision {self.revision.number}"
        moved = ", moved" if self.status == AnchorStatus.MOVED else ", exact"
        return f"carried to revision {self.revision.number}{moved}"

    @property
    def why(self) -> str:
        """Why, and what became of its approval."""
        sentence = next((text for reason, text in SENTENCES.items() if reason == self.reason), "")
        return f"{sentence} {self.approval}".strip()

    @property
    def approval(self) -> str:
        """What became of its approval, where it had one."""
        if self.state not in (State.APPROVED, State.PUBLISHED):
            return ""
        if self.status in CERTAIN:
            return KEPT
        return PUBLIC if self.state == State.PUBLISHED else OPEN_QUESTION


def carried(versions: Sequence[QuoteVersion]) -> list[Carried]:
    """What became of these versions of one quote at each change of the text, in the order it happened."""
    placed = placements_of(versions)
    lives = states_of(versions)
    found = [*moves(versions, placed, lives), *stays(versions, placed, lives)]
    return sorted(found, key=lambda one: (one.at, one.version.number))


def moves(
    versions: Sequence[QuoteVersion], placed: list[Placement], lives: dict[int, Any]
) -> Iterator[Carried]:
    """Those of which a placement says so."""
    known = {version.pk: version for version in versions}
    for one in placed:
        state = state_at(lives[one.version_id], one.at)
        version = known[one.version_id]
        yield Carried(version, one.target, one.status, one.reason, one.at, one.by, state)


def stays(
    versions: Sequence[QuoteVersion], placed: list[Placement], lives: dict[int, Any]
) -> Iterator[Carried]:
    """Those that stood at their very place in a text that was adopted while they were live."""
    told = {(one.version_id, one.target_id) for one in placed}
    for revision in adopted(versions):
        at = revision.adopted_at
        for version in versions:
            until = version.revision.adopted_at
            if at is None or until is None or not version.created_at < at <= until:
                continue
            state = state_at(lives[version.pk], at)
            if version.kind == revision.kind and state in LIVE and (version.pk, revision.pk) not in told:
                yield Carried(
                    *(version, revision, str(AnchorStatus.EXACT), "unchanged"), at, revision.adopted_by, state
                )


def placements_of(versions: Sequence[QuoteVersion]) -> list[Placement]:
    """What the machine recorded about them."""
    found = Placement.objects.filter(version__in=[version.pk for version in versions])
    return list(found.select_related("target", "by").defer("candidates").order_by("id"))


def adopted(versions: Sequence[QuoteVersion]) -> list[Revision]:
    """The texts of their episode that were ever current."""
    episodes = {version.revision.episode_id for version in versions}
    return list(Revision.objects.adopted().filter(episode__in=episodes).select_related("adopted_by"))


def states_of(versions: Sequence[QuoteVersion]) -> Lives:
    """When each came into which state."""
    lives: Lives = {version.pk: [] for version in versions}
    events = ReviewEvent.objects.filter(version__in=list(lives)).order_by("id")
    for version, at, state in events.values_list("version", "at", "to_state"):
        lives[version].append((at, state))
    return lives


def state_at(life: Sequence[tuple[datetime, str]], at: datetime) -> str:
    """The state somebody had given it by then; empty before it was made."""
    return next((state for since, state in reversed(life) if since <= at), "")
