"""What others tied to published claims and waits for a reviewer to accept or decline it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from annotations.models import Claim, ClaimRelation, Evidence, QuoteVersion, ReviewEvent, ReviewMark, Tag
from annotations.selectors.waiting import CHANGED, MOST, NEW, Asked, Waiting
from annotations.workflow import State

Tie = Evidence | ClaimRelation
MODELS: dict[str, type[Evidence] | type[ClaimRelation]] = {"evidence": Evidence, "relation": ClaimRelation}
# By which columns a tie leads to the claims to which it is tied.
ENDS = {"evidence": ("claim",), "relation": ("source", "target")}


def evidence_waiting(user: Any) -> QuerySet[Evidence]:
    """The evidence that this person may decide about: tied by others, the oldest first."""
    found = Evidence.objects.waiting().visible_to(user).exclude(created_by=user)
    return found.select_related("claim__company", "claim__guest", "quote", "created_by").order_by("id")


def relations_waiting(user: Any) -> QuerySet[ClaimRelation]:
    """The relations between claims that this person may decide about: tied by others, the oldest first."""
    found = ClaimRelation.objects.waiting().visible_to(user).exclude(created_by=user)
    return found.select_related("source", "target", "created_by").order_by("id")


def read(kind: str, user: Any, asked: Asked, mark: ReviewMark | None) -> Iterator[tuple[Waiting, bool]]:
    """What waits of one kind for a reviewer who asks so, the oldest first, each with whether they tied it
    themselves. A tie is due on no day and changes no more: it is only ever new."""
    if asked.stage != State.IN_REVIEW or asked.due not in ("", "none") or asked.news == CHANGED:
        return
    rows = narrowed(MODELS[kind].objects.waiting(), kind, asked)
    if asked.news and mark is not None:
        rows = rows.filter(created_at__gt=mark.at)
    columns = ("pk", "created_at", "created_by")
    for pk, at, author in rows.order_by("id").values_list(*columns)[: MOST + 1]:
        is_new = mark is not None and at > mark.at and author != user.pk
        yield Waiting(kind, pk, None, at, NEW if is_new else ""), author == user.pk


def narrowed(rows: QuerySet, kind: str, asked: Asked) -> QuerySet:
    """Of these ties those of a person, on claims of a topic, and of a podcast: that of the quote that is
    tied, or those on which the claims of a relation rest."""
    if asked.author is not None:
        rows = rows.filter(created_by=asked.author)
    if asked.topic is not None:
        topics = Tag.objects.filter(Q(pk=asked.topic) | Q(parent=asked.topic)).values("pk")
        rows = rows.filter(at_either_end(kind, Claim.objects.filter(tags__in=topics)))
    if asked.podcast is not None and kind == "evidence":
        rows = rows.filter(quote__episode__podcast=asked.podcast)
    elif asked.podcast is not None:
        resting = Claim.objects.filter(evidence__quote__episode__podcast=asked.podcast)
        rows = rows.filter(at_either_end(kind, resting))
    return rows


def at_either_end(kind: str, claims: QuerySet[Claim]) -> Q:
    """Whether one of the claims to which something is tied is one of these."""
    found = Q()
    for end in ENDS[kind]:
        found |= Q(Exists(claims.filter(pk=OuterRef(end))))
    return found


def with_words(kind: str) -> QuerySet:
    """Ties with the words of what they tie, and who tied them."""
    if kind == "relation":
        return ClaimRelation.objects.select_related("source", "target", "created_by", "accepted_by")
    versions = QuoteVersion.objects.select_related("quote__episode__podcast", "speaker", "turn")
    found = Evidence.objects.select_related("claim", "quote", "created_by", "accepted_by")
    return found.prefetch_related(Prefetch("quote__versions", versions.order_by("-number")))


def version_of(evidence: Evidence) -> QuoteVersion | None:
    """What a quote that was tied says: as readers see it, or else its newest version that stands."""
    every = sorted(evidence.quote.versions.all(), key=lambda one: -one.number)
    public = next((one for one in every if one.state == State.PUBLISHED), None)
    return public or next((one for one in every if one.state != State.DISCARDED), None)


def still_waits(tie: Tie) -> bool:
    """Whether it waits on its own: with readers all its claims, and not accepted."""
    return tie.accepted_at is None and all(claim.state == State.PUBLISHED for claim in ends(tie))


def ends(tie: Tie) -> tuple[Claim, ...]:
    """The claims to which it is tied."""
    return (tie.claim,) if isinstance(tie, Evidence) else (tie.source, tie.target)


def last_decision(tie: Tie, told: str) -> ReviewEvent | None:
    """The newest event of its claims that begins with the words `told` of it: what was done with it."""
    found = ReviewEvent.objects.filter(claim__in=[claim.pk for claim in ends(tie)], note__startswith=told)
    return found.select_related("by").order_by("-id").first()
