"""Companies that published quotes and claims are about, or that quoted people spoke for."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.graph.parts import Kind
from annotations.search import narrowing as search
from annotations.selectors import public
from api import values
from api.addresses import Addresses
from api.parameters import LastingIds, Single
from api.v1 import narrowing, related
from api.v1.profiles import Profiles
from api.v1.resource import Row
from api.v1.serializers import Reference, Thing
from transcripts.models import CompanyName, CompanyOwner
from transcripts.selectors.names import DATED


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


def quoted_about(**conditions: Any) -> QuerySet:
    """The companies that a published quote is about for which something holds."""
    return narrowing.quoted(companies__isnull=False, **conditions).order_by().values("companies")


def once_of(owners: list[int]) -> QuerySet:
    """The companies that belong to one of these, or did."""
    return CompanyOwner.objects.filter(owner__in=owners).order_by().values("company")


def once_called(name: str) -> QuerySet:
    """The companies that readers are told were called so once."""
    return CompanyName.objects.filter(DATED, text__iexact=name).order_by().values("company")


class CompanyFilters(FilterSet):
    """How companies are filtered."""

    id__in = LastingIds()
    q = narrowing.words(
        search.companies_with, about="By any of its public names, or by what is told about it."
    )
    slug = narrowing.slug()
    name = narrowing.text("name", "Quarrystone")
    name__contains = narrowing.part("name", "stone")
    called = Single(
        lambda rows, name: rows.filter(Q(name__iexact=name) | Q(pk__in=once_called(name))),
        values.text,
        about="Called so now, or once, in capital letters or small ones.",
        schema=narrowing.TEXT,
        example="Quarrystone",
    )
    wikidata = narrowing.text("wikidata", "Q42")
    website = narrowing.text("website", "https://example.org/")
    owner = narrowing.company(
        lambda rows, pks: rows.filter(pk__in=once_of(pks)), about="Once or now of this company."
    )
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(
            Q(pk__in=narrowing.appearing("company", episode__in=pks))
            | Q(pk__in=quoted_about(quote__episode__in=pks))
        ),
        about="Talked about in a quote from this episode, or spoken for in it.",
    )
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
    expands = {"owners.company": "companies"}

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
        return public.of(Kind.COMPANY)
