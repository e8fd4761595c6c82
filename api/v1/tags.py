"""Topics with something published under them."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.graph.parts import Kind
from annotations.models import Tag, TagStatus, TagSynonym
from annotations.search import narrowing as search
from annotations.selectors import public, topics
from api import values
from api.addresses import Addresses
from api.pagination import Key
from api.parameters import Ids, Single
from api.v1 import narrowing, related
from api.v1.resource import Resource, Row
from api.v1.serializers import Reference as ReferenceSerializer
from api.v1.serializers import Thing

PUBLIC_STATUSES = [TagStatus.ACTIVE.value, TagStatus.DEPRECATED.value, TagStatus.MERGED.value]


class TagSerializer(Thing):
    """A topic."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField()
    belongs = serializers.CharField(help_text="What belongs here.")
    does_not_belong = serializers.CharField(help_text="What does not, and where it goes instead.")
    synonyms = serializers.ListField(child=serializers.CharField(), help_text="Other words for it.")
    parent = ReferenceSerializer(allow_null=True, help_text="The wider topic.")
    status = serializers.ChoiceField(
        PUBLIC_STATUSES,
        help_text="`active`: in use. `deprecated`: given to nothing new; what has it keeps it. `merged`: all "
        "of it is in `merged_into` now; lists have no such topics, but their ids and slugs go on answering.",
    )
    merged_into = ReferenceSerializer(allow_null=True, help_text="The topic that took this one in, or null.")
    permalink = serializers.URLField(help_text="The readers’ page.")


def given(**conditions: Any) -> QuerySet:
    """The topics of the published quotes for which something holds."""
    return narrowing.quoted(**conditions).order_by().values("tags")


def also_called(word: str) -> QuerySet:
    """The topics with this synonym."""
    return TagSynonym.objects.filter(text__iexact=word).order_by().values("tag")


class TagFilters(FilterSet):
    """How topics are filtered."""

    id__in = Ids()
    q = narrowing.words(search.tags_with, about="By label, synonym or definition.")
    slug = narrowing.slug()
    label = narrowing.text("label", "Licensing change")
    label__contains = narrowing.part("label", "licen")
    called = Single(
        lambda rows, word: rows.filter(Q(label__iexact=word) | Q(pk__in=also_called(word))),
        values.text,
        about="With this label or synonym, in capital letters or small ones.",
        schema=narrowing.TEXT,
        example="Licensing change",
    )
    status = narrowing.choice(
        "status", [TagStatus.ACTIVE.value, TagStatus.DEPRECATED.value], about="Whether it is still given."
    )
    company = narrowing.company(
        lambda rows, pks: rows.filter(pk__in=given(companies__in=pks)), about="On a quote about this company."
    )
    guest = narrowing.guest(
        lambda rows, pks: rows.filter(pk__in=given(speaker__in=pks)), about="On a quote of this guest."
    )
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(pk__in=given(quote__episode__in=pks)),
        about="On a quote from this episode.",
    )
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(pk__in=given(quote__episode__podcast__in=pks)),
        about="On a quote from this podcast.",
    )
    has_parent = narrowing.holding(
        lambda: Q(parent__in=Tag.objects.published()), about="Whether it stands under another."
    )
    parent = narrowing.Topics(lambda rows, pks: rows.filter(parent__in=pks), about="Right under this topic.")


class Tags(Resource):
    """The topics of the vocabulary under which something is published."""

    resource, noun = "tags", "tag"
    serializer_class = TagSerializer
    filterset_class = TagFilters
    keys = {"label": Key("label")}
    default_order = "label"
    expands = {"parent": "tags"}
    columns = (
        "public_id",
        "slug",
        "label",
        "definition",
        "belongs",
        "does_not_belong",
        "parent_id",
        "status",
        "merged_into_id",
    )

    def get_queryset(self) -> QuerySet:
        """The topics the public may know of; by their names also merged ones."""
        return Tag.objects.known() if self.action == "retrieve" else public.of(Kind.TAG)

    def named(self, name: str) -> dict[str, Any]:
        """The condition that finds what is called so, or was."""
        found = super().named(name)
        tag = topics.called(found["slug"]) if "slug" in found else None
        return {"pk": tag.pk} if tag else found

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The topics with their synonyms, public parents and what they were merged into: two queries more."""
        above = {row[name] for row in rows for name in ("parent_id", "merged_into_id")}
        parents = related.named(Tag.objects.published(), "tags", "label", above, addresses)
        synonyms: dict[int, list[str]] = {row["pk"]: [] for row in rows}
        for tag, text in TagSynonym.objects.filter(tag__in=synonyms).values_list("tag_id", "text"):
            synonyms[tag].append(text)
        return [
            {
                "id": row["public_id"],
                "url": addresses.of("tags", row["public_id"]),
                "slug": row["slug"],
                "label": row["label"],
                "definition": row["definition"],
                "belongs": row["belongs"],
                "does_not_belong": row["does_not_belong"],
                "synonyms": synonyms[row["pk"]],
                "parent": parents.get(row["parent_id"]),
                "status": row["status"],
                "merged_into": parents.get(row["merged_into_id"]),
                "permalink": addresses.page("topic", row["slug"]),
            }
            for row in rows
        ]
