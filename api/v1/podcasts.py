"""Podcasts with something the public may know of."""

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.querysets import published_podcasts
from api.addresses import Addresses
from api.pagination import Key
from api.parameters import Ids
from api.v1 import narrowing
from api.v1.resource import Resource, Row
from api.v1.serializers import Thing


class PodcastSerializer(Thing):
    """A series."""

    slug = serializers.CharField()
    title = serializers.CharField()
    website = serializers.CharField(help_text="Empty where unknown.")
    language = serializers.CharField(help_text="Such as en; empty where unknown.")
    licence = serializers.CharField(help_text="Of its transcripts; empty: all rights reserved.")
    attribution = serializers.CharField(help_text="Whom to name as the source.")
    permalink = serializers.URLField(help_text="The readers’ page.")


class PodcastFilters(FilterSet):
    """How podcasts are filtered."""

    id__in = Ids()
    slug = narrowing.slug()
    title = narrowing.text("title", "Ledger and Licence")
    title__contains = narrowing.part("title", "ledger")
    licence = narrowing.text("licence", "CC BY 4.0")
    language = narrowing.text("language", "en")
    guest = narrowing.guest(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("episode__podcast", guest__in=pks)),
        about="With this guest in an episode.",
    )
    company = narrowing.company(
        lambda rows, pks: rows.filter(
            pk__in=narrowing.quoted(pk__in=narrowing.about(pks)).values("quote__episode__podcast")
        ),
        about="With a quote about this company.",
    )
    tag = narrowing.tag_all(
        lambda tags: narrowing.quoted(pk__in=narrowing.tagged(tags)).values("quote__episode__podcast")
    )
    tag__any = narrowing.tag_any(
        lambda tags: narrowing.quoted(pk__in=narrowing.tagged(tags)).values("quote__episode__podcast")
    )


class Podcasts(Resource):
    """The series that episodes belong to."""

    resource, noun = "podcasts", "podcast"
    serializer_class = PodcastSerializer
    filterset_class = PodcastFilters
    keys = {"title": Key("title")}
    default_order = "title"
    columns = ("public_id", "slug", "title", "website", "language", "licence", "attribution")

    def get_queryset(self) -> QuerySet:
        """Podcasts with a listed episode."""
        return published_podcasts()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The podcasts as they stand."""
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("podcasts", row["public_id"]),
                "slug": row["slug"],
                "title": row["title"],
                "website": row["website"],
                "language": row["language"],
                "licence": row["licence"],
                "attribution": row["attribution"] or row["title"],
                "permalink": addresses.page("podcast", row["slug"]),
            }
            for row in rows
        ]
