"""All that a reviewer is shown of one quote or claim, to decide without leaving the page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from annotations import workflow
from annotations.desk import claims, reviewing, reviewtie
from annotations.desk.reviewing import Reviewed
from annotations.models import Claim, Comment, Evidence, Outcome, QuoteVersion, ReviewEvent
from annotations.permissions import has_written
from annotations.selectors import comments, passages, ties, versions
from annotations.selectors.editions import SECTION_NAMES
from annotations.selectors.ties import Tie
from annotations.services import gate, rights, schedules
from annotations.workflow import OPEN, Action, State
from transcripts.documents import SectionKind
from transcripts.models import Podcast
from transcripts.permissions import roles_of

EVENTS = 20
OWN = "You wrote or changed it yourself, so another person decides about it."
OWN_LAST = "You wrote or changed it yourself, so only another person returns it. You may publish it."


def of(item: Reviewed, user: Any) -> dict[str, Any]:
    """What the page says of it, and what this person may do."""
    if isinstance(item, Tie):
        return reviewtie.of(item, user)
    roles, own, state = roles_of(user), has_written(user, item), State(item.state)
    actions = workflow.actions_from(state, roles=roles, own=own)
    exceptions = workflow.overrides_from(state, roles=roles, own=own)
    planned = schedules.of(item).select_related("by").first() if state == State.APPROVED else None
    return {
        "item": item,
        "is_claim": isinstance(item, Claim),
        "seen": reviewing.seen(item),
        "state": item.state,
        "may_approve": Action.APPROVE in actions,
        "may_return": Action.RETURN in actions,
        "may_publish": Action.PUBLISH in actions,
        "may_except": Action.APPROVE in exceptions,
        "why_not": (OWN if state == State.IN_REVIEW else OWN_LAST) if own else "",
        "obstacles": gate.violations(item),
        "schedule": planned if planned and planned.outcome in (Outcome.WAITING, Outcome.REFUSED) else None,
        "zone": timezone.get_current_timezone_name(),
        "is_overdue": bool(item.due_on and state in OPEN and item.due_on < timezone.localdate()),
        **(of_claim(item, user) if isinstance(item, Claim) else of_quote(item, user)),
    }


def of_quote(version: QuoteVersion, user: Any) -> dict[str, Any]:
    """The passage in its context, what is said of it, what it replaces, and what happened to it."""
    seen = QuoteVersion.objects.visible_to(user).filter(quote=version.quote_id)
    public = public_beside(version)
    passage = passages.of(version)
    section = SectionKind(passage.turn.section)
    events = ReviewEvent.objects.filter(version__in=seen.order_by()).select_related("by", "version")
    desk = reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id])
    return {
        "passage": passage,
        "section": passage.turn.section_title or SECTION_NAMES[section],
        "is_sponsor": section == SectionKind.SPONSOR,
        "public": public,
        "differences": list(versions.differences(public, version)) if public else [],
        "tags": version.tags.all(),
        "about": [*version.companies.all(), *version.guests.all()],
        "comments": talk(version, user),
        "claims": claims.of_quote(version.quote, user),
        "policy": list(policy(version.quote.episode.podcast)),
        "words": rights.count(version.exact),
        "events": events.order_by("-id")[:EVENTS],
        "desk_url": f"{desk}#quote-{version.quote.public_id}",
        "page_url": reverse("admin:annotations_quoteversion_change", args=[version.pk]),
        "history_url": reverse("admin:annotations_quoteversion_history", args=[version.pk]),
    }


def public_beside(version: QuoteVersion) -> QuoteVersion | None:
    """The version that readers see while this one, which follows on it, is decided about."""
    if version.number == 1:
        return None
    others = QuoteVersion.objects.filter(quote=version.quote_id, state=State.PUBLISHED)
    return versions.to_compare(others.exclude(pk=version.pk)).first()


def of_claim(claim: Claim, user: Any) -> dict[str, Any]:
    """What the claim rests on, and what happened to it."""
    return {
        "tags": claim.tags.all(),
        "evidence": evidence(claim, user),
        "events": claim.events.select_related("by").order_by("-id")[:EVENTS],
        "page_url": reverse("admin:annotations_claim_change", args=[claim.pk]),
        "history_url": reverse("admin:annotations_claim_history", args=[claim.pk]),
    }


def evidence(claim: Claim, user: Any) -> list[tuple[Evidence, QuoteVersion]]:
    """The quotes a claim rests on, each as it stands now."""
    rows = list(Evidence.objects.filter(claim=claim).select_related("quote"))
    seen = QuoteVersion.objects.newest(seen_by=user).filter(quote__in=[row.quote_id for row in rows])
    related = ("quote__episode__podcast", "speaker", "turn")
    newest = {version.quote_id: version for version in seen.select_related(*related)}
    return [(row, newest[row.quote_id]) for row in rows if row.quote_id in newest]


def talk(version: QuoteVersion, user: Any) -> list[Comment]:
    """What colleagues said about the quote, open talks first."""
    said = comments.visible_to(user).filter(quote=version.quote_id, answers=None)
    found = said.select_related("created_by", "resolved_by").prefetch_related("replies__created_by")
    return sorted(found.order_by("created_at", "id"), key=lambda one: one.resolved_at is not None)


def policy(podcast: Podcast) -> Iterator[str]:
    """What may be quoted of a podcast, in sentences."""
    ground = podcast.get_ground_display()
    licence = f" ({podcast.licence})" if podcast.ground == "licence" and podcast.licence else ""
    yield f"Quoted on the ground of: {ground}{licence}."
    if podcast.permission_until:
        yield f"The permission ends on {date_format(podcast.permission_until, 'j F Y')}."
    if podcast.longest_quote is not None:
        yield f"At most {podcast.longest_quote} words at a time."
    if podcast.greatest_share is not None:
        yield f"At most {rights.told(float(podcast.greatest_share))} % of an episode’s words."


def words(item: Reviewed) -> str:
    """What it is called in lists and answers."""
    if isinstance(item, Tie):
        return reviewtie.words(item)
    return item.statement if isinstance(item, Claim) else f"“{item.shown}”"


def aside(item: Reviewed) -> str:
    """What a line says of it besides: its kind, and of whom or what it is."""
    if isinstance(item, Tie):
        return reviewtie.aside(item)
    if isinstance(item, Claim):
        return f"claim, {item.told_subject or 'about nothing yet'}"
    return f"quote, {item.speaker or 'credited to nobody'}"


def state_of(item: Reviewed) -> str:
    """How it stands, for programs."""
    return reviewtie.state_of(item) if isinstance(item, Tie) else str(item.state)


def standing(item: Reviewed) -> str:
    """How it stands now, for people, and who brought it there; of what is gone, what became of it."""
    told = reviewing.last_told(item)
    if not isinstance(item, Tie):
        return f"It is {item.get_state_display()} now. {told}".strip()
    if not type(item)._default_manager.filter(pk=item.pk).exists():
        return told or reviewtie.GONE
    return f"{'Readers see it now.' if item.accepted_at else 'It still waits.'} {told}".strip()


def url(item: Reviewed) -> str:
    """Where it is read in full."""
    if isinstance(item, Tie):
        return reviewtie.page_of(item)
    return reverse(f"admin:annotations_{item._meta.model_name}_change", args=[item.pk])


def waits_for(item: Reviewed) -> bool:
    """Whether a reviewer still has something to do with it."""
    if isinstance(item, Tie):
        return ties.still_waits(item)
    return item.state in (State.IN_REVIEW, State.APPROVED)
