"""Companies that published quotes and claims are about, or that quoted people spoke for."""

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.querysets import published_companies
from api.addresses import Addresses
from api.parameters import LastingIds
from api.v1 import narrowing, related
from api.v1.profiles import Profiles
from api.v1.resource import Row
from api.v1.serializers import Reference, Thing


class FormerName(serializers.Serializer):
    """A name that a company went by, and when; both days count."""

    name = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class Owner(serializers.Serializer):
    """Whom a company belonged to, and when; both days count."""

    company = Reference()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class CompanySerializer(Thing):
    """A company, foundation or project."""

    slug = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField(help_text="Empty where nothing is written.")
    website = serializers.CharField(help_text="The homepage; empty where unknown.")
    wikidata = serializers.CharField(help_text="The id in Wikidata, such as Q42; empty where unknown.")
    names = FormerName(many=True, help_text="Names with the days they held, the latest first.")
    owners = Owner(many=True, help_text="Owners that are public here, the latest first.")
    permalink = serializers.URLField(help_text="The readers’ page.")


def quoted_under(tags: list[int]) -> QuerySet:
    """The companies that a published quote under one of the topics is about."""
    versions = narrowing.quoted(pk__in=narrowing.tagged(tags), companies__isnull=False)
    return versions.values("companies")


class CompanyFilters(FilterSet):
    """How companies are filtered."""

    id__in = LastingIds()
    slug = narrowing.slug()
    name = narrowing.text("name", "Quarrystone")
    guest = narrowing.guest(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("company", guest__in=pks)),
        about="For which this guest spoke.",
    )
    tag = narrowing.tag_all(quoted_under)
    tag__any = narrowing.tag_any(quoted_under)


class Companies(Profiles):
    """Companies, foundations and projects that are talked about or spoken for."""

    resource, noun = "companies", "company"
    serializer_class = CompanySerializer
    filterset_class = CompanyFilters

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The companies with what they were called, and whose they were: two queries more."""
        keys = [row["pk"] for row in rows]
        names, owners = related.names_then(keys), related.owners(keys, addresses)
        return [
            shaped | {"names": names.get(key, []), "owners": owners.get(key, [])}
            for key, shaped in zip(keys, super().shape(rows, addresses), strict=True)
        ]

    def get_queryset(self) -> QuerySet:
        """The companies the public may know of."""
        return published_companies()
