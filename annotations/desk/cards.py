"""What the desk says of a quote: a card for every quote of an episode, and more of the one selected."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.urls import reverse

from annotations import emendations
from annotations.desk import claims
from annotations.models import UNCERTAIN, Claim, Outcome, Placement, QuoteVersion, ReviewEvent, Tag
from annotations.permissions import can_annotate, can_change, can_review, has_written
from annotations.querysets import QuoteVersionQuerySet
from annotations.selectors import returns
from annotations.selectors.carried import Carried, carried
from annotations.services import gate, placements, publishing, rights, schedules
from annotations.workflow import EDITABLE, OPEN, Action, State, actions_from, overrides_from
from transcripts.models import Company, Episode, Guest, RevisionKind, Turn
from transcripts.permissions import roles_of

SHOWN = 50  # lines of a history


def versions_of(episode: Episode, user: Any) -> QuoteVersionQuerySet:
    """The versions the desk shows this person of an episode."""
    return as_shown(QuoteVersion.objects.shown_in_desk(episode, seen_by=user))


def as_shown(versions: QuoteVersionQuerySet) -> QuoteVersionQuerySet:
    """Versions with what a card says of them, among it their newest event, which names exactly what somebody
    saw, and what is proposed.

    Looked up for all at once and kept in lists: a manager for each of hundreds takes longer than all queries.
    """
    events = ReviewEvent.objects.filter(version=OuterRef("pk")).order_by("-id")
    uncertain = Placement.objects.filter(status__in=UNCERTAIN, version__anchor_status__in=UNCERTAIN)
    proposals = Prefetch(
        "placements", uncertain.select_related("target").order_by("-id"), to_attr="proposals"
    )
    labels = [Prefetch(name, to_attr=f"its_{name}") for name in ("tags", "companies", "guests")]
    known = versions.annotate(last_event=Subquery(events.values("id")[:1]))
    return known.defer("turn__text", "turn__paragraph_starts").prefetch_related(proposals, *labels)


def seen(version: QuoteVersion) -> str:
    """Names what is shown: another number, event or proposal, and it is something else.

    Behind the hyphen, the text it was shown in: a machine's move to another one takes nobody's decision away.
    """
    last = getattr(version, "last_event", None) or version.events.aggregate(last=Max("id"))["last"]
    found = proposal(version)
    return f"{version.number}.{last}.{found.pk if found else 0}-{version.revision_id}"


def proposal(version: QuoteVersion) -> Placement | None:
    """What was found of a version whose place is uncertain."""
    if not version.is_uncertain:
        return None
    known: list[Placement] | None = getattr(version, "proposals", None)
    return placements.proposal(version) if known is None else next(iter(known), None)


def card(version: QuoteVersion) -> dict[str, Any]:
    """What the transcript and the lists need of a quote; offsets are code points in the revision's text."""
    return {
        "id": str(version.quote.public_id),
        "version": seen(version),
        "number": version.number,
        "revision": str(version.revision.public_id),
        "turn": version.turn.position,
        "start": version.start,
        "end": version.end,
        "exact": version.exact,
        "emendations": emendations.read(version.emendations),
        "shown": version.shown,
        "state": version.state,
        "state_label": version.get_state_display(),
        "speaker": version.speaker.name if version.speaker else None,
        "from_notes": version.kind == RevisionKind.NOTES,
        "start_ms": version.start_ms,
        "tags": [tag_choice(tag) for tag in its(version, "tags")],
        "companies": [named_choice(company) for company in its(version, "companies")],
        "guests": [named_choice(guest) for guest in its(version, "guests")],
        "note": version.note,
        "due_on": version.due_on and version.due_on.isoformat(),
        **anchor(version),
        "changed_by": version.changed_by.username,
        "changed_at": version.changed_at.isoformat(),
    }


def its(version: QuoteVersion, kind: str) -> list[Any]:
    """Its tags, companies or guests, as `as_shown` has looked them up."""
    found: list[Any] = getattr(version, f"its_{kind}")
    return found


def anchor(version: QuoteVersion) -> dict[str, Any]:
    """How sure its place is and why; for an uncertain one, the places proposed in the current text."""
    found = proposal(version)
    proposed = found and {"revision": str(found.target.public_id), "candidates": found.candidates}
    return {
        "anchor_status": version.anchor_status,
        "anchor_reason": version.anchor_reason,
        "anchor_sentence": version.anchor_sentence,
        "anchor_score": version.anchor_score,
        "proposal": proposed,
    }


def detail(version: QuoteVersion, user: Any) -> dict[str, Any]:
    """The card, and what a person needs to decide: moves, obstacles, history."""
    schedule = scheduled(version)
    waits = schedule is not None and schedule["outcome"] == Outcome.WAITING
    return {
        **card(version),
        **standing(version, user),
        "schedule": schedule,
        "may_unschedule": waits and can_review(user),
        "returned": returned(version),
        "public": public_words(version),
        "claims": claims.of_quote(version.quote, user),
        "history": history(version, user),
    }


def drafted(
    version: QuoteVersion,
    user: Any,
    *,
    turn: Turn,
    tags: Sequence[Tag],
    companies: Sequence[Company] = (),
    guests: Sequence[Guest] = (),
) -> dict[str, Any]:
    """The same of a quote that `quotes.create` has just made of this turn, read by `rights.with_policy`:
    little else is known of it, so little is read anew, and drafting stays quick."""
    event = version.drafted
    labels = {
        "its_tags": sorted(tags, key=lambda tag: (tag.label, tag.pk)),
        "its_companies": sorted(companies, key=lambda company: (company.name, company.pk)),
        "its_guests": sorted(guests, key=lambda guest: (guest.name, guest.pk)),
    }
    vars(version).update(labels, proposals=[], last_event=event.pk, its_policy=rights.policy_of(turn))
    nothing: dict[str, Any] = {
        "schedule": None,
        "may_unschedule": False,
        "returned": None,
        "public": None,
        "claims": [],
    }
    return {**card(version), **standing(version, user), **nothing, "history": [happened(event)]}


def standing(version: QuoteVersion, user: Any) -> dict[str, Any]:
    """What may be done with a quote and what stands in the way."""
    state = State(version.state)
    roles, own = roles_of(user), has_written(user, version)
    actions = actions_from(state, roles=roles, own=own)
    if version.is_open and version.number > 1 and can_review(user) and public_words(version) is not None:
        actions = [*actions, Action.WITHDRAW]  # of what readers see; this one goes with it
    exceptions = overrides_from(state, roles=roles, own=own)
    return {
        "actions": [*map(str, actions), *(["override"] if Action.APPROVE in exceptions else [])],
        "waiting": waiting(version, user, actions),
        "may_change": state in EDITABLE | {State.PUBLISHED} and can_change(user, version),
        "may_set_due": state in OPEN and (can_annotate(user) or can_review(user)),
        "may_schedule": Action.PUBLISH in actions,
        "may_confirm": version.is_uncertain and can_change(user, version),
        "obstacles": obstacles(version),
        "admin_url": reverse("admin:annotations_quoteversion_change", args=[version.pk]),
    }


def waiting(item: QuoteVersion | Claim, user: Any, actions: Collection[Action]) -> str:
    """What to say where a button is missing."""
    if has_written(user, item) and item.state == State.IN_REVIEW:
        return "Another person reviews it: nobody approves their own work."
    return "" if actions else "There is nothing for you to do with it now."


def scheduled(version: QuoteVersion) -> dict[str, Any] | None:
    """When it is to be published, or was and why it was refused, as long as it waits for that."""
    found = schedules.of(version).select_related("by").first() if version.state == State.APPROVED else None
    if found is None or found.outcome not in (Outcome.WAITING, Outcome.REFUSED):
        return None
    by = found.by.username
    at = {"at": found.at.isoformat(), "told": publishing.told(found.at)}
    return {**at, "by": by, "outcome": found.outcome, "why": found.why}


def returned(version: QuoteVersion) -> dict[str, Any] | None:
    """Who returned it, when and why, as long as that is to be answered."""
    found = returns.last(version)
    if found is None:
        return None
    return {"by": found.by.username, "at": found.at.isoformat(), "note": found.note}


def obstacles(version: QuoteVersion) -> list[str]:
    """What stands in the way of publication, while that is still to come."""
    return [str(refusal) for refusal in gate.violations(version)] if version.is_open else []


def public_words(version: QuoteVersion) -> str | None:
    """What readers see meanwhile, where a version beside this one is public."""
    published = QuoteVersion.objects.published().filter(quote=version.quote_id).exclude(pk=version.pk)
    beside = published.first()
    return beside.shown if beside else None


def history(version: QuoteVersion, user: Any) -> list[dict[str, Any]]:
    """What happened to all versions of this quote that this person sees, newest first."""
    seen = QuoteVersion.objects.visible_to(user).filter(quote=version.quote_id)
    events = ReviewEvent.objects.filter(version__in=seen).select_related("by", "version").order_by("-id")
    told = [happened(event) for event in events[:SHOWN]]
    versions = list(seen.select_related("revision").order_by("number"))
    if any(one.revision.number > 1 or one.is_uncertain for one in versions):
        told += [carried_on(one) for one in carried(versions)]
        told.sort(key=lambda line: str(line["at"]), reverse=True)
    return told[:SHOWN]


def carried_on(one: Carried) -> dict[str, Any]:
    """One line of the history: the text under it changed."""
    return {
        "action": one.what,
        "to": State(one.state).replace("_", " ") if one.state else "",
        "by": one.by.username if one.by else "osbiz",
        "at": one.at.isoformat(),
        "note": one.why,
        "is_override": False,
        "number": one.version.number,
    }


def happened(event: ReviewEvent) -> dict[str, Any]:
    """One line of the history."""
    return {
        "action": event.action,
        "to": event.get_to_state_display(),
        "by": event.by.username,
        "at": event.at.isoformat(),
        "note": event.note,
        "is_override": event.is_override,
        "number": event.version.number if event.version else None,
    }


def tag_choice(tag: Any, why: str = "") -> dict[str, str]:
    """A topic to choose; `why` is the synonym it was found by."""
    return {"id": str(tag.public_id), "label": tag.label, "slug": tag.slug, "hint": why}


def named_choice(thing: Company | Guest, why: str = "") -> dict[str, str]:
    """A company or person to choose."""
    return {"id": str(thing.public_id), "label": thing.name, "slug": thing.slug, "hint": why}
