"""Episodes the public may know of, with their public people and companies; never their notes."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.graph.parts import Kind
from annotations.querysets import published_companies, published_guests
from annotations.search import narrowing as search
from annotations.selectors import public
from api import values
from api.addresses import Addresses
from api.pagination import Key
from api.parameters import Ids, Plain
from api.v1 import narrowing, related
from api.v1.resource import Resource, Row
from api.v1.serializers import Reference, Thing
from transcripts.models import Appearance, AppearanceRole, Episode


class PersonSerializer(Reference):
    """A person in an episode, as they were at the time."""

    role = serializers.ChoiceField(AppearanceRole.choices)
    title = serializers.CharField(help_text="At the time; empty where unknown.")
    company = Reference(allow_null=True, help_text="Whom they spoke for at the time.")


class EpisodeSerializer(Thing):
    """An episode."""

    slug = serializers.CharField()
    title = serializers.CharField(help_text="As published, or what can be said without one.")
    number = serializers.IntegerField(allow_null=True)
    podcast = Reference()
    published_on = serializers.DateField(allow_null=True)
    duration_seconds = serializers.IntegerField(allow_null=True)
    guests = PersonSerializer(many=True, help_text="Hosts and guests who are quoted.")
    companies = Reference(many=True, help_text="What it is connected with.")
    permalink = serializers.URLField(help_text="The readers’ page.")


def with_company(rows: QuerySet, companies: list[int]) -> QuerySet:
    """The episodes connected with one of the companies, or where a public person spoke for one."""
    links = Episode.companies.through.objects.filter(company__in=companies).values("episode")
    return rows.filter(Q(pk__in=links) | Q(pk__in=narrowing.appearing("episode", company__in=companies)))


def quoted_under(tags: list[int]) -> QuerySet:
    """The episodes with a published quote under one of the topics."""
    return narrowing.quoted(pk__in=narrowing.tagged(tags)).values("quote__episode")


class EpisodeFilters(FilterSet):
    """How episodes are filtered."""

    id__in = Ids()
    q = narrowing.words(
        search.episodes_with, about="By words of its quotes, or of its transcript where that is public."
    )
    slug = narrowing.slug()
    title = narrowing.text("title", "Closing the source")
    title__contains = narrowing.part("title", "source")
    podcast = narrowing.podcast(lambda rows, pks: rows.filter(podcast__in=pks), about="Of this podcast.")
    number = Plain("number", values.number, about="Its number.", schema=narrowing.NUMBER, example=412)
    number__gte = narrowing.least("number", "Its number is this", 400)
    number__lte = narrowing.most("number", "Its number is this", 450)
    number__isnull = narrowing.flag("number__isnull", about="Whether it has no number.")
    duration_seconds__gte = narrowing.least("duration_seconds", "It lasts so long", 1800)
    duration_seconds__lte = narrowing.most("duration_seconds", "It lasts so long", 3600)
    published_on = Plain(
        "published_on", values.day, about="Its date.", schema=narrowing.DAY, example="2024-07-03"
    )
    published_on__gte = narrowing.from_day("published_on", "Dated")
    published_on__lte = narrowing.to_day("published_on", "Dated")
    published_on__isnull = narrowing.flag("published_on__isnull", about="Whether its date is unknown.")
    language = Plain(
        "podcast__language",
        values.text,
        about="Of a podcast in this language.",
        schema=narrowing.TEXT,
        example="en",
    )
    has_transcript = narrowing.holding(
        lambda: Q(pk__in=Episode.objects.with_public_transcript().order_by().values("pk")),
        about="Whether its whole transcript is public.",
    )
    has_quotes = narrowing.holding(
        lambda: Exists(narrowing.quoted(quote__episode=OuterRef("pk"))),
        about="Whether anything said in it is quoted.",
    )
    claim = narrowing.claim(
        lambda rows, pks: rows.filter(pk__in=narrowing.episodes_tied(pks)),
        about="With a quote that is evidence of this claim.",
    )
    guest = narrowing.guest(
        lambda rows, pks: rows.filter(pk__in=narrowing.appearing("episode", guest__in=pks)),
        about="With this guest or host.",
    )
    company = narrowing.company(with_company, about="Connected with this company.")
    tag = narrowing.tag_all(quoted_under)
    tag__any = narrowing.tag_any(quoted_under)


class Episodes(Resource):
    """Episodes, with the people and companies in them who are public through what is quoted."""

    resource, noun = "episodes", "episode"
    serializer_class = EpisodeSerializer
    filterset_class = EpisodeFilters
    keys = {
        "published_on": Key("published_on", date.fromisoformat, nullable=True),
        "number": Key("number", int, nullable=True),
        "title": Key("title"),
    }
    expands = {
        "podcast": "podcasts",
        "guests": "guests",
        "guests.company": "companies",
        "companies": "companies",
    }
    default_order = "-published_on"
    columns = (
        "public_id",
        "slug",
        "title",
        "number",
        "published_on",
        "duration_seconds",
        "podcast__public_id",
        "podcast__title",
        "podcast__slug",
    )

    def get_queryset(self) -> QuerySet:
        """The listed ones."""
        return public.of(Kind.EPISODE)

    def withdrawn(self) -> QuerySet:
        """Those the public may be told are gone."""
        return Episode.objects.withdrawn()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The episodes with their public people and companies: four queries more."""
        cast = Cast(rows, addresses)
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("episodes", row["public_id"]),
                "slug": row["slug"],
                "title": related.episode_title(row["title"], row["number"]),
                "number": row["number"],
                "podcast": addresses.reference(
                    "podcasts", row["podcast__public_id"], row["podcast__title"], row["podcast__slug"]
                ),
                "published_on": row["published_on"],
                "duration_seconds": row["duration_seconds"],
                "guests": cast.guests(row["pk"]),
                "companies": cast.companies(row["pk"]),
                "permalink": addresses.page("episode", row["slug"]),
            }
            for row in rows
        ]


class Cast:
    """Who and what is in the episodes of a page, as far as it is public."""

    def __init__(self, rows: list[Row], addresses: Addresses) -> None:
        keys = [row["pk"] for row in rows]
        self.appearances = list(
            Appearance.objects.filter(episode__in=keys)
            .order_by("role", "pk")
            .values_list("episode_id", "guest_id", "role", "title", "company_id")
        )
        links = Episode.companies.through.objects.filter(episode__in=keys).order_by("company__name", "pk")
        self.links = list(links.values_list("episode_id", "company_id"))
        people = {guest for _, guest, *_ in self.appearances}
        names = {company for *_, company in self.appearances} | {company for _, company in self.links}
        self.people = related.named(published_guests(), "guests", "name", people, addresses)
        self.names = related.named(published_companies(), "companies", "name", names, addresses)

    def guests(self, episode: int) -> list[dict[str, Any]]:
        """The public people of an episode."""
        return [
            self.people[guest] | {"role": role, "title": title, "company": self.names.get(company)}
            for at, guest, role, title, company in self.appearances
            if at == episode and guest in self.people
        ]

    def companies(self, episode: int) -> list[dict[str, Any]]:
        """The public companies an episode is connected with."""
        return [self.names[company] for at, company in self.links if at == episode and company in self.names]
