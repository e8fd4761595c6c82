"""The queue of a reviewer: what waits, in which order, and what is new since they last looked."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.utils import timezone

from annotations.models import (
    UNCERTAIN,
    Claim,
    Evidence,
    Placement,
    QuoteVersion,
    ReviewEvent,
    ReviewMark,
    Tag,
)
from annotations.permissions import AUTHORSHIP
from annotations.selectors import ties, versions
from annotations.selectors.ties import Tie
from annotations.selectors.waiting import CHANGED, MOST, MOST_OWN, NEW, Asked, Queue, Waiting
from annotations.workflow import ACCEPT, DECLINE, Action, State

# So many decisions of others are named.
MOST_DECIDED = 20
# So many rows are found by their ids; of more, each row that waits is asked.
FEW = 1000
KINDS: dict[str, type[QuoteVersion] | type[Claim]] = {"quote": QuoteVersion, "claim": Claim}
ALL_KINDS: dict[str, type[QuoteVersion | Claim | Tie]] = {**KINDS, **ties.MODELS}
COLUMNS = ("pk", "due_on", "changed_at", "known", "touched")
LINKS = {"quote": "version", "claim": "claim"}
STAGES = (State.IN_REVIEW, State.APPROVED)
# What ends the waiting for a decision.
DECISIONS: tuple[str, ...] = (
    *(Action.APPROVE, Action.RETURN, Action.PUBLISH, Action.WITHDRAW, Action.SPIKE, Action.ABANDON),
    *(ACCEPT, DECLINE),
)


def queue(user: Any, asked: Asked, mark: ReviewMark | None) -> Queue:
    """What waits, by the day it is due and then by age, which counts from the last change of its words."""
    found: list[tuple[Waiting, bool]] = []
    for kind in [asked.kind] if asked.kind else ALL_KINDS:
        if kind in ties.MODELS:
            found += ties.read(kind, user, asked, mark)
            continue
        rows = with_news(rows_of(kind, asked), kind, user, mark)
        if asked.news and mark is not None:
            rows = narrowed_to_news(rows, kind, user, asked, mark)
        if asked.stage == State.IN_REVIEW:
            mine = told(rows.filter(changed_by=user), asked, kind, MOST_OWN)
            found += [(one, True) for one in mine]
            rows = rows.exclude(changed_by=user)
        found += read(rows, kind, user, asked)
    found.sort(key=lambda pair: pair[0].place)
    own = [one for one, is_own in found if is_own]
    others = [one for one, is_own in found if not is_own]
    return Queue(others[:MOST], own[:MOST_OWN], len(others) > MOST)


def read(rows: QuerySet, kind: str, user: Any, asked: Asked) -> Iterator[tuple[Waiting, bool]]:
    """Rows that somebody else changed last, each with whether this person is one of its authors all the same:
    four eyes are two people’s."""
    found = list(told(rows, asked, kind, MOST + 1))
    written: set[int] = set()
    if asked.stage == State.IN_REVIEW:
        link = LINKS[kind]
        events = ReviewEvent.objects.filter(by=user, action__in=AUTHORSHIP)
        keys = events.filter(**{f"{link}__in": [one.pk for one in found]}).values_list(link, flat=True)
        written = set(keys)
    yield from ((one, one.pk in written) for one in found)


def told(rows: QuerySet, asked: Asked, kind: str, most: int) -> Iterator[Waiting]:
    """The first rows in the order of the queue: asked for in two parts, each of which has its index."""
    due = rows.filter(due_on__isnull=False).order_by("due_on", "changed_at", "id")
    if asked.due == "overdue":
        due = due.filter(due_on__lt=timezone.localdate())
    first = [] if asked.due == "none" else list(due.values_list(*COLUMNS)[:most])
    others = rows.filter(due_on__isnull=True).order_by("changed_at", "id")
    room = most - len(first) if asked.due in ("", "none") else 0
    for row in [*first, *others.values_list(*COLUMNS)[:room]]:
        yield waiting(kind, *row)


def waiting(kind: str, pk: int, due_on: date | None, since: datetime, known: bool, touched: bool) -> Waiting:
    """One row, in the columns asked for."""
    return Waiting(kind, pk, due_on, since, (CHANGED if known else NEW) if touched else "")


def rows_of(kind: str, asked: Asked) -> QuerySet:
    """The rows of one kind that are asked for."""
    rows: QuerySet = KINDS[kind].objects.filter(state=asked.stage)
    if asked.author is not None:
        rows = rows.filter(changed_by=asked.author)
    if asked.topic is not None:
        topics = Tag.objects.filter(Q(pk=asked.topic) | Q(parent=asked.topic)).values_list("pk", flat=True)
        through: Any = KINDS[kind].tags.through
        owner = "quoteversion" if kind == "quote" else "claim"
        rows = rows.filter(Exists(through.objects.filter(**{owner: OuterRef("pk")}, tag__in=list(topics))))
    if asked.podcast is not None:
        rows = rows.filter(of_podcast(kind, asked.podcast))
    return rows


def of_podcast(kind: str, podcast: int) -> Q:
    """Quotes of a podcast, and claims that rest on one."""
    if kind == "quote":
        return Q(quote__episode__podcast=podcast)
    return Q(Exists(Evidence.objects.filter(claim=OuterRef("pk"), quote__episode__podcast=podcast)))


def with_news(rows: QuerySet, kind: str, user: Any, mark: ReviewMark | None) -> QuerySet:
    """Rows with whether others did something with them since the mark, and whether they waited before it."""
    if mark is None:
        no = Value(False, output_field=BooleanField())
        return rows.annotate(known=no, touched=no)
    link = LINKS[kind]
    events = ReviewEvent.objects.filter(**{link: OuterRef("pk")})
    known = events.filter(pk__lte=mark.event, to_state__in=STAGES)
    touched = events.filter(pk__gt=mark.event).exclude(by=user)
    return rows.annotate(known=Exists(known), touched=Exists(touched))


def narrowed_to_news(rows: QuerySet, kind: str, user: Any, asked: Asked, mark: ReviewMark) -> QuerySet:
    """Of these rows the new ones, or the changed ones: by what happened, where that is little."""
    link = LINKS[kind]
    since = ReviewEvent.objects.filter(pk__gt=mark.event).exclude(by=user).exclude(**{link: None})
    few = list(since.order_by("-pk").values_list(link, flat=True)[: FEW + 1])
    rows = rows.filter(pk__in=set(few)) if len(few) <= FEW else rows.filter(touched=True)
    return rows.filter(known=asked.news == CHANGED)


def last_look(user: Any) -> ReviewMark | None:
    """Up to where a person has looked, if they ever said so."""
    return ReviewMark.objects.filter(user=user).first()


def decided(user: Any, mark: ReviewMark | None) -> list[ReviewEvent]:
    """What others decided since a person’s mark, the latest first."""
    if mark is None:
        return []
    since = ReviewEvent.objects.filter(pk__gt=mark.event, action__in=DECISIONS).exclude(by=user)
    words = ("version__exact", "version__emendations", "claim__statement")
    told = ("action", "is_override", "note", "at", "by__username", *words)
    return list(since.select_related("by", "version", "claim").only(*told).order_by("-id")[:MOST_DECIDED])


def find(key: str) -> QuoteVersion | Claim | Tie | None:
    """The quote, claim or tie of that name, if there is one."""
    kind, _, number = key.partition("-")
    if kind not in ALL_KINDS or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found: QuoteVersion | Claim | Tie | None = in_full(kind).filter(pk=int(number)).first()
    return found


def in_full(kind: str) -> QuerySet:
    """Rows with what the page of one says of them."""
    if kind in ties.MODELS:
        return ties.with_words(kind)
    if kind == "claim":
        return as_seen(kind).select_related("company", "guest", "about", "changed_by", "approved_by")
    related = ("quote__episode__podcast", "turn", "changed_by", "approved_by")
    return versions.to_compare(as_seen(kind).select_related(*related))


def in_lines(kind: str) -> QuerySet:
    """Rows with what a line says of them, and no more."""
    if kind in ties.MODELS:
        return ties.with_words(kind)
    if kind == "claim":
        names = ("company__name", "guest__name", "about__label")
        rows = as_seen(kind).select_related("company", "guest", "about")
        return rows.only("statement", "subject", *names)
    words = ("number", "exact", "emendations", "anchor_status", "revision_id", "speaker__name")
    return as_seen(kind).select_related("speaker").only(*words)


def as_seen(kind: str) -> QuerySet:
    """Rows with, in the same breath, their newest event and proposal, which name exactly what is seen."""
    events = ReviewEvent.objects.filter(**{LINKS[kind]: OuterRef("pk")}).order_by("-id")
    rows: QuerySet = KINDS[kind].objects.annotate(last_event=Subquery(events.values("id")[:1]))
    if kind == "claim":
        return rows
    uncertain = Placement.objects.filter(status__in=UNCERTAIN, version__anchor_status__in=UNCERTAIN)
    return rows.prefetch_related(Prefetch("placements", uncertain.order_by("-id"), to_attr="proposals"))


def lines(found: list[Waiting]) -> list[tuple[Waiting, QuoteVersion | Claim | Tie]]:
    """What waits, with the things themselves; what is gone meanwhile is left out."""
    keys: dict[str, list[int]] = {}
    for one in found:
        keys.setdefault(one.kind, []).append(one.pk)
    rows: Mapping[str, Mapping[int, Any]] = {kind: in_lines(kind).in_bulk(keys[kind]) for kind in keys}
    return [(one, rows[one.kind][one.pk]) for one in found if one.pk in rows[one.kind]]
