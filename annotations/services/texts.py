"""The texts that quotes stand on, read for moving from one to another.

Whoever changes a text, or a quote that stands on it, holds the episode first, then the quote, then its
versions: in that order nobody waits for another in a circle, and no text changes under a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.db import connection, transaction

from annotations import anchoring
from annotations.models import QuoteVersion
from annotations.workflow import Refusal
from transcripts.documents import SectionKind
from transcripts.models import Episode, Revision, Turn
from transcripts.prepared import MARKS, Asked, Statement, answers, prepared

CHANGED = (
    "The text has changed since you selected these words (it is revision {number} now), and it is not "
    "certain where they stand in it. Select them there again."
)


@dataclass(frozen=True, slots=True)
class Text:
    """The turns of a revision as anchoring reads them; `keys` and `positions` are theirs in the database."""

    turns: list[anchoring.Turn]
    keys: list[int]
    positions: list[int]


def hold(episode_id: int) -> None:
    """Let nobody else change an episode's texts, or decide about its quotes, until this transaction ends."""
    in_transaction()
    _held().row([episode_id])


def in_transaction() -> None:
    """Raise unless a transaction is there to hold something."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An episode is held by a transaction.")


def held(turn: Turn, start: int, end: int) -> tuple[Turn, int, int]:
    """Hold the episode of a turn, and find a selection in the current text: `hold` and `carried` in one
    message to the database."""
    in_transaction()
    _, now = answers(Asked(_held(), [[turn.revision.episode_id]]), Asked(_now(), [[turn.pk]]))
    return placed_now(turn, start, end, *now[0])


@cache
def _held() -> Statement:
    episodes = Episode.objects.select_for_update(no_key=True).order_by().filter(pk__in=MARKS[:1])
    return prepared(episodes.values_list("pk"), planned=True)


def read(revisions: Iterable[int]) -> dict[int, Text]:
    """The texts of revisions by their primary keys, in one query."""
    found = {pk: Text([], [], []) for pk in revisions}
    rows = Turn.objects.filter(revision__in=found).order_by("revision", "position")
    for key, revision, position, offset, text, speaker, section in rows.values_list(
        "pk", "revision_id", "position", "offset", "text", "speaker_id", "section"
    ):
        into = found[revision]
        into.turns.append(anchoring.Turn(offset, text, speaker, section == SectionKind.SPONSOR))
        into.keys.append(key)
        into.positions.append(position)
    return found


def placements(
    versions: Sequence[QuoteVersion], target: Sequence[anchoring.Turn], texts: Mapping[int, Text]
) -> list[tuple[QuoteVersion, anchoring.Placement]]:
    """Where each version stands in other turns, moved from the text it was last found in for certain."""
    found: list[tuple[QuoteVersion, anchoring.Placement]] = []
    for revision, members in groupby(sorted(versions, key=from_text), key=from_text):
        group = list(members)
        anchors = [anchoring.Anchor(v.start, v.end, v.exact, v.speaker_id) for v in group]
        found += zip(group, anchoring.move(anchors, texts[revision].turns, target), strict=True)
    return found


def from_text(version: QuoteVersion) -> int:
    """The revision it stands on."""
    return version.revision_id


def carried(turn: Turn, start: int, end: int) -> tuple[Turn, int, int]:
    """A selection as it stands in the current text, which may have changed since it was made.

    Raises Refusal where that is not certain: the machine never guesses which words a person meant.
    """
    return placed_now(turn, start, end, *_now().row([turn.pk]))


def placed_now(
    turn: Turn, start: int, end: int, speaker: int | None, is_current: bool
) -> tuple[Turn, int, int]:
    """The same, once it is known who speaks the turn by now and whether its text is the current one."""
    seen = turn.revision
    turn.speaker_id = speaker  # whoever was merged meanwhile speaks no turn any more
    if is_current:
        return turn, start, end
    current = Revision.objects.get(episode=seen.episode_id, kind=seen.kind, is_current=True)
    both = read([seen.pk, current.pk])
    exact = turn.text[max(0, start - turn.offset) : max(0, end - turn.offset)]
    anchor = anchoring.Anchor(start, end, exact, turn.speaker_id)
    (placed,) = anchoring.move([anchor], both[seen.pk].turns, both[current.pk].turns)
    if placed.standing not in (anchoring.Standing.EXACT, anchoring.Standing.MOVED):
        raise Refusal("revision", CHANGED.format(number=current.number))
    here = Turn.objects.select_related("revision").get(pk=both[current.pk].keys[placed.turn or 0])
    return here, placed.start or 0, placed.end or 0


@cache
def _now() -> Statement:
    """Who speaks a turn, and whether its text is the current one."""
    turns = Turn.objects.filter(pk__in=MARKS[:1]).order_by()
    return prepared(turns.values_list("speaker_id", "revision__is_current"), planned=True)
