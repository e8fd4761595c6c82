"""Quote and QuoteVersion: what somebody said, verbatim, and each form it had on its way to the public."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from annotations import emendations
from annotations.anchoring import SENTENCES
from annotations.querysets import QuoteQuerySet, QuoteVersionQuerySet
from annotations.workflow import OPEN, State
from transcripts.models import RevisionKind
from transcripts.models.identity import PublicId
from transcripts.models.paths import path

if TYPE_CHECKING:
    from annotations.models.review import ReviewEvent

# A quote rests on its transcript; what needs evidence are claims.
STATES = [(str(state), state.replace("_", " ")) for state in State if state != State.NEEDS_EVIDENCE]
STATE_NAMES = [name for name, _ in STATES]
OPEN_NAMES = [name for name in STATE_NAMES if name in OPEN]


class AnchorStatus(models.TextChoices):
    """How sure it is that a quote stands in its episode's current text."""

    EXACT = "exact", "exact"
    MOVED = "moved", "moved with its words unchanged"
    CONFIRM = "confirm", "needs confirming"
    LOST = "lost", "not found"


# The machine is sure of these; the others wait for a person.
CERTAIN = [AnchorStatus.EXACT.value, AnchorStatus.MOVED.value]
UNCERTAIN = [AnchorStatus.CONFIRM.value, AnchorStatus.LOST.value]


class Quote(PublicId):
    """A passage somebody found worth keeping. Its words stand in its versions: at most one of them is
    published, and at most one is being worked on beside it."""

    episode = models.ForeignKey("transcripts.Episode", models.PROTECT, related_name="quotes")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When the public first saw it; what is shown now says its own version's time.
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["published_at", "public_id"], name="quote_by_publication"),
            models.Index(fields=["episode", "id"], name="quote_of_episode"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (Q(published_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="quote_withdrawn_after_publication_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Quote {self.public_id}"

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("quote", self.public_id)


class QuoteVersion(models.Model):
    """One form of a quote: its anchor, words, speaker and topics. An approval belongs to exactly these.

    `start` and `end` count Unicode code points in the revision's text, end exclusive; the passage lies in
    one turn. `prefix` and `suffix` are what stands before and after it in that turn. `revision` is the last
    text in which these very words were found for certain; where the current text is another one,
    `anchor_status` is uncertain, and a Placement says why and proposes a place.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=STATES, default=str(State.DRAFT))
    revision = models.ForeignKey("transcripts.Revision", models.PROTECT, related_name="quote_versions")
    turn = models.ForeignKey("transcripts.Turn", models.PROTECT, related_name="quote_versions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    exact_sha256 = models.CharField(
        max_length=64, default="", db_default="", editable=False, help_text="Of the words in UTF-8."
    )
    anchor_status = models.CharField(max_length=10, choices=AnchorStatus.choices, default=AnchorStatus.EXACT)
    anchor_score = models.FloatField(default=1.0, db_default=1.0, help_text="From 0 to 1 (the same words).")
    anchor_reason = models.CharField(
        max_length=20, default="unchanged", db_default="unchanged", help_text="Why the anchor stands so."
    )
    kind = models.CharField(
        max_length=10,
        choices=RevisionKind.choices,
        help_text="Of its revision: a passage of the notes is nobody’s speech.",
    )
    speaker = models.ForeignKey(
        "transcripts.Guest", models.PROTECT, null=True, blank=True, related_name="quote_versions"
    )
    tags = models.ManyToManyField("annotations.Tag", related_name="quote_versions")
    companies = models.ManyToManyField(
        "transcripts.Company", blank=True, related_name="quote_versions", help_text="It is about them."
    )
    guests = models.ManyToManyField(
        "transcripts.Guest", blank=True, related_name="quoted_about", help_text="It is about them."
    )
    # What editors leave out and put in, as `annotations.emendations` reads it; `exact` stays verbatim.
    emendations = models.JSONField(default=list, db_default=[], blank=True)
    note = models.TextField(blank=True, help_text="For colleagues, never shown to readers.")
    created_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(
        "due on", null=True, blank=True, help_text="By when it is to be decided about, or worked over."
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The event in which an administrator approved what they wrote themselves, where it was so.
    override = models.ForeignKey(
        "annotations.ReviewEvent",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True)

    # What `quotes.create` has just written down of it.
    drafted: "ReviewEvent"

    objects = QuoteVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = "quote"
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="quote_version_newest"),
            models.Index(
                fields=["changed_by", "state", "-changed_at", "-id"], name="quote_version_of_editor"
            ),
            models.Index(fields=["state", "-changed_at", "-id"], name="quote_version_by_state"),
            models.Index(
                fields=["state", "due_on", "id"],
                condition=Q(due_on__isnull=False),
                name="quote_version_due",
            ),
            # What the reviewers' queue is narrowed and ordered by: what waits lies scattered among the rest.
            models.Index(
                fields=["state", "changed_at", "id", "due_on", "changed_by", "quote"],
                condition=Q(state__in=["in_review", "approved"]),
                name="quote_version_waiting",
            ),
            models.Index(fields=["revision", "start"], name="quote_version_by_place"),
            models.Index(
                fields=["-id"], condition=Q(anchor_status__in=UNCERTAIN), name="quote_version_uncertain"
            ),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="published"), name="quote_version_public"
            ),
            # Whether somebody was quoted: by this alone, and not by reading all that the person said.
            models.Index(
                fields=["speaker", "published_at", "quote"],
                condition=Q(state="published"),
                name="quote_version_of_speaker",
            ),
            # Words of show notes are few, and lie scattered among what was said.
            models.Index(
                fields=["quote"],
                condition=Q(state="published", kind=RevisionKind.NOTES),
                name="quote_version_of_notes",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="quote_version_numbered_once"),
            models.UniqueConstraint(
                fields=["quote"], condition=Q(state="published"), name="quote_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["quote"],
                condition=Q(state__in=OPEN_NAMES),
                name="quote_version_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=STATE_NAMES), name="quote_version_state_known"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_version_not_empty"),
            models.CheckConstraint(
                condition=~Q(kind=RevisionKind.NOTES) | Q(speaker__isnull=True),
                name="quote_version_notes_have_no_speaker",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="quote_version_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | (
                    Q(approved_by__isnull=False)
                    & (~Q(approved_by=F("changed_by")) | Q(override__isnull=False))
                ),
                name="quote_version_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(override__isnull=True) | Q(approved_by__isnull=False),
                name="quote_version_override_is_of_an_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False) & (Q(kind=RevisionKind.NOTES) | Q(speaker__isnull=False))),
                name="quote_version_published_is_attributed",
            ),
            models.CheckConstraint(
                condition=Q(anchor_status__in=AnchorStatus.values)
                & Q(anchor_score__gte=0)
                & Q(anchor_score__lte=1),
                name="quote_version_anchor_known",
            ),
            models.CheckConstraint(
                condition=~Q(exact_sha256="") | ~Q(state="published"),
                name="quote_version_published_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"“{Truncator(self.shown).chars(80)}”"

    @property
    def shown(self) -> str:
        """Its words as readers see them: what is left out or put in stands in brackets."""
        return emendations.shown(self.exact, self.emendations)

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody knows for certain where it stands in the current text."""
        return self.anchor_status in UNCERTAIN

    @property
    def anchor_sentence(self) -> str:
        """Why its anchor stands as it does, for people; empty where the reason is not known."""
        return next((text for reason, text in SENTENCES.items() if reason == self.anchor_reason), "")

    @property
    def start_ms(self) -> int | None:
        """When its first words are said, or the last time known before them in their turn."""
        return self.turn.time_at(self.start - self.turn.offset)

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way to the public."""
        return self.state in OPEN
