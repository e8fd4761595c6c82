"""Published claims as readers see them, with the published evidence for and against them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from annotations.graph.parts import Kind
from annotations.models import Claim, Evidence, Stance, Tag
from annotations.selectors import public, quotes
from annotations.selectors.quotes import CreditedQuote
from transcripts.prepared import MARKS, Statement, prepared

BESIDE = 8  # claims named beside a page
COUNTED = 1000  # of a longer list the values to narrow it by are those of the newest


@dataclass(frozen=True, slots=True)
class Balance:
    """How many quotes support a claim, dispute it and update it."""

    supporting: int
    disputing: int
    updating: int

    def __str__(self) -> str:
        """As readers see it: “3 for, 1 against”."""
        told = ((self.supporting, "for"), (self.disputing, "against"), (self.updating, "newer"))
        return ", ".join(f"{number} {what}" for number, what in told if number)


@dataclass(frozen=True, slots=True)
class Side:
    """The quotes that do the same to a claim."""

    stance: Stance
    quotes: list[CreditedQuote]


@dataclass(frozen=True, slots=True)
class WeighedClaim:
    """A claim with what speaks for and against it."""

    claim: Claim
    sides: list[Side]

    @property
    def is_disputed(self) -> bool:
        """Whether anybody speaks against it."""
        return any(side.stance == Stance.DISPUTES for side in self.sides)


def published() -> QuerySet[Claim]:
    """What the public may see, with what each is about and its topics."""
    return Claim.objects.published().select_related("company", "guest", "about").prefetch_related("tags")


def public_among(keys: Collection[int]) -> set[int]:
    """Those of these claims that are published."""
    return {key for (key,) in _public().rows(keys)} if keys else set()


@cache
def _public() -> Statement:
    return prepared(public.of(Kind.CLAIM).filter(pk__in=MARKS[:1]).values_list("pk"), planned=True)


def counted(claims: Iterable[Claim]) -> list[Any]:
    """The claims, told how many published quotes speak for and against each."""
    found = list(claims)
    rows = _resting().rows([claim.pk for claim in found]) if found else []
    numbers = {(claim, stance): number for claim, stance, number in rows}
    for claim in found:
        weight = Balance(*(numbers.get((claim.pk, stance), 0) for stance in Stance))
        claim.balance = weight  # type: ignore[attr-defined]
    return found


@cache
def _resting() -> Statement:
    """How many published quotes do what to some claims."""
    ties = Evidence.objects.published(public.NOW).filter(claim__in=MARKS[:1]).order_by()
    return prepared(
        ties.values("claim").annotate(n=Count("pk")).values_list("claim", "stance", "n"), planned=True
    )


def resting_on(quote: int) -> list[Claim]:
    """The published claims that a quote speaks for or against, as many as fit beside its page."""
    ties = Evidence.objects.published().filter(quote=quote).order_by()
    newest_first = ties.order_by("-claim__published_at", "-claim").values_list("claim", flat=True)
    return in_order(list(dict.fromkeys(newest_first))[:BESIDE])


def newest(about: str, key: int) -> list[Claim]:
    """The newest published claims about a company or a guest, as many as fit beside their page."""
    return in_order([pk for (pk,) in _newest(about).rows([key], limit=BESIDE)])


def disputed_first(tag: Tag) -> list[Claim]:
    """The published claims about a topic or one right under it, as many as fit beside its page: before all
    others those that somebody speaks against, the more evenly they are weighed the earlier."""
    under = [tag.pk, *Tag.objects.filter(parent=tag).order_by().values_list("pk", flat=True)]
    disputed = {pk for (pk,) in _disputed().rows(under, limit=BESIDE * 2)}
    newest = [pk for (pk,) in _tagged().rows(under, limit=BESIDE * 2)] if len(disputed) < BESIDE else []
    others = [pk for pk in newest if pk not in disputed][:BESIDE]
    found = in_order([*disputed, *others])
    fought_over = [one for one in found if one.pk in disputed]
    fought_over.sort(
        key=lambda one: (-min(one.balance.supporting, one.balance.disputing), -one.balance.disputing, -one.pk)
    )
    return [*fought_over, *(one for one in found if one.pk not in disputed)][:BESIDE]


def in_order(keys: Sequence[int]) -> list[Any]:
    """Those of these claims that are published, in this order, with how much speaks for and against each."""
    found = {one.pk: one for one in counted(_shown().things(keys))} if keys else {}
    return [found[key] for key in keys if key in found]


@cache
def _shown() -> Statement:
    about = public.of(Kind.CLAIM).select_related("company", "guest", "about")
    return prepared(about.filter(pk__in=MARKS[:1]), planned=True)


@cache
def _newest(about: str) -> Statement:
    rows = public.of(Kind.CLAIM).filter(**{f"{about}__in": MARKS[:1]})
    return prepared(rows.order_by("-published_at", "-pk").values_list("pk"))


@cache
def _disputed() -> Statement:
    against = Evidence.objects.published(public.NOW).filter(stance=Stance.DISPUTES)
    rows = against.filter(claim__in=_under())
    return prepared(rows.order_by("-claim__published_at", "-claim").values_list("claim"))


@cache
def _tagged() -> Statement:
    rows = public.of(Kind.CLAIM).filter(pk__in=_under())
    return prepared(rows.order_by("-published_at", "-pk").values_list("pk"))


def _under() -> QuerySet:
    return Claim.tags.through.objects.filter(tag__in=MARKS[:1]).values("claim")


def in_dispute() -> WeighedClaim | None:
    """The newest published claim that somebody speaks for and somebody against, with one quote of each."""
    ties = Evidence.objects.published().order_by()
    supported = ties.filter(stance=Stance.SUPPORTS, claim=OuterRef("claim"))
    against = ties.filter(Exists(supported), stance=Stance.DISPUTES)
    newest_first = against.order_by("-claim__published_at", "-claim").values_list("claim", flat=True)
    claim = Claim.objects.published().filter(pk__in=list(newest_first[:1])).first()
    if claim is None:
        return None
    return WeighedClaim(claim, [Side(side.stance, side.quotes[:1]) for side in sides(claim)])


def sides(claim: Claim) -> list[Side]:
    """The evidence by what it does to the claim, in the order for, against, newer; each in the order in which
    it was said."""
    return weighed([claim])[0].sides


def latest(rows: QuerySet) -> tuple[QuerySet, bool]:
    """The newest of a list, as many as are looked through for values to narrow it by; and if more are."""
    newest_first = rows.order_by("-published_at", "-public_id")
    keys = list(newest_first.values_list("pk", flat=True)[: COUNTED + 1])
    return Claim.objects.filter(pk__in=keys[:COUNTED]), len(keys) > COUNTED


def weighed(claims: Sequence[Claim]) -> list[WeighedClaim]:
    """Claims with their evidence, which is looked up together."""
    rows = Evidence.objects.published().filter(claim__in=claims).order_by("id")
    ties = list(rows.values_list("claim", "quote", "stance"))
    found = {one.quote.pk: one for one in quotes.of({quote for _, quote, _ in ties})}
    by_side: dict[tuple[int, str], list[CreditedQuote]] = defaultdict(list)
    for claim, quote, stance in ties:
        if quote in found:
            by_side[claim, stance].append(found[quote])
    return [
        WeighedClaim(
            claim,
            [
                Side(stance, sorted(by_side[claim.pk, stance], key=said_at))
                for stance in Stance
                if by_side[claim.pk, stance]
            ],
        )
        for claim in claims
    ]


def said_at(found: CreditedQuote) -> tuple[bool, date, int, int]:
    """When something was said, as far as that is known: undated episodes come last."""
    episode = found.quote.episode
    return (
        episode.published_on is None,
        episode.published_on or date.min,
        episode.pk,
        found.version.start,
    )
