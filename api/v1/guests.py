"""People who are quoted, or whom a published quote or claim is about."""

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.graph.parts import Kind
from annotations.search import narrowing as search
from annotations.selectors import public
from api import values
from api.parameters import LastingIds, Single
from api.v1 import narrowing
from api.v1.profiles import Profiles
from api.v1.serializers import Thing
from transcripts.models import AppearanceRole


class GuestSerializer(Thing):
    """A person."""

    slug = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField(help_text="Empty where nothing is written.")
    website = serializers.CharField(help_text="The homepage; empty where unknown.")
    wikidata = serializers.CharField(help_text="The id in Wikidata, such as Q42; empty where unknown.")
    permalink = serializers.URLField(help_text="The readers’ page.")


def quoted_under(tags: list[int]) -> QuerySet:
    """The people with a published quote under one of the topics."""
    return narrowing.quoted(pk__in=narrowing.tagged(tags), speaker__isnull=False).values("speaker")


class GuestFilters(FilterSet):
    """How people are filtered."""

    id__in = LastingIds()
    q = narrowing.words(search.guests_with, about="By name, or by what is told about the person.")
    slug = narrowing.slug()
    name = narrowing.text("name", "Ines Carvalho")
    name__contains = narrowing.part("name", "carvalho")
    wikidata = narrowing.text("wikidata", "Q42")
    website = narrowing.text("website", "https://example.org/")
    role = Single(
        lambda rows, role: rows.filter(pk__in=narrowing.appearing("guest", role=role)),
        values.one_of(AppearanceRole.values),
        about="Who is a host, or a guest, in some episode.",
        schema={"type": "string", "enum": AppearanceRole.values},
        example="host",
    )
    is_quoted = narrowing.holding(
        lambda: Exists(narrowing.quoted(speaker=OuterRef("pk"))),
        about="Whether anything they said is quoted; else they are only talked about.",
    )
    company = narrowing.company(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("guest", company__in=pks)),
        about="Who spoke for this company.",
    )
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("guest", episode__in=pks)),
        about="In this episode.",
    )
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("guest", episode__podcast__in=pks)),
        about="In this podcast.",
    )
    tag = narrowing.tag_all(quoted_under)
    tag__any = narrowing.tag_any(quoted_under)


class Guests(Profiles):
    """People who speak, as guest or host."""

    resource, noun = "guests", "guest"
    serializer_class = GuestSerializer
    filterset_class = GuestFilters

    def get_queryset(self) -> QuerySet:
        """The people the public may know of."""
        return public.of(Kind.GUEST)
