"""Evidence: which published quote supports, disputes or updates which published claim."""

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.models import Evidence, QuoteVersion, Stance
from api.addresses import Addresses
from api.pagination import moments
from api.v1 import narrowing, related
from api.v1.resource import Row
from api.v1.serializers import EpisodeReference, Reference
from api.v1.ties import Ties, TieSerializer

NOTES = "Show notes"


class OneEvidenceSerializer(TieSerializer):
    """A quote, a claim and what the one does to the other."""

    stance = serializers.ChoiceField(Stance.choices)
    claim = Reference()
    quote = Reference()
    credit = serializers.CharField(help_text="Whom to credit: the speaker, or “Show notes”.")
    episode = EpisodeReference(help_text="Where it was said.")


class EvidenceFilters(FilterSet):
    """How evidence is filtered."""

    claim = narrowing.claim(lambda rows, pks: rows.filter(claim__in=pks), about="Of this claim.")
    quote = narrowing.quote(lambda rows, pks: rows.filter(quote__in=pks), about="By this quote.")
    stance = narrowing.choice("stance", Stance.values, about="What the quote does to the claim.")
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(quote__episode__in=pks), about="Said in this episode."
    )
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(quote__episode__podcast__in=pks), about="Said in this podcast."
    )
    speaker = narrowing.guest(
        lambda rows, pks: rows.filter(quote__in=narrowing.quoted(speaker__in=pks).values("quote")),
        about="Said by this guest.",
    )
    company = narrowing.company(
        lambda rows, pks: rows.filter(claim__company__in=pks), about="Of a claim about this company."
    )
    guest = narrowing.guest(
        lambda rows, pks: rows.filter(claim__guest__in=pks), about="Of a claim about this person."
    )
    tag = narrowing.Families(
        lambda rows, found: rows.filter(claim__in=narrowing.claims_tagged(narrowing.together(found))),
        about="Of a claim with this topic, or one right under it.",
    )
    claim__published_at__gte = narrowing.since("claim__published_at", "Of a claim published")
    claim__published_at__lte = narrowing.until("claim__published_at", "Of a claim published")


class Evidences(Ties):
    """Which quote supports, disputes or updates which claim; both are published."""

    resource, noun = "evidence", "evidence"
    serializer_class = OneEvidenceSerializer
    filterset_class = EvidenceFilters
    ends = ("claim__public_id", "quote__public_id")
    keys = {"claim_published_at": moments("claim__published_at")}
    default_order = "-claim_published_at"
    expands = {"claim": "claims", "quote": "quotes", "episode": "episodes"}
    columns = ("stance", "claim__public_id", "claim__statement", "quote_id")

    def get_queryset(self) -> QuerySet:
        """What the public may see."""
        return Evidence.objects.published()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The evidence with its quotes in the words the public sees: one query more."""
        said = quoted([row["quote_id"] for row in rows])
        return [
            {
                **self.own(row["claim__public_id"], quote["quote__public_id"], addresses),
                "stance": row["stance"],
                "claim": addresses.reference("claims", row["claim__public_id"], row["claim__statement"]),
                "quote": related.quote(
                    quote["quote__public_id"], quote["exact"], quote["emendations"], addresses
                ),
                "credit": quote["speaker__name"] or NOTES,
                "episode": related.episode(quote, "quote__episode", addresses),
            }
            for row in rows
            if (quote := said.get(row["quote_id"]))
        ]


def quoted(quotes: list[int]) -> dict[int, Row]:
    """The published versions of quotes, with where they were said."""
    rows = QuoteVersion.objects.published().filter(quote__in=quotes).order_by()
    columns = ("quote_id", "quote__public_id", "exact", "emendations", "speaker__name")
    places = (f"quote__episode__{name}" for name in related.EPISODE)
    return {row["quote_id"]: row for row in rows.values(*columns, *places)}
