"""Draft and change quotes. What is published stays as it is until a changed version is approved."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import Quote, QuoteVersion, ReviewEvent, Tag
from annotations.permissions import check_can_annotate
from annotations.workflow import EDITABLE, Refusal, State
from transcripts.models import Company, RevisionKind, Turn
from transcripts.services.revisions import digest_of

CONTEXT = 64  # code points of prefix and suffix

OUTSIDE = "A quote lies inside one turn. Select words of a single turn."
BLANK = "The selection holds no words."
OTHERS = "This version is {state}. Retract it or have it returned before you change it."
GONE = "This quote was withdrawn or discarded. Draft a new one."


@transaction.atomic
def create(
    turn: Turn,
    *,
    start: int,
    end: int,
    tags: Sequence[Tag],
    companies: Sequence[Company] = (),
    note: str = "",
    by: Any,
) -> QuoteVersion:
    """Draft a quote of the words from `start` to `end` of the revision's text (code points, end exclusive).

    Blanks at its ends are left out. Raises Refusal where the words do not lie in this turn.
    """
    check_can_annotate(by)
    quote = Quote.objects.create(episode_id=turn.revision.episode_id, created_by=by)
    version = QuoteVersion(quote=quote, number=1, note=note, changed_by=by, changed_at=timezone.now())
    place(version, turn, start, end)
    version.save()
    version.tags.set(tags)
    version.companies.set(companies)
    record(version, "draft", by=by)
    return version


@transaction.atomic
def change(
    quote: Quote,
    *,
    by: Any,
    start: int | None = None,
    end: int | None = None,
    tags: Sequence[Tag] | None = None,
    companies: Sequence[Company] | None = None,
    note: str | None = None,
) -> QuoteVersion:
    """Change the open version of a quote, or make one beside what is published.

    `start` and `end` stay within the same turn. What is not given stays; a change to what is there already
    changes nothing. Raises Refusal where the version is in review or approved: an approval belongs to exactly
    the words approved.
    """
    check_can_annotate(by)
    stored = newest(Quote.objects.select_for_update().get(pk=quote.pk))
    wanted_start = stored.start if start is None else start
    wanted_end = stored.end if end is None else end
    if not differs(stored, wanted_start, wanted_end, tags, companies, note):
        return stored
    version = editable(stored)
    place(version, version.turn, wanted_start, wanted_end)
    version.note = version.note if note is None else note
    version.changed_by, version.changed_at = by, timezone.now()
    version.save()
    version.tags.set(stored.tags.all() if tags is None else tags)
    version.companies.set(stored.companies.all() if companies is None else companies)
    record(version, "change" if version.number == stored.number else "draft", by=by)
    return version


def newest(quote: Quote) -> QuoteVersion:
    """The version people work with: the last that was not discarded."""
    return quote.versions.newest().select_related("turn", "turn__revision", "revision").get()


def differs(
    version: QuoteVersion,
    start: int,
    end: int,
    tags: Sequence[Tag] | None,
    companies: Sequence[Company] | None,
    note: str | None,
) -> bool:
    """Whether a change would change anything."""
    return (
        (version.start, version.end) != (start, end)
        or (note is not None and note != version.note)
        or (tags is not None and set(tags) != set(version.tags.all()))
        or (companies is not None and set(companies) != set(version.companies.all()))
    )


def editable(version: QuoteVersion) -> QuoteVersion:
    """The version itself while it may be changed, or a pending copy beside the published one."""
    if version.state in EDITABLE:
        return version
    if version.state == State.PUBLISHED:
        return QuoteVersion(
            quote=version.quote,
            number=last_number(version.quote) + 1,
            turn=version.turn,
            note=version.note,
            anchor_status=version.anchor_status,
        )
    message = GONE if version.state in (State.WITHDRAWN, State.DISCARDED) else OTHERS
    raise Refusal("state", message.format(state=str(version.state).replace("_", " ")))


def last_number(quote: Quote) -> int:
    """The number of its last version, discarded ones included: a number is never given twice."""
    return quote.versions.order_by("-number").values_list("number", flat=True)[0]


def place(version: QuoteVersion, turn: Turn, start: int, end: int) -> None:
    """Anchor a version on words of a turn and credit the turn's speaker."""
    if not turn.offset <= start < end <= turn.end_offset:
        raise Refusal("one-turn", OUTSIDE)
    selected = turn.text[start - turn.offset : end - turn.offset]
    exact = selected.strip()
    if not exact:
        raise Refusal("one-turn", BLANK)
    begin = start - turn.offset + len(selected) - len(selected.lstrip())
    finish = begin + len(exact)
    version.turn, version.revision, version.exact = turn, turn.revision, exact
    version.start, version.end = turn.offset + begin, turn.offset + finish
    version.prefix = turn.text[max(0, begin - CONTEXT) : begin]
    version.suffix = turn.text[finish : finish + CONTEXT]
    version.exact_sha256 = digest_of(exact)
    credit(version)


def credit(version: QuoteVersion) -> None:
    """Credit the person who speaks the turn; a passage of the notes credits nobody."""
    version.kind = version.revision.kind
    version.speaker = None if version.kind == RevisionKind.NOTES else version.turn.speaker


def record(version: QuoteVersion, action: str, *, by: Any) -> None:
    """Write down that a version was drafted or changed."""
    ReviewEvent.objects.create(
        version=version, action=action, to_state=version.state, revision=version.revision, by=by
    )
