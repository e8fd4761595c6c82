"""Move quotes and claims through the workflow: the only place where a state changes."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations import workflow
from annotations.models import (
    Claim,
    Decision,
    Outcome,
    PublicationKind,
    Quote,
    QuoteVersion,
    ReviewEvent,
)
from annotations.permissions import has_written
from annotations.services import (
    acceptance,
    gate,
    notices,
    placements,
    publiclog,
    quotes,
    schedules,
    tagging,
    texts,
)
from annotations.workflow import LIVE, OPEN, Action, Refusal, State
from transcripts.models import Turn
from transcripts.permissions import roles_of

WHERE = "Say where it stands: confirm a place that is proposed, or select the words in the current text."
NOT_AGAIN = (
    "The text has changed since this quote was discarded, and it is not certain where its words stand now. "
    "Select them in the text and make a new quote."
)
BESIDE = "This quote was withdrawn, or another version of it is being worked on. Go on with that one."
LOSE_EVIDENCE = "lose evidence"
# What is still, or again, to be approved; and what an approval leaves behind.
UNDECIDED = OPEN - {State.APPROVED} | {State.DISCARDED}
UNAPPROVED = {"approved_by": None, "approved_at": None, "override": None}
NOT_APPROVED = "It is no longer approved: it is {state} now."
RACE = "Somebody else has just moved it: it is {state} now. Look again before you decide."


@transaction.atomic
def move(
    item: QuoteVersion | Claim,
    *,
    action: Action,
    by: Any,
    note: str = "",
    place: tuple[Turn, int, int] | None = None,
    override: bool = False,
) -> None:
    """Do one action of the workflow's table; `item` shows the result afterwards.

    To confirm or select an uncertain place, `place` says which: a turn, and start and end in its revision's
    text. With `override` an administrator approves what they wrote themselves; the note says why. Raises
    Refusal, naming the rule and the remedy, where the table, the gate or another person's decision stands in
    the way.
    """
    action, seen = Action(action), item.state
    lock(item)
    if item.state != seen:
        raise Refusal("race", RACE.format(state=str(item.state).replace("_", " ")))
    transition = workflow.check(
        action,
        state=State(item.state),
        roles=roles_of(by),
        own=has_written(by, item),
        note=note,
        uncertain=isinstance(item, QuoteVersion) and item.is_uncertain,
        override=override,
    )
    values: dict[str, Any] = {}
    if action in (Action.CONFIRM, Action.SELECT):
        values, dropped = replaced(item, place, by=by)
        note = f"{note} {dropped}".strip()
    with followed(item, action, by=by):
        apply(item, transition.action, transition.target, values, by=by, note=note, override=override)


def followed(item: QuoteVersion | Claim, action: Action, *, by: Any) -> AbstractContextManager[None]:
    """Looks at what else readers see, or see no more, through what is published or withdrawn."""
    if action not in (Action.PUBLISH, Action.WITHDRAW):
        return nullcontext()
    return publiclog.following(partial(publiclog.around_item, item), by=by)


def lock(item: QuoteVersion | Claim) -> None:
    """Hold the row (and a quote's text and other versions) until the decision stands, and read it anew."""
    tagging.share()
    if isinstance(item, QuoteVersion):
        quotes.hold(item.quote)
    type(item).objects.select_for_update().get(pk=item.pk)
    item.refresh_from_db()


def replaced(
    item: QuoteVersion | Claim, place: tuple[Turn, int, int] | None, *, by: Any
) -> tuple[dict[str, Any], str]:
    """The values of a version that is put elsewhere, and a sentence about emendations that do not go along;
    who puts it there is one of its authors from now on."""
    if place is None or not isinstance(item, QuoteVersion):
        raise Refusal("place", WHERE)
    dropped = quotes.place(item, *place)
    values = {name: getattr(item, name) for name in quotes.PLACED}
    values |= {"changed_by": by, "changed_at": timezone.now()}
    return values, dropped


def restored(item: QuoteVersion | Claim) -> dict[str, Any]:
    """The values of a discarded version on its words in the current text: nobody moved it along meanwhile.

    Raises Refusal where it is not certain that they still stand there.
    """
    if not isinstance(item, QuoteVersion):
        return {}
    if item.quote.withdrawn_at or item.quote.versions.open().exists():
        raise Refusal("state", BESIDE)
    try:
        place = texts.carried(item.turn, item.start, item.end)
    except Refusal as refusal:
        raise Refusal(refusal.rule, NOT_AGAIN) from refusal
    quotes.place(item, *place)
    return {name: getattr(item, name) for name in quotes.PLACED}


def apply(
    item: QuoteVersion | Claim,
    action: Action,
    target: State,
    more: Mapping[str, Any],
    *,
    by: Any,
    note: str,
    override: bool = False,
) -> None:
    """Carry out an allowed action: its checks, the guarded update, what follows from it, and the event.

    An exception of four eyes is written down first: the database lets none pass that is not.
    """
    source, now = item.state, timezone.now()
    values: dict[str, Any] = {"state": target, **more}
    if action == Action.RESTORE:
        values |= restored(item)
    if action == Action.SUBMIT:
        prepare_submission(item, by=by)
    if action in (Action.APPROVE, Action.PUBLISH):
        gate.check(item)
    if target in UNDECIDED:
        values |= UNAPPROVED
    if action == Action.APPROVE:
        values |= {"approved_by": by, "approved_at": now}
    if override:
        values["override"] = event(item, action, source, to=target, by=by, note=note, is_override=True)
    if action == Action.APPROVE and isinstance(item, Claim):
        acceptance.accept_all(item, by=by, at=now, override=values.get("override"))
    if action == Action.PUBLISH:
        values |= {"published_at": now}
        make_way(item, by=by)
    if action == Action.PUBLISH and isinstance(item, Claim):
        values |= {"withdrawn_at": None, "withdrawn_reason": ""}
    if not type(item).objects.filter(pk=item.pk)._move(source=source, **values):
        raise Refusal("race", RACE.format(state=source))
    item.refresh_from_db()
    if source == State.APPROVED:
        unschedule(item, action, by=by)
    if isinstance(item, QuoteVersion) and target not in LIVE:
        placements.decide(item, Decision.WITHDRAWN, by=by)
    if action in (Action.PUBLISH, Action.WITHDRAW):
        announce(item, action, by=by, note=note, at=now)
    if not override:
        event(item, action, source, by=by, note=note)


def unschedule(item: QuoteVersion | Claim, action: Action, *, by: Any) -> None:
    """A time that was set has come, or what was approved no longer is."""
    if action == Action.PUBLISH:
        schedules.end(item, Outcome.PUBLISHED, by=by)
    else:
        schedules.end(item, Outcome.CANCELLED, by=by, why=NOT_APPROVED.format(state=item.get_state_display()))


def prepare_submission(item: QuoteVersion | Claim, *, by: Any) -> None:
    """Before others look: a quote needs a topic, and credits whoever its turn is bound to by now."""
    if isinstance(item, Claim):
        return
    if not item.tags.exists():
        raise Refusal("topic", gate.TOPIC)
    credited = item.speaker_id
    quotes.credit(item)
    if item.speaker_id != credited:
        item.changed_by, item.changed_at = by, timezone.now()
        item.save(update_fields=["speaker", "changed_by", "changed_at"])


def make_way(item: QuoteVersion | Claim, *, by: Any) -> None:
    """The version that was public until now is superseded."""
    if isinstance(item, Claim):
        return
    for former in item.quote.versions.filter(state=State.PUBLISHED):
        QuoteVersion.objects.filter(pk=former.pk)._move(source=State.PUBLISHED, state=State.SUPERSEDED)
        former.refresh_from_db()
        placements.decide(former, Decision.OVERTAKEN, by=by)
        event(former, "supersede", State.PUBLISHED, by=by, note="")


def announce(item: QuoteVersion | Claim, action: Action, *, by: Any, note: str, at: datetime) -> None:
    """Date the public life of a quote or claim and write it to the publication log."""
    thing: Quote | Claim = item.quote if isinstance(item, QuoteVersion) else item
    kind = PublicationKind.PUBLISHED
    if action == Action.WITHDRAW:
        kind = PublicationKind.WITHDRAWN
        type(thing).objects.filter(pk=thing.pk).update(withdrawn_at=at, withdrawn_reason=note.strip())
        if isinstance(item, QuoteVersion):
            drop_pending(item.quote, by=by, note=note)
            drop_unsupported(item.quote, by=by, note=note)
    elif isinstance(item, QuoteVersion) and item.quote.published_at:
        kind = PublicationKind.UPDATED
    elif isinstance(item, QuoteVersion):
        Quote.objects.filter(pk=item.quote_id).update(published_at=at)
    number = item.number if isinstance(item, QuoteVersion) else 1
    publiclog.write(thing, kind, version=number, reason=note, by=by)
    thing.refresh_from_db()


def drop_pending(quote: Quote, *, by: Any, note: str) -> None:
    """A withdrawn quote takes the version being worked on with it."""
    for version in quote.versions.open():
        source = version.state
        QuoteVersion.objects.filter(pk=version.pk)._move(source=source, state=State.WITHDRAWN, **UNAPPROVED)
        version.refresh_from_db()
        unschedule(version, Action.WITHDRAW, by=by)
        placements.decide(version, Decision.WITHDRAWN, by=by)
        event(version, Action.WITHDRAW, source, by=by, note=note)


def drop_unsupported(quote: Quote, *, by: Any, note: str) -> None:
    """The published claims that rested on a withdrawn quote alone need evidence now."""
    resting = Claim.objects.filter(evidence__quote=quote, state=State.PUBLISHED).order_by("pk")
    for claim in resting.select_for_update(of=("self",)):
        check_supported(claim, by=by, note=note)


def check_supported(claim: Claim, *, by: Any, note: str) -> None:
    """A published claim without published evidence needs some: it answers with the reason its last quote was
    taken for, until it is published again. One whose other evidence is hidden for the time being stays."""
    if claim.evidence.accepted().filter(quote__versions__state=State.PUBLISHED).exists():
        return
    values = {"withdrawn_at": timezone.now(), "withdrawn_reason": note.strip(), **UNAPPROVED}
    rows = Claim.objects.filter(pk=claim.pk)
    if not rows._move(source=State.PUBLISHED, state=State.NEEDS_EVIDENCE, **values):
        return
    claim.refresh_from_db()
    publiclog.write(claim, PublicationKind.WITHDRAWN, reason=note, by=by)
    event(claim, LOSE_EVIDENCE, State.PUBLISHED, by=by, note=note)


def event(
    item: QuoteVersion | Claim,
    action: str,
    source: str,
    *,
    to: str = "",
    by: Any,
    note: str,
    is_override: bool = False,
) -> ReviewEvent:
    """Write down who moved what from where to where, and why, and tell those whom it concerns."""
    made = ReviewEvent.objects.create(
        version=item if isinstance(item, QuoteVersion) else None,
        claim=item if isinstance(item, Claim) else None,
        action=str(action),
        from_state=source,
        to_state=to or item.state,
        note=note.strip(),
        is_override=is_override,
        revision=item.revision if isinstance(item, QuoteVersion) else None,
        by=by,
    )
    notices.of_event(made)
    return made
