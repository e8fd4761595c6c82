"""Corrections: what was wrong here, and what was changed, as editors tell it."""

from datetime import date

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.models import Correction, SubjectType
from annotations.selectors import subjects
from annotations.selectors.subjects import Subject
from api import values
from api.addresses import Addresses
from api.pagination import Key, moments
from api.parameters import EXAMPLE_ID, Ids, Plain
from api.v1 import narrowing
from api.v1.resource import Resource, Row
from api.v1.serializers import Thing

# What the API calls each type of thing; a page is none of its resources.
RESOURCES = {
    "quote": "quotes",
    "claim": "claims",
    "tag": "tags",
    "guest": "guests",
    "company": "companies",
    "episode": "episodes",
    "podcast": "podcasts",
}


class SubjectSerializer(serializers.Serializer):
    """What a correction is about."""

    type = serializers.ChoiceField(SubjectType.choices, help_text="`page` is no one thing, such as a list.")
    id = serializers.UUIDField(allow_null=True, help_text="Null for a page.")
    url = serializers.URLField(allow_null=True, help_text="Where this API shows it; null for a page.")
    display = serializers.CharField(help_text="What to call it.")
    withdrawn = serializers.BooleanField(help_text="Whether it was withdrawn since.")


class CorrectionSerializer(Thing):
    """An entry of the log of corrections."""

    about = SubjectSerializer()
    wrong = serializers.CharField(help_text="What was wrong.")
    changed = serializers.CharField(help_text="What was changed.")
    corrected_on = serializers.DateField()
    published_at = serializers.DateTimeField(help_text="When it was told.")
    permalink = serializers.URLField(help_text="The readers’ page.")


class CorrectionFilters(FilterSet):
    """How corrections are filtered."""

    id__in = Ids()
    about = Plain(
        "object_id",
        values.public_id,
        about="About the thing with this id.",
        schema={"type": "string", "format": "uuid"},
        example=EXAMPLE_ID,
    )
    type = narrowing.choice("object_type", SubjectType.values, about="About such a thing.")
    corrected_on__gte = narrowing.from_day("corrected_on", "Corrected")
    corrected_on__lte = narrowing.to_day("corrected_on", "Corrected")
    published_at__gte = narrowing.since("published_at", "Told")
    published_at__lte = narrowing.until("published_at", "Told")


class Corrections(Resource):
    """What was wrong in what is published here, what was changed, and when."""

    resource, noun = "corrections", "correction"
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilters
    slug_path = None
    keys = {
        "published_at": moments("published_at"),
        "corrected_on": Key("corrected_on", date.fromisoformat),
    }
    default_order = "-published_at"
    columns = (
        *("public_id", "object_type", "object_id", "address"),
        *("wrong", "changed", "corrected_on", "published_at"),
    )

    def get_queryset(self) -> QuerySet:
        """The entries the public may read."""
        return Correction.objects.published()

    def withdrawn(self) -> QuerySet:
        """Those the public may be told are gone."""
        return Correction.objects.withdrawn()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The entries with what they are about: a few queries for each type of thing."""
        about = subjects.of(Correction(**{"id": row["pk"], **named(row)}) for row in rows)
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("corrections", row["public_id"]),
                "about": told(row, about.get(row["pk"]), addresses),
                "wrong": row["wrong"],
                "changed": row["changed"],
                "corrected_on": row["corrected_on"],
                "published_at": row["published_at"],
                "permalink": addresses.page("correction", row["public_id"]),
            }
            for row in rows
        ]


def named(row: Row) -> Row:
    """How a row names what it is about."""
    return {name: row[name] for name in ("object_type", "object_id", "address")}


def told(row: Row, subject: Subject | None, addresses: Addresses) -> Row:
    """What a correction is about."""
    resource = RESOURCES.get(row["object_type"])
    return {
        "type": row["object_type"],
        "id": row["object_id"],
        "url": addresses.of(resource, row["object_id"]) if resource else None,
        "display": subject.title if subject else row["object_type"],
        "withdrawn": bool(subject and subject.is_withdrawn),
    }
