"""Keep quotes on their words: moved by the machine where it is certain, by a person where it is not.

A version keeps the place where its words were last found for certain. When another text becomes current, each
is moved from its own text to the new one; what the machine is not sure of stays where it was and waits.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations import anchoring
from annotations.models import (
    CERTAIN,
    AlarmKind,
    AnchorStatus,
    Decision,
    Placement,
    QuoteVersion,
)
from annotations.permissions import check_can_change
from annotations.querysets import QuoteVersionQuerySet
from annotations.services import checking, notices, placements, quotes, review, tagging, texts
from annotations.services.texts import Text
from annotations.workflow import EDITABLE, Action, Refusal, State
from transcripts.models import Revision, RevisionKind, Turn
from transcripts.services import bulk

# What the machine writes about a version, in one statement for all of a text.
COLUMNS = (
    *("revision_id", "turn_id", "speaker_id", "start", "end", "prefix", "suffix"),
    *("anchor_status", "anchor_score", "anchor_reason"),
)
# What it writes about a move.
RECORDED = (
    *("version_id", "source_id", "source_start", "source_end", "target_id"),
    *("status", "reason", "score", "start", "end", "candidates", "by_id", "at", "decision"),
)
DECISIONS = {Action.CONFIRM: Decision.CONFIRMED, Action.SELECT: Decision.SELECTED}

NEWER = "There is a newer version of this quote. Look at it again, then decide."
SETTLED = "Its place is certain already. Look at it again."
NO_SUCH = "Of the places found for this quote, none has the number {number}. Select its words in the text."
NOTHING = "Nothing like these words was found in the current text. Select them there, or withdraw the quote."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one version; the place counts in the new text."""

    version: QuoteVersion
    placement: anchoring.Placement


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of every quote of a text, the uncertain ones first."""

    outcomes: list[Outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many would be exact, moved, need confirming, be lost."""
        return counted(str(outcome.placement.standing) for outcome in self.outcomes)


def counted(statuses: Iterable[str]) -> dict[str, int]:
    """How many there are of each status, none left out."""
    found = Counter(statuses)
    return {status: found[status] for status in AnchorStatus.values}


# By the machine


@transaction.atomic
def move_quotes(*, revision: Revision, by: Any, **kwargs: Any) -> dict[str, int]:
    """Move every live quote of a text's kind to `revision`, which has just become current.

    Returns how many are exact, moved, to confirm and lost. Receives transcripts.signals.text_adopted, within
    the transaction that makes the text current.
    """
    texts.hold(revision.episode_id)
    versions = list(live(revision).only("pk", "exact", "kind", "state", *COLUMNS))
    if not versions:
        return counted([])
    known = texts.read({revision.pk, *(version.revision_id for version in versions)})
    target = known[revision.pk]
    own = {pk: dict(zip(text.keys, text.turns, strict=True)) for pk, text in known.items()}
    found = texts.placements(versions, target.turns, known)
    moved = [(one, place) for one, place in found if not is_broken(one, place, own[one.revision_id])]
    certain = [version for version, _ in moved if not version.is_uncertain]
    made = [placement_of(version, placed, target, revision, by) for version, placed in moved]
    for version, placed in moved:
        settle(version, placed, target, revision)
    placements.overtake(versions)
    bulk.rewrite(QuoteVersion, COLUMNS, (row_of(version) for version, _ in moved))
    bulk.write(Placement, RECORDED, (row for row in made if row))
    notices.of_text(revision, [one for one in certain if one.is_uncertain], by=by)
    return counted(str(placed.standing) for _, placed in moved)


def is_broken(version: QuoteVersion, placed: anchoring.Placement, own: Mapping[int, anchoring.Turn]) -> bool:
    """Whether a public version does not stand on its words even now, in the turns of its `own` text. It stays
    as it is, which the database's guards would not let us write, and it is an alarm: a text must not be held
    up by it."""
    if version.state != State.PUBLISHED:
        return False
    turn = own.get(version.turn_id)
    if (
        placed.reason == anchoring.Reason.UNVERIFIED
        or turn is None
        or not turn.offset <= version.start < version.end <= turn.end
    ):
        found = checking.Finding(version.pk, AlarmKind.WORDS, checking.UNVERIFIED)
    elif version.kind == RevisionKind.TRANSCRIPT and turn.speaker != version.speaker_id:
        found = checking.wrong_speaker(version.pk, version.speaker_id, turn, version.revision.number)
    else:
        return False
    checking.raise_alarms([found])
    return True


def live(revision: Revision) -> QuoteVersionQuerySet:
    """The versions that a new text of this episode and kind concerns."""
    of_this_kind = Revision.objects.filter(episode=revision.episode_id, kind=revision.kind).order_by()
    return (
        QuoteVersion.objects.live().filter(revision__in=of_this_kind).order_by("revision_id", "start", "pk")
    )


def placement_of(
    version: QuoteVersion, placed: anchoring.Placement, target: Text, revision: Revision, by: Any
) -> list[Any] | None:
    """The record of a move, as `bulk.write` takes it; None where the quote stands at its very place."""
    stands = (placed.start, placed.end) == (version.start, version.end)
    if placed.standing in CERTAIN and stands:
        return None
    return [
        *(version.pk, version.revision_id, version.start, version.end, revision.pk),
        *(str(placed.standing), str(placed.reason), placed.score, placed.start, placed.end),
        *(json.dumps(candidates(placed, target)), by.pk if by else None, timezone.now(), ""),
    ]


def candidates(placed: anchoring.Placement, target: Text) -> list[dict[str, Any]]:
    """The places proposed, as they are kept."""
    return [
        {
            "start": found.start,
            "end": found.end,
            "exact": found.exact,
            "score": found.score,
            "turn": target.positions[found.turn],
        }
        for found in placed.candidates
    ]


def settle(version: QuoteVersion, placed: anchoring.Placement, target: Text, revision: Revision) -> None:
    """Give a version the place that is certain, or say why none is."""
    version.anchor_status, version.anchor_score = str(placed.standing), placed.score
    version.anchor_reason = str(placed.reason)
    if placed.standing not in CERTAIN or placed.start is None or placed.end is None or placed.turn is None:
        return
    turn = target.turns[placed.turn]
    begin, finish = placed.start - turn.offset, placed.end - turn.offset
    version.revision_id, version.turn_id = revision.pk, target.keys[placed.turn]
    version.start, version.end = placed.start, placed.end
    version.prefix = turn.text[max(0, begin - quotes.CONTEXT) : begin]
    version.suffix = turn.text[finish : finish + quotes.CONTEXT]
    if version.speaker_id is None and version.state in EDITABLE and version.kind == RevisionKind.TRANSCRIPT:
        version.speaker_id = turn.speaker  # type: ignore[assignment]


def row_of(version: QuoteVersion) -> list[Any]:
    """A version as `bulk.rewrite` takes it."""
    return [version.pk, *(getattr(version, name) for name in COLUMNS)]


def preview(target: Revision) -> Preview:
    """What would become of every quote if this text became current. Nothing is written."""
    return preview_of(target, texts.read([target.pk])[target.pk].turns)


def preview_of(target: Revision, turns: Sequence[anchoring.Turn]) -> Preview:
    """The same for turns that are not stored yet, of the episode and kind of `target`."""
    versions = list(live(target).select_related("quote", "speaker", "revision", "turn"))
    known = texts.read({version.revision_id for version in versions})
    outcomes = [Outcome(*one) for one in texts.placements(versions, turns, known)]
    return Preview(sorted(outcomes, key=lambda one: (one.placement.standing in CERTAIN, one.version.start)))


# By a person


@transaction.atomic
def confirm(version: QuoteVersion, *, candidate: int, by: Any, note: str = "") -> QuoteVersion:
    """Take a place that was proposed, numbered from 0, as the quote's; returns the version that stands there.

    What was with the reviewers goes back to review; a published quote gets a new version, which is submitted.
    Raises Refusal where nothing waits to be confirmed, or the candidate is not there.
    """
    stored = held(version, by=by)
    proposal = placements.proposal(stored)
    found = proposal.candidates if proposal else []
    if proposal is None or not found:
        raise Refusal("candidate", NOTHING)
    if not 0 <= candidate < len(found):
        raise Refusal("candidate", NO_SUCH.format(number=candidate + 1))
    chosen = found[candidate]
    turn = Turn.objects.select_related("revision").get(revision=proposal.target_id, position=chosen["turn"])
    return put(stored, (turn, chosen["start"], chosen["end"]), Action.CONFIRM, by=by, note=note)


@transaction.atomic
def select(
    version: QuoteVersion, *, start: int, end: int, by: Any, seen: Revision | None = None, note: str = ""
) -> QuoteVersion:
    """Place an uncertain quote on other words of the current text, as `confirm` does with proposed ones.

    `start` and `end` count in the text `seen`, or where that is not given in the current one.
    """
    stored = held(version, by=by)
    text = seen or Revision.objects.get(episode=stored.quote.episode_id, kind=stored.kind, is_current=True)
    if (text.episode_id, text.kind) != (stored.quote.episode_id, stored.kind):
        raise Refusal("one-turn", quotes.OUTSIDE)
    place = texts.carried(quotes.turn_at(text, start), start, end)
    return put(stored, place, Action.SELECT, by=by, note=note)


@transaction.atomic
def give_up(version: QuoteVersion, *, note: str, by: Any) -> QuoteVersion:
    """Withdraw a published quote whose words are gone, with the reason; discard one that is not public."""
    stored = held(version, by=None)
    action = Action.ABANDON
    if stored.state == State.PUBLISHED:
        action = Action.WITHDRAW
    elif stored.state in EDITABLE:
        action = Action.DISCARD
    review.move(stored, action=action, by=by, note=note)
    return stored


def held(version: QuoteVersion, *, by: Any) -> QuoteVersion:
    """The version as stored, held, if it is the one to decide about; `by` may be left to the workflow."""
    tagging.share()
    stored = quotes.newest(quotes.hold(version.quote))
    if by is not None:
        check_can_change(by, stored)
    if stored.pk != version.pk:
        raise Refusal("stale", NEWER)
    if not stored.is_uncertain:
        raise Refusal("certain", SETTLED)
    return stored


def put(
    version: QuoteVersion, place: tuple[Turn, int, int], action: Action, *, by: Any, note: str
) -> QuoteVersion:
    """Put a version where a person says it stands, and write down that they did."""
    placements.decide(version, DECISIONS[action], by=by)
    if version.state == State.PUBLISHED:
        return put_beside(version, place, action, by=by, note=note)
    if version.state not in EDITABLE:
        review.move(version, action=action, by=by, note=note, place=place)
        return version
    dropped = quotes.place(version, *place)
    version.changed_by, version.changed_at = by, timezone.now()
    version.save()
    quotes.record(version, action, by=by, note=f"{note} {dropped}".strip())
    return version


def put_beside(
    public: QuoteVersion, place: tuple[Turn, int, int], action: Action, *, by: Any, note: str
) -> QuoteVersion:
    """A new version of a published quote at its new place, with the reviewers at once; readers see it when it
    is published, and until then what was approved."""
    version = QuoteVersion(
        quote=public.quote,
        number=quotes.last_number(public.quote) + 1,
        exact=public.exact,
        emendations=public.emendations,
        note=public.note,
        changed_by=by,
        changed_at=timezone.now(),
    )
    dropped = quotes.place(version, *place)
    version.save()
    version.tags.set(public.tags.all())
    version.companies.set(public.companies.all())
    version.guests.set(public.guests.all())
    quotes.record(version, action, by=by, note=f"{note} {dropped}".strip())
    review.move(version, action=Action.SUBMIT, by=by)
    return version
