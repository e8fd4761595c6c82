"""The edits that the desk sends, read into those of `transcripts.editing`; an unknown field is refused."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce
from rest_framework import serializers

from api.v1.desk.serializers import Strict
from transcripts import editing
from transcripts.models import Guest, Revision
from transcripts.services.mishearings import LONGEST

MOST_EDITS = 5_000
NO_OP = "There is no edit called “{op}”. There are: {ops}."
NO_GUEST = "This person is not known any more. Choose again."
NO_TEXT = "That text is not one of this episode’s. Load the episode again."


class OneTurn(Strict):
    """An edit of one turn of the base, by its position."""

    op = serializers.CharField()
    turn = serializers.IntegerField(min_value=0)


class Words(OneTurn):
    """Other words from start to end, in code points of the turn's text."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class Speaker(OneTurn):
    """Who says a turn; null is nobody."""

    guest = serializers.UUIDField(allow_null=True)
    label = serializers.CharField(allow_blank=True, required=False)  # type: ignore[assignment]


class Label(Strict):
    """Who a label is, throughout."""

    op = serializers.CharField()
    label = serializers.CharField(allow_blank=True, trim_whitespace=False)  # type: ignore[assignment]
    guest = serializers.UUIDField(allow_null=True)


class Split(OneTurn):
    """A turn divided at a place of its text; the second part may be somebody else's."""

    at = serializers.IntegerField(min_value=0)
    guest = serializers.UUIDField(allow_null=True, required=False)
    label = serializers.CharField(allow_blank=True, required=False)  # type: ignore[assignment]


class Merge(OneTurn):
    """A turn and the next one together."""


class Time(OneTurn):
    """When a turn starts, and ends where that is sent; null takes the time away."""

    start_ms = serializers.IntegerField(allow_null=True)
    end_ms = serializers.IntegerField(allow_null=True, required=False)


class Section(OneTurn):
    """What the turns up to `through` are."""

    through = serializers.IntegerField(min_value=0)
    kind = serializers.CharField()
    title = serializers.CharField(allow_blank=True, required=False, default="")


OPS: dict[str, tuple[type[Strict], type[editing.Edit]]] = {
    "words": (Words, editing.Words),
    "speaker": (Speaker, editing.Speaker),
    "label": (Label, editing.Label),
    "split": (Split, editing.Split),
    "merge": (Merge, editing.Merge),
    "time": (Time, editing.Time),
    "section": (Section, editing.Section),
}


class Edits(serializers.ListField):
    """A list of edits; faults name the one they are in."""

    child = serializers.DictField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_EDITS, allow_empty=False, **kwargs)

    def to_internal_value(self, data: Any) -> list[editing.Edit]:
        """The edits, their people as primary keys."""
        sent = []
        faults: dict[str, Any] = {}
        for index, values in enumerate(super().to_internal_value(data)):
            try:
                sent.append(checked(values))
            except serializers.ValidationError as error:
                faults[str(index)] = error.detail
        if not faults:
            known = guests_of(sent)
            faults = {
                str(index): {"guest": [NO_GUEST]}
                for index, (_, values) in enumerate(sent)
                if values.get("guest") and values["guest"] not in known
            }
        if faults:
            raise serializers.ValidationError(faults)
        return [edit_of(op, values, known) for op, values in sent]


def checked(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name of an edit and its fields, each of its type."""
    op = values.get("op")
    if not isinstance(op, str) or op not in OPS:
        raise serializers.ValidationError({"op": [NO_OP.format(op=op, ops=", ".join(OPS))]})
    fields = OPS[op][0](data=values)
    fields.is_valid(raise_exception=True)
    return op, {name: value for name, value in fields.validated_data.items() if name != "op"}


def guests_of(sent: list[tuple[str, dict[str, Any]]]) -> dict[UUID, int]:
    """The people who are named, by their public ids."""
    named = {values["guest"] for _, values in sent if values.get("guest")}
    meant = Guest.objects.filter(public_id__in=named).annotate(meant=Coalesce("merged_into", "pk"))
    return dict(meant.values_list("public_id", "meant"))


def edit_of(op: str, values: dict[str, Any], known: dict[UUID, int]) -> editing.Edit:
    """The edit that was sent."""
    fields = dict(values)
    if "guest" in fields:
        guest = fields.pop("guest")
        fields["speaker"] = known[guest] if guest else None
    return OPS[op][1](**fields)


class Remembered(Strict):
    """A mis-hearing to keep for the podcast."""

    heard = serializers.CharField(max_length=LONGEST)
    meant = serializers.CharField(max_length=LONGEST)
    match_case = serializers.BooleanField(default=True)


class Correction(Strict):
    """Edits of a text, why, and what is to be remembered of them."""

    base = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Revision.objects.select_related("episode"),
        error_messages={"does_not_exist": NO_TEXT},
    )
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)
    edits = Edits()
    remember = Remembered(many=True, required=False, default=list)


class Undoing(Strict):
    """The correction that is to be undone, by the revision it made."""

    revision = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Revision.objects.all(),
        error_messages={"does_not_exist": NO_TEXT},
    )


class Sought(Strict):
    """What to find in which text, and how exactly."""

    q = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST)
    revision = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Revision.objects.all(), required=False, default=None
    )
    match_case = serializers.BooleanField(default=True)
    whole_words = serializers.BooleanField(default=True)
