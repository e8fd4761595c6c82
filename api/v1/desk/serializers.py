"""What the desk sends: every field is named, an unknown one is an error."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import PositiveIntegerField, UUIDField
from rest_framework import serializers

from annotations.emendations import LONGEST, MOST
from annotations.models import Quote, Tag
from annotations.services import quotes, rights
from transcripts.models import Company, Guest, Revision, Turn
from transcripts.prepared import Place, Statement, prepared

GONE = "A {noun} you chose is not in use any more. Take it away, or choose another."
NO_TOPIC = "Choose at least one topic."
NOT_IN_USE = "That text is not in use, or not known any more. Load the episode again."
NOT_7 = "An id is a UUID of version 7."
# What drafting a quote needs of its turn, the text and the episode; and of the podcast, all but its texts.
OF_TURN = (
    *("revision", "position", "label", "speaker__name", "section", "start_ms", "offset", "text", "cues"),
    *(f"revision__{name}" for name in ("public_id", "episode", "kind", "number", "is_current", "adopted_at")),
    *(f"revision__episode__podcast{name}" for name in ("", *(f"__{field}" for field in rights.POLICY))),
)
FURTHEST = 2**31 - 1  # as far as the database counts
NO_TURN = "These offsets lie in no turn of this text. Select the words again."


class Strict(serializers.Serializer):
    """Refuses fields it does not know: a mistyped one must not be ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """The values, unless there are some nobody asked for."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: ["This field is not known here."] for name in unknown})
        return super().to_internal_value(data)


class VisibleQuote(serializers.SlugRelatedField):
    """A quote that whoever sends it can see."""

    def get_queryset(self) -> Any:
        """The quotes of this person's desk."""
        return Quote.objects.visible_to(self.context["request"].user)


class Emendation(Strict):
    """Words left out (no text) or replaced, or text put in where start is end; code points of the quote."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    text = serializers.CharField(allow_blank=True, max_length=LONGEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """All of it, also where the quote is sent in part."""
        missing = sorted(set(self.fields) - set(attrs))
        if missing:
            raise serializers.ValidationError({name: ["This field is required."] for name in missing})
        return attrs


class Topics(serializers.SlugRelatedField):
    """A topic by its id; for a merged one that into which it was merged."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", queryset=Tag.objects.to_give(), **kwargs)

    def to_internal_value(self, data: Any) -> Tag:
        """The topic that is in use."""
        found: list[Tag] = topic().things(id=data)
        if not found:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return found[0].merged_into or found[0]


@cache
def topic() -> Statement:
    """A topic by its id."""
    rows = Tag.objects.to_give().filter(public_id=Place("id", UUIDField()))
    return prepared(rows.order_by(), planned=True)


class Labelled(Strict):
    """Topics, companies, people, emendations and a note: what is said about the words."""

    tags = Topics(
        many=True,
        allow_empty=False,
        error_messages={"empty": NO_TOPIC, "required": NO_TOPIC, "does_not_exist": GONE.format(noun="topic")},
    )
    companies = serializers.SlugRelatedField(
        slug_field="public_id",
        many=True,
        queryset=Company.objects.all(),
        required=False,
        error_messages={"does_not_exist": GONE.format(noun="company")},
    )
    guests = serializers.SlugRelatedField(
        slug_field="public_id",
        many=True,
        queryset=Guest.objects.all(),
        required=False,
        error_messages={"does_not_exist": GONE.format(noun="person")},
    )
    emendations = Emendation(many=True, required=False, max_length=MOST)  # type: ignore[call-arg]
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class NewQuote(Labelled):
    """A selection in a revision's text, in code points, with its topics, and the id its maker gave it."""

    id = serializers.UUIDField(required=False)
    revision = serializers.UUIDField()
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)

    def validate_id(self, value: UUID) -> UUID:
        """Ids tell the time they were made at, and nothing else."""
        if value.version != 7:
            raise serializers.ValidationError(NOT_7)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the turn the selection lies in, and its text with it: drafting is to be quick."""
        revision, start = attrs.pop("revision"), attrs["start"]
        turn = next(iter(begun().things(revision=revision, start=min(start, FURTHEST))), None)
        if not (turn.revision.is_adopted if turn else is_adopted(revision)):
            raise serializers.ValidationError({"revision": [NOT_IN_USE]})
        if turn is None or attrs["end"] <= start or start >= turn.end_offset:
            raise serializers.ValidationError({"start": [NO_TURN]})
        if attrs["end"] > turn.end_offset:
            raise serializers.ValidationError({"end": [quotes.OUTSIDE]})
        return {**attrs, "turn": turn}


@cache
def begun() -> Statement:
    """The turn of a text that is the last to begin at or before a place."""
    text, start = Place("revision", UUIDField()), Place("start", PositiveIntegerField())
    turns = rights.with_policy(Turn.objects.filter(revision__public_id=text, offset__lte=start))
    return prepared(turns.select_related("speaker").only(*OF_TURN).order_by("-offset")[:1], planned=True)


def is_adopted(revision: UUID) -> bool:
    """Whether there is such a text, and it is current or once was."""
    return Revision.objects.adopted().filter(public_id=revision).exists()


class ChangedQuote(Labelled):
    """What changes of a quote; what is not sent stays."""

    start = serializers.IntegerField(min_value=0, required=False)
    end = serializers.IntegerField(min_value=1, required=False)


class Move(Strict):
    """Why something is moved."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class Time(Strict):
    """When something is to be published."""

    at = serializers.DateTimeField()


class Day(Strict):
    """By which day something is due; null takes the day away."""

    on = serializers.DateField(allow_null=True)


class Confirmation(Move):
    """Which of the places proposed for an uncertain quote is its own, counted from 0."""

    candidate = serializers.IntegerField(min_value=0)


class Selection(Move):
    """Other words for an uncertain quote, in code points of a revision's text."""

    revision = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Revision.objects.adopted(),
        error_messages={"does_not_exist": NOT_IN_USE},
    )
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
