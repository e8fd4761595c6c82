"""Give a quote back the form that an earlier version had, as a new version: what is public stays so until the
new one is approved, and what was being worked on is set aside and kept."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.models import QuoteVersion
from annotations.permissions import check_can_change
from annotations.services import quotes, review, tagging, texts
from annotations.workflow import EDITABLE, Action, Refusal, State
from transcripts.services import people

NEWER = "Somebody has changed this quote since you looked. Look at the difference again."
SAME = "Nothing would change: the quote says so already."
NO_PLACE = (
    "The text has changed since, and it is not certain where these words stand now. Select them in the text "
    "and change the quote."
)
SET_ASIDE = "Set aside for the form of version {number}."
AS_IN = "As in version {number}."


@transaction.atomic
def restore(version: QuoteVersion, *, seen: QuoteVersion, reason: str = "", by: Any) -> QuoteVersion:
    """Make a draft of the words, place, topics and people that an earlier version had; returns it.

    `seen` is the version that was compared with. Raises Refusal, with the remedy, where another is the newest
    by now, where it is with the reviewers or withdrawn, where nothing would change, or where nobody knows for
    certain where the words stand in the current text.
    """
    tagging.share()
    newest = quotes.newest(quotes.hold(version.quote))
    check_can_change(by, newest)
    if newest.pk != seen.pk:
        raise Refusal("stale", NEWER)
    check_may_follow(newest)
    if form_of(version) == form_of(newest):
        raise Refusal("same", SAME)
    try:
        place = texts.carried(version.turn, version.start, version.end)
    except Refusal as refusal:
        raise Refusal(refusal.rule, NO_PLACE) from refusal
    if newest.state in EDITABLE:
        review.move(newest, action=Action.DISCARD, by=by, note=SET_ASIDE.format(number=version.number))
    made = QuoteVersion(
        quote=newest.quote,
        number=quotes.last_number(newest.quote) + 1,
        turn=version.turn,
        start=version.start,
        exact=version.exact,
        emendations=version.emendations,
        note=version.note,
        changed_by=by,
        changed_at=timezone.now(),
    )
    dropped = quotes.place(made, *place)
    made.save()
    made.tags.set(tagging.usable(list(version.tags.all()), had=version.tags.all()))
    made.companies.set(people.standing(list(version.companies.all())))
    made.guests.set(people.standing(list(version.guests.all())))
    told = f"{AS_IN.format(number=version.number)} {reason.strip()} {dropped}"
    quotes.record(made, "draft", by=by, note=" ".join(told.split()))
    return made


def check_may_follow(newest: QuoteVersion) -> None:
    """Raise Refusal unless another version may follow on this one."""
    if newest.state == State.WITHDRAWN or newest.quote.withdrawn_at:
        raise Refusal("state", quotes.GONE)
    if newest.state not in (*EDITABLE, State.PUBLISHED, State.DISCARDED):
        raise Refusal("state", quotes.OTHERS.format(state=newest.get_state_display()))


def form_of(version: QuoteVersion) -> tuple[Any, ...]:
    """What a version says, wherever its words stand now."""
    linked = (version.tags, version.companies, version.guests)
    keys = [frozenset(rows.order_by().values_list("pk", flat=True)) for rows in linked]
    return (version.exact, version.emendations, version.note, *keys)
