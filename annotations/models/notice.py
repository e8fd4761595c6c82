"""Notice: that something which happened concerns a person; and what a person wants told by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q

CAUSES = ("event", "comment", "report", "revision", "change")


class NoticeKind(models.TextChoices):
    """Why it concerns them."""

    RETURNED = "returned", "What you wrote is returned"
    APPROVED = "approved", "What you wrote is approved"
    PUBLISHED = "published", "What you wrote is published"
    ENDED = "ended", "What you wrote is withdrawn or spiked"
    REFUSED = "refused", "A publication at its time is refused"
    MENTIONED = "mentioned", "A comment mentions you"
    ANSWERED = "answered", "Somebody answers in a talk of yours"
    COMMENTED = "commented", "Somebody comments on your quote"
    REPORTED = "reported", "A reader reports an error in what you wrote"
    ASSIGNED = "assigned", "A reader’s report is given to you"
    SETTLED = "settled", "A report about what you wrote is settled"
    UNCERTAIN = "uncertain", "A changed text leaves quotes of yours to confirm"
    TOPICS = "topics", "A topic you used is merged or split"


class Awaited(models.TextChoices):
    """What waits for a person: a state and no event, so it is looked up and never stored."""

    REVIEW = "review", "Something waits for your review"
    OVERDUE = "overdue", "Something is overdue"


def caused_by(name: str) -> Q:
    """That a notice points to this one cause, and to no other."""
    return Q(**{f"{cause}__isnull": cause != name for cause in CAUSES})


class Notice(models.Model):
    """One thing that concerns one person. It holds no words of its own: what happened, by whom and why is
    read from its cause, so a notice never says what is not so, or what its reader may not see any more."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    event = models.ForeignKey(
        "annotations.ReviewEvent", models.PROTECT, null=True, related_name="+", db_index=False
    )
    comment = models.ForeignKey(
        "annotations.Comment", models.CASCADE, null=True, related_name="+", db_index=False
    )
    report = models.ForeignKey(
        "annotations.ErrorReport", models.PROTECT, null=True, related_name="+", db_index=False
    )
    revision = models.ForeignKey(
        "transcripts.Revision", models.PROTECT, null=True, related_name="+", db_index=False
    )
    change = models.ForeignKey(
        "annotations.VocabularyChange", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True, help_text="When it was put into a daily mail.")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person", "-id"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["at"], name="notice_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=caused_by("event")
                | caused_by("comment")
                | caused_by("report")
                | caused_by("revision")
                | caused_by("change"),
                name="notice_of_one_cause",
            ),
            # A comment that is reworded mentions nobody twice.
            models.UniqueConstraint(fields=["comment", "person"], name="notice_once_of_a_comment"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeSettings(models.Model):
    """What a person wants told by mail, and up to when they were told."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_settings"
    )
    by_mail = models.BooleanField("one mail a day", default=True, db_default=True)
    muted = models.JSONField(default=list, db_default=[], help_text="Kinds that are not mailed.")
    looked_on = models.DateField(null=True, help_text="The last day for which a mail was sent or not needed.")
    told_until = models.DateTimeField(null=True, help_text="What came by then has been told.")

    def __str__(self) -> str:
        return f"Notices of {self.person}"
