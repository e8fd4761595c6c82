"""What the desk sends: every field is named, an unknown one is an error."""

from typing import Any

from rest_framework import serializers

from annotations.models import Tag
from annotations.services import quotes
from transcripts.models import Company, Revision

NO_TOPIC = "Choose at least one topic."
NOT_IN_USE = "That text is not in use, or not known any more. Load the episode again."
NO_TURN = "These offsets lie in no turn of this text. Select the words again."


class Strict(serializers.Serializer):
    """Refuses fields it does not know: a mistyped one must not be ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """The values, unless there are some nobody asked for."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({name: ["This field is not known here."] for name in unknown})
        return super().to_internal_value(data)


class Labelled(Strict):
    """Topics, companies and a note: what is said about the words."""

    tags = serializers.SlugRelatedField(
        slug_field="public_id",
        many=True,
        queryset=Tag.objects.all(),
        allow_empty=False,
        error_messages={"empty": NO_TOPIC, "required": NO_TOPIC},
    )
    companies = serializers.SlugRelatedField(
        slug_field="public_id", many=True, queryset=Company.objects.all(), required=False
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class NewQuote(Labelled):
    """A selection in a revision's text, in code points, with its topics."""

    revision = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Revision.objects.adopted(),
        error_messages={"does_not_exist": NOT_IN_USE},
    )
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the turn the selection lies in."""
        revision, start = attrs.pop("revision"), attrs["start"]
        turn = revision.turns.filter(offset__lte=start).order_by("-offset").first()
        if turn is None or attrs["end"] <= start or start >= turn.end_offset:
            raise serializers.ValidationError({"start": [NO_TURN]})
        if attrs["end"] > turn.end_offset:
            raise serializers.ValidationError({"end": [quotes.OUTSIDE]})
        return {**attrs, "turn": turn}


class ChangedQuote(Labelled):
    """What changes of a quote; what is not sent stays."""

    version = serializers.CharField()
    start = serializers.IntegerField(min_value=0, required=False)
    end = serializers.IntegerField(min_value=1, required=False)


class Move(Strict):
    """Why something is moved, and which version was seen."""

    version = serializers.CharField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


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
