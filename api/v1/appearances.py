"""Appearances: who was in which episode, as what and for whom."""

from datetime import date

from django.db.models import Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.querysets import published_companies
from annotations.selectors import appearances
from api import values
from api.addresses import Addresses
from api.pagination import Key
from api.parameters import Plain
from api.v1 import narrowing, related
from api.v1.resource import Row
from api.v1.serializers import EpisodeReference, Reference
from api.v1.ties import Ties, TieSerializer
from transcripts.models import Appearance, AppearanceRole
from transcripts.selectors.companies import name_then


class AppearanceSerializer(TieSerializer):
    """A person in an episode, as they were at the time."""

    episode = EpisodeReference()
    guest = Reference()
    role = serializers.ChoiceField(AppearanceRole.choices)
    title = serializers.CharField(help_text="At the time; empty where unknown.")
    company = Reference(allow_null=True, help_text="Whom they spoke for at the time.")
    company_name = serializers.CharField(help_text="What it was called at the time; empty where none is.")
    published_on = serializers.DateField(allow_null=True, help_text="The date of the episode.")


class AppearanceFilters(FilterSet):
    """How appearances are filtered."""

    guest = narrowing.guest(lambda rows, pks: rows.filter(guest__in=pks), about="Of this person.")
    episode = narrowing.episode(lambda rows, pks: rows.filter(episode__in=pks), about="In this episode.")
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(episode__podcast__in=pks), about="In this podcast."
    )
    company = narrowing.company(
        lambda rows, pks: rows.filter(company__in=pks), about="Speaking for this company."
    )
    role = narrowing.choice("role", AppearanceRole.values, about="As host, or as guest.")
    title = narrowing.text("title", "co-founder")
    title__contains = narrowing.part("title", "founder")
    has_company = narrowing.holding(
        lambda: Q(company__in=published_companies().order_by()), about="Whether they spoke for a company."
    )
    published_on = Plain(
        "episode__published_on",
        values.day,
        about="The date of the episode.",
        schema=narrowing.DAY,
        example="2024-07-03",
    )
    published_on__gte = narrowing.from_day("episode__published_on", "In an episode dated")
    published_on__lte = narrowing.to_day("episode__published_on", "In an episode dated")
    published_on__isnull = narrowing.flag(
        "episode__published_on__isnull", about="Whether the date of the episode is unknown."
    )


class Appearances(Ties):
    """Who was in which episode: public people in listed episodes, with role and company then."""

    resource, noun = "appearances", "appearance"
    serializer_class = AppearanceSerializer
    filterset_class = AppearanceFilters
    ends = ("episode__public_id", "guest__public_id")
    keys = {"published_on": Key("episode__published_on", date.fromisoformat, nullable=True)}
    default_order = "-published_on"
    expands = {"episode": "episodes", "guest": "guests", "company": "companies"}
    columns = (
        "role",
        "title",
        "company_id",
        "guest__public_id",
        "guest__name",
        "guest__slug",
        "episode__public_id",
        "episode__title",
        "episode__number",
        "episode__slug",
        "episode__published_on",
        "episode__podcast__public_id",
        "episode__podcast__title",
        "episode__podcast__slug",
    )

    def get_queryset(self) -> QuerySet:
        """Those the public may know of."""
        return appearances.listed()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The appearances with their public companies, as they were called then: two queries more."""
        keys = {row["company_id"] for row in rows}
        companies = related.named(published_companies(), "companies", "name", keys, addresses)
        then = dict(
            Appearance.objects.filter(pk__in=[row["pk"] for row in rows], company__in=companies)
            .order_by()
            .values_list("pk", name_then())
        )
        return [
            {
                **self.own(row["episode__public_id"], row["guest__public_id"], addresses),
                "episode": related.episode(row, "episode", addresses),
                "guest": addresses.reference(
                    "guests", row["guest__public_id"], row["guest__name"], row["guest__slug"]
                ),
                "role": row["role"],
                "title": row["title"],
                "company": companies.get(row["company_id"]),
                "company_name": then.get(row["pk"]) or "",
                "published_on": row["episode__published_on"],
            }
            for row in rows
        ]
