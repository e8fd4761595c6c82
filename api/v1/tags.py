"""Topics with something published under them."""

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations.models import Tag, TagSynonym
from api.addresses import Addresses
from api.pagination import Key
from api.parameters import Ids, Reference
from api.v1 import narrowing, related
from api.v1.resource import Resource, Row
from api.v1.serializers import Reference as ReferenceSerializer
from api.v1.serializers import Thing


class TagSerializer(Thing):
    """A topic."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField()
    belongs = serializers.CharField(help_text="What belongs here.")
    does_not_belong = serializers.CharField(help_text="What does not, and where it goes instead.")
    synonyms = serializers.ListField(child=serializers.CharField(), help_text="Other words for it.")
    parent = ReferenceSerializer(allow_null=True, help_text="The wider topic.")
    permalink = serializers.URLField(help_text="The readers’ page.")


class TagFilters(FilterSet):
    """How topics are filtered."""

    id__in = Ids()
    slug = narrowing.slug()
    label = narrowing.text("label", "Licensing change")
    parent = Reference(
        "tag",
        Tag.objects.published,
        lambda rows, pks: rows.filter(parent__in=pks),
        about="Right under this topic.",
    )


class Tags(Resource):
    """The topics of the vocabulary under which something is published."""

    resource, noun = "tags", "tag"
    serializer_class = TagSerializer
    filterset_class = TagFilters
    keys = {"label": Key("label")}
    default_order = "label"
    columns = (
        "public_id",
        "slug",
        "label",
        "definition",
        "belongs",
        "does_not_belong",
        "parent_id",
    )

    def get_queryset(self) -> QuerySet:
        """The topics the public may know of."""
        return Tag.objects.published()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The topics with their synonyms and public parents: two queries more."""
        above = {row["parent_id"] for row in rows}
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
                "permalink": addresses.page("topic", row["slug"]),
            }
            for row in rows
        ]
