"""Correct a text, take an earlier one back, and decide about the texts that importers propose.

Whatever is done makes a numbered revision beside the earlier ones; none is changed or erased. Everybody waits
for the episode's row, so two who save at once save one after the other, the second on top of the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from transcripts import editing, merging
from transcripts.editing import Edit, EditedTurn
from transcripts.merging import Change, Merged
from transcripts.models import Episode, Revision, RevisionOrigin
from transcripts.permissions import check_can_edit
from transcripts.services import revisions

NOT_OF_EPISODE = "That text is of another episode. Load the episode again."
NEVER_USED = "Revision {number} was only proposed. Adopt it before it is corrected or gone back to."
DECIDED = "Revision {number} was {decision} already. Load the page again."
OVERTAKEN = (
    "The text has been changed since you looked: revision {number} is current now. Look again, then decide."
)
SAY_WHY = "Say why this text is declined: whoever looks at it later will ask."
NO_CORRECTION = "Only a correction can be undone, and revision {number} is none. Go back to an earlier one."
NOTHING_TO_CORRECT = "This episode has no such text yet. Import one first."
CONFLICT = "Somebody has changed the same words since you opened this text. Look at both, then decide."
CONFLICT_IMPORT = "The new text and our corrections differ in the same places. Say for those which one holds."


class Side(StrEnum):
    """Whose words hold where two people changed the same ones."""

    MINE = "mine"
    THEIRS = "theirs"


class Conflict(Exception):
    """Two people changed the same turns; nothing was stored. `conflicts` show both, `current` is the text in
    use, and the message says what to do."""

    def __init__(self, message: str, conflicts: Sequence[merging.Conflict], current: Revision) -> None:
        super().__init__(message)
        self.conflicts, self.current = tuple(conflicts), current


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of a correction: the text in use now; the one it was merged with where somebody else had
    saved meanwhile, and what they changed; the turns that now start before an earlier one does.

    `changed` is False where the text was like that already, so that nothing was stored.
    """

    revision: Revision
    changed: bool
    merged_with: Revision | None = None
    theirs: tuple[Change, ...] = ()
    running_back: tuple[int, ...] = ()


@transaction.atomic
def correct(
    episode: Episode, *, base: Revision, edits: Sequence[Edit], reason: str = "", by: Any
) -> Corrected:
    """Store edits of the text `base` as a new revision, merged with what others saved since.

    Raises ValidationError (`edits.<place>`: what is wrong and what to do) where an edit does not fit, and
    Conflict where somebody else changed the same turns. What changes nothing makes no revision.
    """
    check_can_edit(by)
    current = revisions.held(episode, base.kind)
    check_was_used(base, episode)
    if current is None:
        raise ValidationError(NOTHING_TO_CORRECT)
    before = revisions.turns_of(base)
    mine = edited(before, edits)
    return stored(base, before, mine, current=current, reason=reason.strip() or editing.summary(edits), by=by)


@transaction.atomic
def undo(revision: Revision, *, by: Any) -> Corrected:
    """Take one correction back, and keep what was saved since; undone again, it is back.

    Raises ValidationError where the text is no correction, and Conflict where somebody has changed what it
    changed.
    """
    check_can_edit(by)
    current = revisions.held(revision.episode, revision.kind)
    check_was_used(revision, revision.episode)
    if current is None or revision.base is None or revision.origin != RevisionOrigin.CORRECTION:
        raise ValidationError(NO_CORRECTION.format(number=revision.number))
    corrected, before = revisions.turns_of(revision), revisions.turns_of(revision.base)
    reason = f"Revision {revision.number} undone."
    return stored(revision, corrected, before, current=current, reason=reason, by=by)


def stored(
    base: Revision,
    before: Sequence[EditedTurn],
    mine: tuple[EditedTurn, ...],
    *,
    current: Revision,
    reason: str,
    by: Any,
) -> Corrected:
    """Store what somebody made of the turns of `base` as the next revision, merged with what others made of
    them since. Raises Conflict; the episode must be held."""
    there = before if current.pk == base.pk else revisions.turns_of(current)
    result: tuple[EditedTurn, ...] = mine
    theirs: tuple[Change, ...] = ()
    if current.pk != base.pk:
        merged = merging.merge(before, mine, there)
        if merged.conflicts:
            raise Conflict(CONFLICT, merged.conflicts, current)
        result, theirs = merged.turns, tuple(merging.changes(before, there))
    merged_with = current if current.pk != base.pk else None
    if result == there:
        return Corrected(current, False, merged_with, theirs)
    revision = revisions.add(
        base.episode,
        kind=base.kind,
        turns=result,
        origin=RevisionOrigin.CORRECTION,
        base=current,
        reason=reason,
        by=by,
    )
    revisions.adopt(revision, by=by)
    running_back = sorted({*editing.running_back(result)} - {*editing.running_back(there)})
    return Corrected(revision, True, merged_with, theirs, tuple(running_back))


def edited(turns: Sequence[EditedTurn], edits: Sequence[Edit]) -> tuple[EditedTurn, ...]:
    """The turns with the edits made. Raises ValidationError at the place of one that does not fit."""
    try:
        return editing.apply(turns, edits)
    except editing.BadEdit as bad:
        where = "edits" if bad.index is None else f"edits.{bad.index}"
        raise ValidationError({where: [str(bad)]}) from bad


@transaction.atomic
def go_back(revision: Revision, *, reason: str = "", by: Any, seen: Revision | None = None) -> Revision:
    """Make a text as it once was current again, as a new revision; what came between stays readable.

    Returns the current text where it says the very same already. `seen` is the current text that was looked
    at before; ValidationError where another one is current by now.
    """
    check_can_edit(by)
    current = revisions.held(revision.episode, revision.kind)
    check_was_used(revision, revision.episode)
    check_is_current(seen, current)
    turns = revisions.turns_of(revision)
    if current is not None and revisions.turns_of(current) == turns:
        return current
    made = revisions.add(
        revision.episode,
        kind=revision.kind,
        turns=turns,
        origin=RevisionOrigin.RETURN,
        base=revision,
        reason=reason.strip() or f"Back to revision {revision.number}.",
        by=by,
    )
    revisions.adopt(made, by=by)
    return made


@transaction.atomic
def adopt(
    revision: Revision,
    *,
    keep_corrections: bool,
    by: Any,
    in_doubt: Side | None = None,
    seen: Revision | None = None,
) -> Revision:
    """Make a proposed text the current one; returns the text in use then.

    With `keep_corrections` it is the new text with what was corrected in the old one, as a revision of its
    own. Where both changed the same turns, `in_doubt` says whether the new text (theirs) or the corrections
    (mine) hold; without it that raises Conflict. `seen` is the current text that was looked at before.
    """
    check_can_edit(by)
    current = revisions.held(revision.episode, revision.kind)
    check_is_proposed(revision)
    check_is_current(seen, current)
    if not keep_corrections or current is None:
        revisions.adopt(revision, by=by)
        return revision
    merged = with_corrections(revision, in_doubt=in_doubt)
    if merged.conflicts:
        raise Conflict(CONFLICT_IMPORT, merged.conflicts, current)
    if merged.turns == revisions.turns_of(revision):
        revisions.adopt(revision, by=by)
        return revision
    revisions.accept(revision, by=by)
    made = revisions.add(
        revision.episode,
        kind=revision.kind,
        turns=merged.turns,
        origin=RevisionOrigin.MERGE,
        base=revision,
        reason=f"Revision {revision.number} with the corrections up to revision {current.number}.",
        by=by,
    )
    revisions.adopt(made, by=by)
    return made


def with_corrections(revision: Revision, *, in_doubt: Side | None = None) -> Merged:
    """A proposed text with the corrections of the one in use, as `adopt` would store it."""
    current = Revision.objects.filter(
        episode=revision.episode_id, kind=revision.kind, is_current=True
    ).first()
    theirs = revisions.turns_of(revision)
    if current is None:
        return Merged(theirs)
    mine, base = revisions.turns_of(current), revisions.turns_of(stands_on(current))
    if in_doubt is None:
        return merging.merge(base, mine, theirs)
    return merging.settle(base, mine, theirs, mine_hold=in_doubt is Side.MINE)


def stands_on(revision: Revision) -> Revision:
    """The imported text that a text is corrected from; itself where it is one. One query."""
    known = Revision.objects.filter(episode=revision.episode_id, kind=revision.kind).in_bulk()
    while revision.base_id is not None:
        revision = known[revision.base_id]
    return revision


@transaction.atomic
def decline(revision: Revision, *, reason: str, by: Any) -> Revision:
    """Decide that a proposed text is not used; it stays readable. Raises ValidationError without a reason."""
    check_can_edit(by)
    revisions.held(revision.episode, revision.kind)
    check_is_proposed(revision)
    if not reason.strip():
        raise ValidationError({"reason": [SAY_WHY]})
    revision.declined_at, revision.declined_by = timezone.now(), by
    revision.declined_reason = reason.strip()
    revision.save(update_fields=["declined_at", "declined_by", "declined_reason"])
    return revision


def check_was_used(revision: Revision, episode: Episode) -> None:
    """Raise ValidationError unless the text is one of the episode's and was current once."""
    if revision.episode_id != episode.pk:
        raise ValidationError(NOT_OF_EPISODE)
    if revision.adopted_at is None:
        raise ValidationError(NEVER_USED.format(number=revision.number))


def check_is_current(seen: Revision | None, current: Revision | None) -> None:
    """Raise ValidationError where another text has become current since somebody looked."""
    if seen is not None and current is not None and seen.pk != current.pk:
        raise ValidationError(OVERTAKEN.format(number=current.number))


def check_is_proposed(revision: Revision) -> None:
    """Raise ValidationError where somebody has decided about the text; looked up anew, once it is held."""
    revision.refresh_from_db(fields=["is_current", "adopted_at", "declined_at"])
    if not revision.is_proposed:
        decision = "adopted" if revision.adopted_at else "declined"
        raise ValidationError(DECIDED.format(number=revision.number, decision=decision))
