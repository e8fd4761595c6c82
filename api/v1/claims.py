"""Claims: published statements with the published quotes that speak for and against them."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations import emendations
from annotations.models import Claim, ClaimKind, Evidence, Quote, Stance
from api import values
from api.addresses import Addresses
from api.pagination import moments
from api.parameters import Ids, Plain, Reference
from api.v1 import narrowing, related
from api.v1.resource import Resource, Row
from api.v1.serializers import EXCEPTION, Thing
from api.v1.serializers import Reference as ReferenceSerializer

SHOWN = 80  # code points of a quote's words where it is only named


class EvidenceSerializer(serializers.Serializer):
    """A quote and what it does to the claim."""

    stance = serializers.ChoiceField(Stance.choices)
    quote = ReferenceSerializer()


class ClaimSerializer(Thing):
    """A statement about the world that published quotes support, dispute or update."""

    statement = serializers.CharField()
    kind = serializers.ChoiceField(ClaimKind.choices)
    company = ReferenceSerializer(allow_null=True, help_text="Which company it is about, if any.")
    guest = ReferenceSerializer(allow_null=True, help_text="Which person it is about, if any.")
    tags = ReferenceSerializer(many=True, help_text="Its topics.")
    evidence = EvidenceSerializer(many=True, help_text="The published quotes it rests on.")
    published_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(help_text="When it was approved.")
    is_exception = serializers.BooleanField(help_text=EXCEPTION)
    permalink = serializers.URLField(help_text="The readers’ page.")


def public_evidence() -> QuerySet[Evidence]:
    """Evidence from quotes that are published."""
    return Evidence.objects.filter(quote__in=Quote.objects.published())


class ClaimFilters(FilterSet):
    """How claims are filtered."""

    id__in = Ids()
    kind = Plain(
        "kind",
        values.one_of(ClaimKind.values),
        about="What sort of statement it is.",
        schema={"type": "string", "enum": ClaimKind.values},
        example="metric",
    )
    tag = narrowing.tag_all(narrowing.claims_tagged)
    tag__any = narrowing.tag_any(narrowing.claims_tagged)
    company = narrowing.company(lambda rows, pks: rows.filter(company__in=pks), about="About this company.")
    guest = narrowing.guest(lambda rows, pks: rows.filter(guest__in=pks), about="About this person.")
    quote = Reference(
        "quote",
        Quote.objects.published,
        lambda rows, pks: rows.filter(pk__in=Evidence.objects.filter(quote__in=pks).values("claim")),
        about="Resting on this quote.",
        has_slug=False,
    )
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(
            pk__in=public_evidence().filter(quote__episode__in=pks).values("claim")
        ),
        about="Resting on a quote from this episode.",
    )
    published_at__gte = narrowing.since("published_at", "Published")
    published_at__lte = narrowing.until("published_at", "Published")


class Claims(Resource):
    """Statements about the world, each with the published quotes that support, dispute or update it."""

    resource, noun = "claims", "claim"
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    slug_path = None
    keys = {"published_at": moments("published_at")}
    default_order = "-published_at"
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
    )

    def get_queryset(self) -> QuerySet:
        """The claims the public sees; whom and what they are about is public through them."""
        return Claim.objects.published()

    def withdrawn(self) -> QuerySet:
        """Those the public may be told are gone."""
        return Claim.objects.withdrawn()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The claims with their topics and evidence: two queries more."""
        keys = [row["pk"] for row in rows]
        tags = related.tags(Claim.tags.through, "claim", keys, addresses)
        evidence = evidence_of(keys, addresses)
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("claims", row["public_id"]),
                "statement": row["statement"],
                "kind": row["kind"],
                "company": subject(row, "company", "companies", addresses),
                "guest": subject(row, "guest", "guests", addresses),
                "tags": tags.get(row["pk"], []),
                "evidence": evidence.get(row["pk"], []),
                "published_at": row["published_at"],
                "approved_at": row["approved_at"],
                "is_exception": row["override_id"] is not None,
                "permalink": addresses.page("claim", row["public_id"]),
            }
            for row in rows
        ]


def subject(row: Row, name: str, resource: str, addresses: Addresses) -> dict[str, Any] | None:
    """Whom or what a claim is about."""
    public_id = row[f"{name}__public_id"]
    return public_id and addresses.reference(resource, public_id, row[f"{name}__name"], row[f"{name}__slug"])


def evidence_of(claims: list[int], addresses: Addresses) -> dict[int, list[dict[str, Any]]]:
    """The published evidence of each claim, in the order it was added, by the words the public sees."""
    rows = (
        narrowing.quoted(quote__evidence__claim__in=claims)
        .order_by("quote__evidence__id")
        .values_list(
            *("quote__evidence__claim_id", "quote__evidence__stance", "quote__public_id"),
            *("exact", "emendations"),
        )
    )
    found = defaultdict(list)
    for claim, stance, public_id, exact, emended in rows:
        shown = emendations.shown(exact, emended)
        words = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1].rstrip()}…"
        quote = addresses.reference("quotes", public_id, f"“{words}”")
        found[claim].append({"stance": stance, "quote": quote})
    return found
