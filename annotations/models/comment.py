"""Comment: what colleagues say to each other about a quote or a passage. Never shown to readers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from transcripts.models.identity import PublicId
from transcripts.models.linked import linked_history


class Comment(PublicId):
    """A remark on a quote, or on words of a text from `start` to `end` (code points of the revision's text,
    end exclusive), or a reply to such a remark. `exact` keeps the words, should they change."""

    episode = models.ForeignKey("transcripts.Episode", models.PROTECT, related_name="comments")
    quote = models.ForeignKey(
        "annotations.Quote", models.PROTECT, null=True, blank=True, related_name="comments"
    )
    revision = models.ForeignKey(
        "transcripts.Revision", models.PROTECT, null=True, blank=True, related_name="comments"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField(blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    text = models.TextField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When its author last reworded it.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = linked_history()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["episode", "created_at", "id"], name="comment_by_episode"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(resolved_at__isnull=True, answers__isnull=True),
                name="comment_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(
                    answers__isnull=False,
                    quote__isnull=True,
                    revision__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                )
                | Q(
                    answers__isnull=True,
                    quote__isnull=False,
                    revision__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                )
                | Q(
                    answers__isnull=True,
                    quote__isnull=True,
                    revision__isnull=False,
                    start__isnull=False,
                    end__gt=F("start"),
                ),
                name="comment_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, answers__isnull=True),
                name="comment_resolved_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)
