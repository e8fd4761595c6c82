"""Revision and Turn: a numbered text of an episode, and who says which part of it when.

The text of a revision is its turns' texts joined by a line feed; anchors count Unicode code points in it,
from 0, the end exclusive, as the W3C's TextPositionSelector does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from transcripts.documents import SectionKind
from transcripts.models.identity import PublicId


def text_of(turns: Iterable[str]) -> str:
    """The whole text of turns, in which anchors count."""
    return "\n".join(turns)


class RevisionKind(models.TextChoices):
    """What a text is: speech, or what somebody wrote about it."""

    TRANSCRIPT = "transcript", "transcript"
    NOTES = "notes", "show notes"


class RevisionOrigin(models.TextChoices):
    """How a revision came about."""

    IMPORT = "import", "imported"
    CORRECTION = "correction", "corrected"
    RETURN = "return", "taken back from an earlier one"
    MERGE = "merge", "a new import with our corrections"


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions, and those an editor has still to decide about."""

    def proposed(self) -> "RevisionQuerySet":
        """Texts that wait: a changed document brought them, and nobody has adopted or declined them."""
        return self.filter(adopted_at=None, declined_at=None)

    def adopted(self) -> "RevisionQuerySet":
        """Texts that are current or once were."""
        return self.exclude(adopted_at=None)


class Revision(PublicId):
    """A numbered text of an episode. Its words never change: a correction is another revision.

    `base` is the revision it was made from; an import has none. `document` is the one whose talk and times it
    has, through all corrections. A changed import waits, neither adopted nor
    declined, until an editor decides.
    """

    episode = models.ForeignKey("transcripts.Episode", models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=RevisionKind.choices)
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=RevisionOrigin.choices)
    document = models.ForeignKey(
        "transcripts.SourceDocument", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="made_from_it")
    sha256 = models.CharField(max_length=64, help_text="Of the text in UTF-8.")
    length = models.PositiveIntegerField(help_text="Unicode code points.")
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it first became the current text."
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_reason = models.TextField(blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["episode", "kind", "-number"]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(adopted_at__isnull=True, declined_at__isnull=True),
                name="revision_proposed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["episode", "kind", "number"], name="revision_numbered_once"),
            models.UniqueConstraint(
                fields=["episode", "kind"],
                condition=Q(is_current=True),
                name="revision_one_current_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RevisionKind.values) & Q(number__gte=1), name="revision_kind_and_number"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(adopted_at__isnull=False),
                name="revision_current_is_adopted",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True) | Q(declined_at__isnull=True),
                name="revision_adopted_or_declined",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | (Q(declined_at__isnull=False, declined_by__isnull=False) & ~Q(declined_reason="")),
                name="revision_declined_at_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} of {self.episode}"

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for an editor to adopt or decline it."""
        return self.adopted_at is None and self.declined_at is None

    @property
    def is_adopted(self) -> bool:
        """Whether it is current or once was, as `adopted` finds them."""
        return self.adopted_at is not None

    def text(self) -> str:
        """The whole text, in which anchors count."""
        return text_of(self.turns.order_by("position").values_list("text", flat=True))


def time_at(start_ms: int | None, cues: Sequence[Sequence[int]], place: int) -> int | None:
    """The last time known at or before the words at `place` in a turn's text, in ms; None where none is.

    `cues` are the turn's, as (place, ms), rising.
    """
    before = bisect_right(cues, place, key=lambda cue: cue[0])
    return cues[before - 1][1] if before else start_ms


class Turn(models.Model):
    """One turn of speech, or one paragraph of notes: label, person, section, times, text."""

    # Found by the unique constraint's index: revision, position.
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="turns", db_index=False)
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=200, blank=True, help_text="As printed.")
    speaker = models.ForeignKey(
        "transcripts.Guest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="turns",
        help_text="None where nobody has decided who it is.",
    )
    section = models.CharField(max_length=12, choices=[(str(kind), str(kind)) for kind in SectionKind])
    section_title = models.CharField(max_length=200, blank=True)
    section_index = models.PositiveSmallIntegerField(default=0, help_text="Counts the revision’s sections.")
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    end_ms = models.PositiveIntegerField(null=True, blank=True)
    offset = models.PositiveIntegerField(help_text="Where its text starts in the revision’s text.")
    text = models.TextField()
    paragraph_starts = models.JSONField(default=list)
    cues = models.JSONField(
        default=list,
        db_default=[],
        help_text="Times known inside the turn: [offset in its text in code points, ms], both rising.",
    )
    line = models.PositiveIntegerField(null=True, blank=True, help_text="In the source document, from 1.")

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="turn_position_once"),
            models.CheckConstraint(
                condition=Q(section__in=[str(kind) for kind in SectionKind]), name="turn_section_known"
            ),
            models.CheckConstraint(condition=~Q(text__contains="\n"), name="turn_text_is_one_line"),
            models.CheckConstraint(condition=~Q(text=""), name="turn_has_text"),
            models.CheckConstraint(
                condition=Q(start_ms__isnull=True) | Q(end_ms__isnull=True) | Q(end_ms__gte=F("start_ms")),
                name="turn_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or 'notes'}: {self.text[:60]}"

    @property
    def end_offset(self) -> int:
        """Where its text ends in the revision's text, exclusive."""
        return self.offset + len(self.text)

    def time_at(self, place: int) -> int | None:
        """When the words at that place in its text are said, or the last time known before them."""
        return time_at(self.start_ms, self.cues, place)

    @property
    def paragraphs(self) -> list[str]:
        """The text by paragraph, as the document set it."""
        starts = self.paragraph_starts or [0]
        ends = [*starts[1:], len(self.text)]
        return [self.text[start:end].rstrip(" ") for start, end in zip(starts, ends, strict=True)]
