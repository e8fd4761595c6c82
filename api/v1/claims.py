"""Claims: published statements with the published quotes that speak for and against them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.amounts import QUALIFIERS, Amount, plain
from annotations.graph.parts import Kind
from annotations.models import Claim, ClaimKind, Evidence, Rank, Stance
from annotations.periods import Period, Precision
from annotations.search import narrowing as search
from annotations.selectors import claimrelations, public, support
from annotations.selectors.claimrelations import Related
from annotations.selectors.support import Support
from api import values
from api.addresses import Addresses
from api.pagination import Key, moments
from api.parameters import Bound, Ids, Plain, Single
from api.v1 import narrowing, related
from api.v1.resource import Resource, Row
from api.v1.serializers import EXCEPTION, Thing
from api.v1.serializers import Reference as ReferenceSerializer

NOTES = "Show notes"


class EvidenceSerializer(serializers.Serializer):
    """A quote and what it does to the claim."""

    stance = serializers.ChoiceField(Stance.choices)
    quote = ReferenceSerializer()
    credit = serializers.CharField(help_text="Whom to credit: the speaker, or “Show notes”.")
    episode = ReferenceSerializer(help_text="Where it was said.")


class ValueSerializer(serializers.Serializer):
    """A number, or a range from one to another; decimal fractions as text, so that no figure is lost."""

    text = serializers.CharField(help_text="As people read it, such as “13 to 15 million US dollars a year”.")
    low = serializers.CharField(help_text="The number in full; of a range, where it begins.")
    high = serializers.CharField(allow_null=True, help_text="Where a range ends.")
    qualifier = serializers.ChoiceField(["", *QUALIFIERS], help_text="Empty where the number is just that.")
    unit = serializers.CharField(help_text="Of what, such as “percent”; may be empty.")
    currency = serializers.CharField(help_text="Its code (ISO 4217); empty where it is no money.")
    per = serializers.CharField(help_text="In or for each of which, such as “year”; may be empty.")


class TimeSerializer(serializers.Serializer):
    """The first and the last day for which it holds, as precisely as that is known."""

    text = serializers.CharField(help_text="As people read it, such as “March 2019” or “since 2007”.")
    first = serializers.DateField(allow_null=True, help_text="Null where that is not known.")
    last = serializers.DateField(allow_null=True, help_text="Null where it still holds.")
    precision = serializers.ChoiceField(list(Precision))


class WeightSerializer(serializers.Serializer):
    """Who says so."""

    people = serializers.IntegerField()
    episodes = serializers.IntegerField()
    independent = serializers.IntegerField(help_text="Episodes of which no two share one of the people.")
    first_hand = serializers.IntegerField(
        help_text="People whom it is about, or who spoke for the company it is about in that episode."
    )
    second_hand = serializers.IntegerField(help_text="The other people.")


class SupportSerializer(serializers.Serializer):
    """How well it is supported; counted from the published evidence, never typed."""

    supports = WeightSerializer()
    disputes = WeightSerializer()


class RelationSerializer(serializers.Serializer):
    """Another published claim, and what this one does to it."""

    way = serializers.ChoiceField(claimrelations.WAYS)
    claim = ReferenceSerializer()


class ClaimSerializer(Thing):
    """A statement about the world that published quotes support, dispute or update."""

    statement = serializers.CharField()
    kind = serializers.ChoiceField(ClaimKind.choices)
    company = ReferenceSerializer(allow_null=True, help_text="Which company it is about, if any.")
    guest = ReferenceSerializer(allow_null=True, help_text="Which person it is about, if any.")
    about = ReferenceSerializer(allow_null=True, help_text="Which topic it is about, if any.")
    subject = serializers.CharField(help_text="What else it is about, in words; may be empty.")
    metric = serializers.CharField(help_text="What its value measures; may be empty.")
    value = ValueSerializer(allow_null=True, help_text="The value it states, if any.")
    holds = TimeSerializer(allow_null=True, help_text="The time for which it holds, if that is said.")
    scope = serializers.CharField(help_text="Of what it holds, where not of all; may be empty.")
    rank = serializers.ChoiceField(Rank.choices, help_text="Which of several to go by.")
    rank_reason = serializers.CharField(help_text="Why it has that rank; a deprecated one always says.")
    relations = RelationSerializer(many=True, help_text="What it does to other published claims.")
    support = SupportSerializer()
    tags = ReferenceSerializer(many=True, help_text="Its topics.")
    evidence = EvidenceSerializer(many=True, help_text="The published quotes it rests on.")
    published_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(help_text="When it was approved.")
    is_exception = serializers.BooleanField(help_text=EXCEPTION)
    permalink = serializers.URLField(help_text="The readers’ page.")


def resting_on(**conditions: Any) -> QuerySet:
    """The ids of claims with published evidence for which something holds."""
    return narrowing.evidence("claim", **conditions)


class ClaimFilters(FilterSet):
    """How claims are filtered."""

    id__in = Ids()
    q = narrowing.words(search.claims_with, about="By what it states, its subject, metric and scope.")
    statement__contains = narrowing.part("statement", "licence")
    kind = narrowing.choice("kind", ClaimKind.values, about="What sort of statement it is.")
    tag = narrowing.tag_all(narrowing.claims_tagged)
    tag__any = narrowing.tag_any(narrowing.claims_tagged)
    company = narrowing.company(lambda rows, pks: rows.filter(company__in=pks), about="About this company.")
    guest = narrowing.guest(lambda rows, pks: rows.filter(guest__in=pks), about="About this person.")
    about = narrowing.Families(
        lambda rows, found: rows.filter(about__in=narrowing.together(found)),
        about="About this topic, or one right under it.",
    )
    subject = narrowing.text("subject", "the open source movement")
    scope = narrowing.text("scope", "Europe")
    rank = narrowing.choice("rank", Rank.values, about="Which of several to go by.")
    metric = Plain(
        "metric", values.text, about="What is measured.", schema=narrowing.TEXT, example="annual revenue"
    )
    unit = Plain("unit", values.text, about="Of what.", schema=narrowing.TEXT, example="percent")
    currency = Plain(
        "currency", values.text, about="By its code (ISO 4217).", schema=narrowing.TEXT, example="USD"
    )
    value__gte = Single(
        lambda rows, least: rows.filter(Q(low__gte=least) | Q(high__gte=least)),
        values.decimal,
        about="With a value of so much or more; of a range, where some of it is.",
        schema={"type": "number"},
        example="1000000",
    )
    value__lte = Bound(
        "low__lte",
        values.decimal,
        about="With a value of so much or less; of a range, where some of it is.",
        schema={"type": "number"},
        example="20000000",
    )
    holds__gte = Single(
        lambda rows, day: rows.exclude(precision="").filter(
            Q(holds_until__gte=day) | Q(holds_until__isnull=True)
        ),
        values.day,
        about="Holding on this day or later.",
        schema=narrowing.DAY,
        example="2018-01-01",
    )
    holds__lte = Single(
        lambda rows, day: rows.exclude(precision="").filter(
            Q(holds_from__lte=day) | Q(holds_from__isnull=True)
        ),
        values.day,
        about="Holding on this day or earlier.",
        schema=narrowing.DAY,
        example="2020-12-31",
    )
    related = narrowing.claim(
        lambda rows, pks: rows.filter(claimrelations.related_to(pks)), about="Related to this claim."
    )
    has_contradiction = Single(
        lambda rows, wanted: rows.filter(
            claimrelations.contradicted() if wanted else ~claimrelations.contradicted()
        ),
        values.flag,
        about="Whether another published claim contradicts it.",
        schema={"type": "boolean"},
        example="true",
    )
    quote = narrowing.quote(
        lambda rows, pks: rows.filter(pk__in=resting_on(quote__in=pks)), about="Resting on this quote."
    )
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(pk__in=resting_on(quote__episode__in=pks)),
        about="Resting on a quote from this episode.",
    )
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(pk__in=resting_on(quote__episode__podcast__in=pks)),
        about="Resting on a quote from this podcast.",
    )
    speaker = narrowing.guest(
        lambda rows, pks: rows.filter(
            pk__in=resting_on(quote__versions__in=narrowing.quoted(speaker__in=pks).values("pk"))
        ),
        about="Resting on a quote of this guest.",
    )
    stance = Single(
        lambda rows, stance: rows.filter(pk__in=resting_on(stance=stance)),
        values.one_of(Stance.values),
        about="With a quote that does this to it.",
        schema={"type": "string", "enum": Stance.values},
        example="disputes",
    )
    has_value = narrowing.holding(lambda: Q(low__isnull=False), about="Whether it states a value.")
    has_time = narrowing.holding(lambda: ~Q(precision=""), about="Whether it says when it holds.")
    is_exception = narrowing.holding(
        lambda: Q(override__isnull=False), about="Approved as an exception of four eyes."
    )
    approved_at__gte = narrowing.since("approved_at", "Approved")
    approved_at__lte = narrowing.until("approved_at", "Approved")
    published_at__gte = narrowing.since("published_at", "Published")
    published_at__lte = narrowing.until("published_at", "Published")


class Claims(Resource):
    """Statements about the world, each with the published quotes that support, dispute or update it."""

    resource, noun = "claims", "claim"
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    slug_path = None
    keys = {
        "published_at": moments("published_at"),
        "holds_from": Key("holds_from", date.fromisoformat, nullable=True),
    }
    default_order = "-published_at"
    expands = {
        "company": "companies",
        "guest": "guests",
        "about": "tags",
        "tags": "tags",
        "evidence.quote": "quotes",
        "evidence.episode": "episodes",
        "relations.claim": "claims",
    }
    columns = (
        "public_id",
        "statement",
        "kind",
        "published_at",
        "approved_at",
        "override_id",
        "company__public_id",
        "company__name",
        "company__slug",
        "guest__public_id",
        "guest__name",
        "guest__slug",
        "about__public_id",
        "about__label",
        "about__slug",
        *("subject", "metric", "low", "high", "qualifier", "unit", "currency", "per"),
        *("holds_from", "holds_until", "precision", "scope", "rank", "rank_reason"),
    )

    def get_queryset(self) -> QuerySet:
        """The claims the public sees; whom and what they are about is public through them."""
        return public.of(Kind.CLAIM)

    def withdrawn(self) -> QuerySet:
        """Those the public may be told are gone."""
        return Claim.objects.withdrawn()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The claims with their topics, evidence, relations and support: five queries more."""
        keys = [row["pk"] for row in rows]
        tags = related.tags(Claim.tags.through, "claim", keys, addresses)
        evidence = evidence_of(keys, addresses)
        relations, weighed = claimrelations.of(keys), support.of(keys)
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("claims", row["public_id"]),
                "statement": row["statement"],
                "kind": row["kind"],
                "company": subject(row, "company", "companies", addresses),
                "guest": subject(row, "guest", "guests", addresses),
                "about": subject(row, "about", "tags", addresses, display="label"),
                "subject": row["subject"],
                "metric": row["metric"],
                "value": value_of(row),
                "holds": time_of(row),
                "scope": row["scope"],
                "rank": row["rank"],
                "rank_reason": row["rank_reason"],
                "relations": [related_claim(one, addresses) for one in relations.get(row["pk"], [])],
                "support": support_of(weighed[row["pk"]]),
                "tags": tags.get(row["pk"], []),
                "evidence": evidence.get(row["pk"], []),
                "published_at": row["published_at"],
                "approved_at": row["approved_at"],
                "is_exception": row["override_id"] is not None,
                "permalink": addresses.page("claim", row["public_id"]),
            }
            for row in rows
        ]


def subject(
    row: Row, name: str, resource: str, addresses: Addresses, display: str = "name"
) -> dict[str, Any] | None:
    """Whom or what a claim is about."""
    public_id, shown = row[f"{name}__public_id"], row[f"{name}__{display}"]
    return public_id and addresses.reference(resource, public_id, shown, row[f"{name}__slug"])


def value_of(row: Row) -> dict[str, Any] | None:
    """The value a claim states."""
    if row["low"] is None:
        return None
    words = {name: row[name] for name in ("qualifier", "unit", "currency", "per")}
    amount = Amount(row["low"], row["high"], **words)
    return {"text": str(amount), "low": figures(amount.low), "high": figures(amount.high), **words}


def figures(number: Decimal | None) -> str | None:
    """A number in full, without the zeros that say nothing."""
    return None if number is None else plain(number).replace(",", "")


def time_of(row: Row) -> dict[str, Any] | None:
    """The time for which a claim holds."""
    if not row["precision"]:
        return None
    period = Period(row["holds_from"], row["holds_until"], Precision(row["precision"]))
    return {
        "text": str(period),
        "first": period.since,
        "last": period.until,
        "precision": str(period.precision),
    }


def related_claim(related: Related, addresses: Addresses) -> dict[str, Any]:
    """Another claim, and what the one at hand does to it."""
    claim = addresses.reference("claims", related.claim.public_id, related.claim.statement)
    return {"way": related.way, "claim": claim}


def support_of(found: Support) -> dict[str, Any]:
    """How well a claim is supported."""
    names = ("people", "episodes", "independent", "first_hand", "second_hand")
    return {
        side: {name: getattr(getattr(found, side), name) for name in names}
        for side in ("supports", "disputes")
    }


def evidence_of(claims: list[int], addresses: Addresses) -> dict[int, list[dict[str, Any]]]:
    """The published evidence of each claim, in the order it was added, by the words the public sees."""
    rows = (
        narrowing.quoted(quote__evidence__in=Evidence.objects.published().filter(claim__in=claims).order_by())
        .order_by("quote__evidence__id")
        .values_list(
            *("quote__evidence__claim_id", "quote__evidence__stance", "quote__public_id"),
            *("exact", "emendations", "speaker__name", "quote__episode__public_id"),
            *("quote__episode__title", "quote__episode__number", "quote__episode__slug"),
        )
    )
    found = defaultdict(list)
    for claim, stance, public_id, exact, emended, speaker, episode, title, number, slug in rows:
        quote = related.quote(public_id, exact, emended, addresses)
        told = related.episode_title(title, number)
        said = {"credit": speaker or NOTES, "episode": addresses.reference("episodes", episode, told, slug)}
        found[claim].append({"stance": stance, "quote": quote, **said})
    return found
