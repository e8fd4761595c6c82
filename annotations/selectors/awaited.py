"""What waits for a person: the work of others that they may decide about, and what is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from annotations.models import Awaited, Claim, QuoteVersion, ReviewEvent
from annotations.permissions import AUTHORSHIP, can_draft, can_review
from annotations.workflow import AWAITED, EDITABLE, Action, State

# Nobody needs to know how many more there are.
MOST = 100
# So many of those submitted last are looked through for one that is new.
LOOKED_THROUGH = 1000
LISTS = ((QuoteVersion, "quoteversion", "quote"), (Claim, "claim", "claim"))
WORDS = {
    Awaited.REVIEW: ("waits for your review", "wait for your review"),
    Awaited.OVERDUE: ("is overdue", "are overdue"),
}
# Where in the lists of the admin it is.
QUERIES = {Awaited.REVIEW: f"state__exact={State.IN_REVIEW}", Awaited.OVERDUE: "due=overdue"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many quotes, or claims, that wait in one way; `is_new` where one of them came since a time asked
    about."""

    kind: Awaited
    text: str
    url: str
    is_new: bool


def by_others(rows: Any, link: str, user: Any) -> Any:
    """Those of quotes (`link` is "version") or claims that a person is no author of."""
    written = ReviewEvent.objects.filter(by=user, action__in=AUTHORSHIP, **{link: OuterRef("pk")})
    return rows.filter(~Q(changed_by=user), ~Exists(written))


def of(user: Any, since: datetime | None = None) -> Iterator[Waiting]:
    """What waits for a person, by kind and sort; with whether any of it came after `since`."""
    for model, name, noun in LISTS:
        link = "claim" if model is Claim else "version"
        rows = model._default_manager.order_by()
        url = reverse(f"admin:annotations_{name}_changelist")
        if can_review(user):
            found = by_others(rows.filter(state=State.IN_REVIEW), link, user)
            yield from told(Awaited.REVIEW, found, came_since(found, link, since), noun, url)
        found = rows.filter(overdue_for(user, link), due_on__lt=timezone.localdate())
        yield from told(Awaited.OVERDUE, found, fell_due_since(found, since), noun, url)


def overdue_for(user: Any, link: str) -> Q:
    """Whose day counts for a person: that of their own drafts, and of what they may decide about."""
    mine = Q(state__in=EDITABLE, changed_by=user) if can_draft(user) else Q(pk__in=[])
    return mine | Q(state__in=AWAITED) & ~Q(changed_by=user) if can_review(user) else mine


def came_since(rows: QuerySet, link: str, since: datetime | None) -> bool:
    """Whether one of them was submitted after a time: one of the last to be submitted, if any."""
    if since is None:
        return False
    submitted = ReviewEvent.objects.filter(action=Action.SUBMIT, **{f"{link}__isnull": False})
    last = submitted.order_by("-id").values_list(link, "at")[:LOOKED_THROUGH]
    return rows.filter(pk__in=[key for key, at in last if at > since]).exists()


def fell_due_since(rows: QuerySet, since: datetime | None) -> bool:
    """Whether one of them was not overdue yet at a time."""
    return since is not None and rows.filter(due_on__gte=timezone.localdate(since)).exists()


def told(kind: Awaited, rows: QuerySet, is_new: bool, noun: str, url: str) -> Iterator[Waiting]:
    """How many there are, where there is one."""
    count = len(rows.values_list("pk", flat=True)[: MOST + 1])
    if count:
        how_many = f"More than {MOST}" if count > MOST else str(count)
        one, many = WORDS[kind]
        sentence = f"{how_many} {noun}{'s' if count > 1 else ''} {one if count == 1 else many}"
        yield Waiting(kind, sentence, f"{url}?{QUERIES[kind]}", is_new)
