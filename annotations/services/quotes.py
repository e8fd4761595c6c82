"""Draft and change quotes. What is published stays as it is until a changed version is approved."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations import emendations as editing
from annotations.anchoring import Reason
from annotations.models import AnchorStatus, Quote, QuoteVersion, ReviewEvent, Tag
from annotations.permissions import check_can_change, check_can_draft
from annotations.services import placements, tagging, texts
from annotations.workflow import EDITABLE, Refusal, State
from transcripts.insertions import insert
from transcripts.models import Company, Guest, Revision, RevisionKind, Turn
from transcripts.services import people
from transcripts.services.revisions import digest_of

CONTEXT = 64  # code points of prefix and suffix

OUTSIDE = "A quote lies inside one turn. Select words of a single turn."
BLANK = "The selection holds no words."
TAKEN = "Another quote has this id already. Make the quote again."
OTHERS = "This version is {state}. Retract it or have it returned before you change it."
GONE = "This quote was withdrawn or discarded. Draft a new one."
PLACE_FIRST = (
    "The text has changed under this quote, and its place is not certain. Confirm its place or select its "
    "words in the current text; then change it."
)
# What `place` decides about a version.
PLACED = (
    *("turn", "revision", "kind", "speaker", "start", "end", "exact", "exact_sha256", "prefix", "suffix"),
    *("anchor_status", "anchor_score", "anchor_reason", "emendations"),
)
DROPPED = "Not carried over, as its words do not stand there: {told}."


@transaction.atomic
def create(
    turn: Turn,
    *,
    start: int,
    end: int,
    tags: Sequence[Tag],
    companies: Sequence[Company] = (),
    guests: Sequence[Guest] = (),
    emendations: Sequence[Any] = (),
    note: str = "",
    id: UUID | None = None,
    by: Any,
) -> QuoteVersion:
    """Draft a quote of the words from `start` to `end` of the revision's text (code points, end exclusive).

    Blanks at its ends are left out. Where that text has been replaced meanwhile, the quote stands on the
    current one. `emendations` count in the words themselves. Raises Refusal where the words do not lie in
    this turn, it is not certain where they stand in the current text, they cannot be emended so, or a
    topic is not in use.
    """
    check_can_draft(by)
    given = tagging.shared(tags)
    here = texts.held(turn, start, end)
    named = {"public_id": id} if id else {}
    quote = Quote(episode_id=turn.revision.episode_id, created_by=by, **named)
    insert(quote)
    version = QuoteVersion(quote=quote, number=1, note=note, changed_by=by, changed_at=timezone.now())
    place(version, *here)
    emend(version, emendations)
    insert(version)
    version.tags.add(*given)
    if companies:
        version.companies.add(*people.standing(companies))
    if guests:
        version.guests.add(*people.standing(guests))
    version.drafted = record(version, "draft", by=by)
    return version


def made_before(id: UUID | None, *, episode: int, by: Any) -> QuoteVersion | None:
    """The quote that this person made under that id in this episode, if they did.

    Raises Refusal where the id is another quote's.
    """
    quote = Quote.objects.filter(public_id=id).first() if id else None
    if quote is None:
        return None
    if (quote.created_by_id, quote.episode_id) != (by.pk, episode):
        raise Refusal("id", TAKEN)
    return newest(quote)


@transaction.atomic
def change(
    quote: Quote,
    *,
    by: Any,
    start: int | None = None,
    end: int | None = None,
    seen: Revision | None = None,
    tags: Sequence[Tag] | None = None,
    companies: Sequence[Company] | None = None,
    guests: Sequence[Guest] | None = None,
    emendations: Sequence[Any] | None = None,
    note: str | None = None,
) -> QuoteVersion:
    """Change the open version of a quote, or make one beside what is published.

    `start` and `end` stay within the same turn and count in the text `seen`, or where that is not given in
    the quote's own; `emendations` count in its words as they are then. What is not given stays, emendations
    as far as their words do; a change to what is there already changes nothing. Raises Refusal where the
    version is in review or approved: an approval belongs to exactly the words and emendations approved.
    """
    tagging.share()
    stored = newest(hold(quote))
    check_can_change(by, stored)
    if tags is not None:
        tags = tagging.usable(tags, had=stored.tags.all())
    companies = None if companies is None else people.standing(companies)
    guests = None if guests is None else people.standing(guests)
    wanted_start, wanted_end = wanted(stored, start, end, seen)
    if not differs(stored, wanted_start, wanted_end, tags, companies, guests, emendations, note):
        return stored
    version, dropped = editable(stored), ""
    if version.pk is None or (wanted_start, wanted_end) != (stored.start, stored.end):
        dropped = place(version, version.turn, wanted_start, wanted_end)
    if emendations is not None:
        dropped = dropped if editing.read(emendations) == version.emendations else ""
        emend(version, emendations)
    if stored.is_uncertain:
        leave_uncertain(version, stored)
    version.note = version.note if note is None else note
    version.changed_by, version.changed_at = by, timezone.now()
    version.save()
    version.tags.set(stored.tags.all() if tags is None else tags)
    version.companies.set(stored.companies.all() if companies is None else companies)
    version.guests.set(stored.guests.all() if guests is None else guests)
    if version.pk != stored.pk and version.is_uncertain:
        placements.copy(stored, version)
    record(version, "change" if version.number == stored.number else "draft", by=by, note=dropped)
    return version


def hold(quote: Quote) -> Quote:
    """The quote, held with its episode until this transaction ends."""
    texts.hold(quote.episode_id)
    return Quote.objects.select_for_update().get(pk=quote.pk)


def wanted(
    version: QuoteVersion, start: int | None, end: int | None, seen: Revision | None
) -> tuple[int, int]:
    """Where a change wants the quote, counted in the version's own text."""
    if start is None and end is None:
        return version.start, version.end
    first = version.start if start is None else start
    last = version.end if end is None else end
    counts_here = seen is None or seen.pk == version.revision_id
    if version.is_uncertain and ((first, last) != (version.start, version.end) or not counts_here):
        raise Refusal("anchor", PLACE_FIRST)
    if seen is None or counts_here:
        return first, last
    turn = turn_at(seen, first)
    _, first, last = texts.carried(turn, first, last)
    return first, last


def turn_at(revision: Revision, start: int) -> Turn:
    """The turn of a text in which a selection begins."""
    turn = revision.turns.filter(offset__lte=start).order_by("-offset").first()
    if turn is None:
        raise Refusal("one-turn", OUTSIDE)
    turn.revision = revision
    return turn


def leave_uncertain(version: QuoteVersion, former: QuoteVersion) -> None:
    """A change of topics or notes makes no place certain."""
    for name in ("anchor_status", "anchor_score", "anchor_reason"):
        setattr(version, name, getattr(former, name))


def newest(quote: Quote) -> QuoteVersion:
    """The version people work with: the last that was not discarded."""
    return quote.versions.newest().select_related("turn", "turn__revision", "revision").get()


def last_discarded(quote: Quote) -> QuoteVersion:
    """What would be restored of a quote: its last version where that is discarded, else the newest."""
    last = quote.versions.order_by("-number").select_related("turn__revision", "revision")[0]
    kept = newest(quote)
    was_last = last.state == State.DISCARDED and kept.state in (State.DISCARDED, State.PUBLISHED)
    return last if was_last else kept


def differs(
    version: QuoteVersion,
    start: int,
    end: int,
    tags: Sequence[Tag] | None,
    companies: Sequence[Company] | None,
    guests: Sequence[Guest] | None,
    emendations: Sequence[Any] | None,
    note: str | None,
) -> bool:
    """Whether a change would change anything."""
    return (
        (version.start, version.end) != (start, end)
        or (note is not None and note != version.note)
        or (tags is not None and set(tags) != set(version.tags.all()))
        or (companies is not None and set(companies) != set(version.companies.all()))
        or (guests is not None and set(guests) != set(version.guests.all()))
        or (emendations is not None and editing.read(emendations) != version.emendations)
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
            start=version.start,
            exact=version.exact,
            emendations=version.emendations,
            note=version.note,
        )
    message = GONE if version.state in (State.WITHDRAWN, State.DISCARDED) else OTHERS
    raise Refusal("state", message.format(state=str(version.state).replace("_", " ")))


def last_number(quote: Quote) -> int:
    """The number of its last version, discarded ones included: a number is never given twice."""
    return quote.versions.order_by("-number").values_list("number", flat=True)[0]


def place(version: QuoteVersion, turn: Turn, start: int, end: int) -> str:
    """Anchor a version on words of a turn, for certain, and credit the turn's speaker.

    Its emendations go along where their words do; returns a sentence about those that do not.
    """
    if not turn.offset <= start < end <= turn.end_offset:
        raise Refusal("one-turn", OUTSIDE)
    selected = turn.text[start - turn.offset : end - turn.offset]
    exact = selected.strip()
    if not exact:
        raise Refusal("one-turn", BLANK)
    begin = start - turn.offset + len(selected) - len(selected.lstrip())
    finish = begin + len(exact)
    dropped = carry(version, turn, turn.offset + begin, exact)
    version.turn, version.revision, version.exact = turn, turn.revision, exact
    version.start, version.end = turn.offset + begin, turn.offset + finish
    version.prefix = turn.text[max(0, begin - CONTEXT) : begin]
    version.suffix = turn.text[finish : finish + CONTEXT]
    version.exact_sha256 = digest_of(exact)
    version.anchor_status, version.anchor_score = AnchorStatus.EXACT, 1.0
    version.anchor_reason = str(Reason.UNCHANGED)
    credit(version)
    return dropped


def carry(version: QuoteVersion, turn: Turn, start: int, exact: str) -> str:
    """Take a version's emendations along to these words; returns a sentence about those that do not stand
    there."""
    if not version.emendations:
        return ""
    if version.turn_id == turn.pk:
        shift = start - version.start
        found = editing.trimmed(version.emendations, version.exact, exact, shift)
    else:
        found = editing.carried(version.emendations, version.exact, exact)
    version.emendations = found.kept
    return DROPPED.format(told=editing.told(found.dropped, version.exact)) if found.dropped else ""


def emend(version: QuoteVersion, emendations: Sequence[Any]) -> None:
    """Give a version these emendations. Raises Refusal where they cannot be made to its words."""
    found = editing.read(emendations)
    try:
        editing.check(version.exact, found)
    except ValueError as fault:
        raise Refusal("emendations", str(fault)) from fault
    version.emendations = found


def credit(version: QuoteVersion) -> None:
    """Credit the person who speaks the turn; a passage of the notes credits nobody."""
    version.kind = version.revision.kind
    version.speaker = None if version.kind == RevisionKind.NOTES else version.turn.speaker


def record(version: QuoteVersion, action: str, *, by: Any, note: str = "") -> ReviewEvent:
    """Write down that a version was drafted or changed."""
    event = ReviewEvent(
        version=version, action=action, to_state=version.state, note=note, revision=version.revision, by=by
    )
    insert(event)
    return event
