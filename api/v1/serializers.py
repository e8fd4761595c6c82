"""Shapes that several resources share, as the schema describes them."""

from rest_framework import serializers

from api.parameters import EXAMPLE_ID

EXCEPTION = (
    "Whether an administrator approved what they had worked on themselves, as an exception of the rule that "
    "nobody does so."
)


class Reference(serializers.Serializer):
    """How one thing names another."""

    id = serializers.UUIDField(help_text=f"Lasts for ever, such as {EXAMPLE_ID}.")
    url = serializers.URLField(help_text="Where this API shows it.")
    display = serializers.CharField(help_text="What to call it.")
    slug = serializers.CharField(allow_null=True, help_text="Its name in addresses, where it has one.")


class EpisodeReference(Reference):
    """How something names an episode: with its podcast."""

    podcast = Reference()


class RevisionReference(serializers.Serializer):
    """How something names a text of an episode."""

    id = serializers.UUIDField(help_text="Lasts for ever.")
    number = serializers.IntegerField(help_text="Of the episode’s texts of this kind, from 1.")


class Thing(serializers.Serializer):
    """What every resource has."""

    id = serializers.UUIDField(help_text="Lasts for ever.")
    url = serializers.URLField(help_text="Where this API shows it.")


class Merged(serializers.Serializer):
    """The answer in place of a person or company that was merged into another."""

    merged_into = Reference()


class Problem(serializers.Serializer):
    """An error, as RFC 9457 has it."""

    class Fault(serializers.Serializer):
        parameter = serializers.CharField(help_text="Of the address, or a field of the body.")
        detail = serializers.CharField(help_text="What is wrong with it.")
        value = serializers.CharField(
            allow_null=True, help_text="The value that is wrong, where there is one."
        )

    type = serializers.CharField(help_text="about:blank: the status says what sort of error it is.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong and what to do.")
    instance = serializers.CharField(help_text="The address that was asked for.")
    errors = Fault(many=True, help_text="Each fault of the request; empty where it has none.")  # type: ignore[assignment]


class WithdrawnProblem(Problem):
    """The error in place of something withdrawn."""

    reason = serializers.CharField()
    withdrawn_at = serializers.DateTimeField()
