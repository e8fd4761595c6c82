"""Webhook, Delivery and Attempt: where a partner is told of changes, what of, and what came of it."""

from django.db import models
from django.db.models import Q

from annotations.models import Publication, Tag
from api.models.partner import Partner
from api.models.savedsearch import Match
from transcripts.models.identity import PublicId
from transcripts.models.linked import linked_history


class Webhook(PublicId):
    """An address of a partner to which events are sent, in the order of the feed of changes.

    `position` is up to where the feed was made into deliveries, so that nothing is missed whatever happens in
    between. `failures` and `failing_since` count from the last success; until `rests_until` nothing is sent.
    `leased_until` is set while a worker sends: one thing at a time, and another worker takes over from one
    that was killed.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="webhooks")
    address = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    types = models.JSONField(
        default=list, blank=True, help_text="Such as “quote” or “quote.withdrawn”; empty: all."
    )
    topics = models.ManyToManyField(
        Tag, blank=True, related_name="+", help_text="Only what carries one of them; none: everything."
    )
    with_records = models.BooleanField(
        default=False, help_text="Send with each event the thing as it is published at that moment."
    )
    secret = models.CharField(max_length=100, editable=False)
    former_secret = models.CharField(max_length=100, blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    position = models.BigIntegerField(editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    off_at = models.DateTimeField("switched off at", null=True, editable=False)
    off_because = models.TextField(blank=True, editable=False, help_text="Empty where a person did it.")
    told_at = models.DateTimeField(null=True, editable=False, help_text="When the partner was told of it.")
    created_at = models.DateTimeField(auto_now_add=True)

    history = linked_history(
        excluded_fields=[
            *("secret", "former_secret", "position", "failures", "failing_since", "rests_until"),
            *("leased_until", "told_at"),
        ]
    )

    class Meta:
        ordering = ["partner", "created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="webhook_has_address"),
            models.CheckConstraint(condition=~Q(secret=""), name="webhook_has_secret"),
            models.CheckConstraint(condition=Q(position__gte=0), name="webhook_position_known"),
            models.CheckConstraint(
                condition=Q(off_because="") | Q(off_at__isnull=False), name="webhook_off_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} of {self.partner}"


class DeliveryState(models.TextChoices):
    """What became of an event at an address."""

    WAITING = "waiting", "waiting"
    DELIVERED = "delivered", "delivered"
    DEAD = "dead", "given up"


class Delivery(PublicId):
    """One event for one address. Its public id is the `webhook-id`, the same with every attempt.

    It holds no more than which entry of the log it is about, or what a saved search has found: what is sent
    is read when it is sent. A test is about neither.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, help_text="Such as “quote.published”.")
    entry = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    match = models.ForeignKey(Match, models.CASCADE, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING, editable=False
    )
    attempts = models.PositiveIntegerField(default=0, help_text="Since it was made, or last sent again.")
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(help_text="When it is tried next.")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(fields=["webhook", "state", "id"], name="delivery_by_state"),
            models.Index(fields=["delivered_at"], name="delivery_delivered"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "entry"], name="delivery_once_for_each_entry"),
            models.UniqueConstraint(fields=["webhook", "match"], name="delivery_once_for_each_match"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
                name="delivery_delivered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook.address}"


class Attempt(models.Model):
    """One try to deliver, and what the receiver answered."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField(auto_now_add=True)
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the answer, where there was one.")
    problem = models.TextField(blank=True, help_text="Why it counts as failed; empty where it does not.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.problem or f"answered {self.status}"
