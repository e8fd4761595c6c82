"""Webhooks: a partner says with a token where changes are sent, and looks at what came of it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.models import Tag
from annotations.selectors import topics
from api import values
from api.addresses import Addresses
from api.events import NARROWINGS
from api.models import Delivery, DeliveryState, Webhook
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.services import webhooks
from api.v1.desk.serializers import Strict
from api.v1.partners import CHANGED, ERRORS, PRIVATE, SEEN, OfPartner
from api.v1.serializers import Problem, Reference

SIZE, LARGEST = 50, 100
ID = OpenApiParameter("id", UUID, OpenApiParameter.PATH, description="The webhook’s id.")
DELIVERY = OpenApiParameter("delivery", UUID, OpenApiParameter.PATH, description="The delivery’s id.")
NO_TOPIC = "No topic is called so."
HIDDEN = "a topic that is not public"
MOST_TOPICS = 100
ABSENT = {(404, MEDIA_TYPE): OpenApiResponse(Problem, "You have no such webhook.")}
OFF = {(409, MEDIA_TYPE): OpenApiResponse(Problem, "It is switched off.")}


class TopicNames(serializers.ListField):
    """Topics by id or slug, also by one of a topic that was merged into another."""

    child = serializers.CharField()

    def to_internal_value(self, data: Any) -> list[Tag]:
        """The topics."""
        found = []
        for name in super().to_internal_value(data):
            try:
                tag = topics.named(values.id_or_slug(name))
            except ValueError as error:
                raise serializers.ValidationError(f"“{name}” is not {error}.") from error
            if tag is None:
                raise serializers.ValidationError(f"“{name}”: {NO_TOPIC}")
            found.append(tag)
        return found


class WebhookChange(Strict):
    """What of a webhook can be changed."""

    address = serializers.CharField(
        max_length=2000, help_text="Where events are sent by POST; it begins with https://."
    )
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    types = serializers.ListField(
        child=serializers.ChoiceField(NARROWINGS),
        required=False,
        max_length=len(NARROWINGS),
        help_text="`quote` for all that happens to quotes, `quote.withdrawn` for that alone; empty for all.",
    )
    topics = TopicNames(
        required=False,
        max_length=MOST_TOPICS,
        help_text="Ids or slugs: only what carries one of them, or one right under it.",
    )
    with_records = serializers.BooleanField(
        required=False, help_text="Send with each event the thing as it is published at that moment."
    )
    is_on = serializers.BooleanField(required=False, help_text="False to pause: nothing is lost meanwhile.")


class WebhookMade(WebhookChange):
    """What a webhook is made of."""

    is_on = None  # type: ignore[assignment]
    cursor = serializers.RegexField(
        r"^[0-9]{1,9}$", required=False, help_text="Begin behind this place of the feed; else with now."
    )


class WebhookSerializer(serializers.Serializer):
    """A webhook."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Where this API shows it.")
    address = serializers.URLField(help_text="Where events are sent.")
    description = serializers.CharField()
    types = serializers.ListField(child=serializers.ChoiceField(NARROWINGS))
    topics = Reference(many=True)
    with_records = serializers.BooleanField()
    is_on = serializers.BooleanField()
    off_at = serializers.DateTimeField(allow_null=True)
    off_because = serializers.CharField(help_text="Why osbiz switched it off; empty where a person did.")
    failing_since = serializers.DateTimeField(allow_null=True, help_text="The first failure since a success.")
    cursor = serializers.CharField(help_text="Up to where the feed was made into deliveries.")
    waiting = serializers.IntegerField(help_text="Deliveries that wait.")
    given_up = serializers.IntegerField(help_text="Deliveries that were given up.")
    created_at = serializers.DateTimeField()


class NewWebhookSerializer(WebhookSerializer):
    """A webhook that was just made, with its secret."""

    secret = serializers.CharField(help_text="To check signatures with. It is shown this once.")


class SecretSerializer(serializers.Serializer):
    """Another secret."""

    secret = serializers.CharField(help_text="It is shown this once.")
    former_until = serializers.DateTimeField(help_text="Until then events are signed with both.")


class AttemptSerializer(serializers.Serializer):
    """One try."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True, help_text="Of the answer; null where there was none.")
    milliseconds = serializers.IntegerField()
    problem = serializers.CharField(help_text="Why it counts as failed; empty where it was taken.")


class DeliverySerializer(serializers.Serializer):
    """An event for this webhook."""

    id = serializers.UUIDField(help_text="What it has as `webhook-id`, with each attempt.")
    event = serializers.CharField()
    cursor = serializers.CharField(allow_null=True, help_text="Its place in the feed; null for a test.")
    state = serializers.ChoiceField(DeliveryState.choices)
    made_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="When it is tried next, while it waits.")
    delivered_at = serializers.DateTimeField(allow_null=True)
    attempts = AttemptSerializer(many=True, help_text="The latest first.")


class DeliveriesSerializer(serializers.Serializer):
    """Deliveries, the latest first."""

    next = serializers.URLField(allow_null=True, help_text="Older ones.")
    results = DeliverySerializer(many=True)


class ReplaySerializer(Strict):
    """What is to be sent again."""

    since = serializers.DateTimeField(
        required=False, help_text="All that was made since, delivered or not; else what was given up."
    )


class ReplayedSerializer(serializers.Serializer):
    """How many are sent again."""

    replayed = serializers.IntegerField()


class Webhooks(OfPartner):
    """Have changes sent to an address of yours, signed as the Standard Webhooks specification has it."""

    @extend_schema(
        operation_id="listWebhooks",
        summary="List your webhooks",
        tags=["webhooks"],
        responses={200: WebhookSerializer(many=True), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        """All of them."""
        Reading(request, []).settle()
        addresses = Addresses(request)
        found = [shaped(one, addresses) for one in self.token.partner.webhooks.prefetch_related("topics")]
        return Response(found, headers=PRIVATE)

    @extend_schema(
        operation_id="createWebhook",
        summary="Make a webhook",
        tags=["webhooks"],
        request=WebhookMade,
        responses={201: NewWebhookSerializer, **ERRORS},
    )
    def post(self, request: Request) -> Response:
        """Make one; its secret is in the answer, this once."""
        sent = self.sent(WebhookMade, request)
        cursor = sent.pop("cursor", None)
        position = None if cursor is None else int(cursor)
        made = webhooks.make(
            partner=self.token.partner, position=position, reason=self.reason, by=None, **sent
        )
        body = {**shaped(made, Addresses(request)), "secret": made.secret}
        return Response(body, status=201, headers={**PRIVATE, "Location": body["url"]})


class OneWebhook(OfPartner):
    """One of your webhooks."""

    @extend_schema(
        operation_id="getWebhook",
        summary="Get one webhook",
        tags=["webhooks"],
        parameters=[ID],
        responses={200: WebhookSerializer, **ERRORS, **ABSENT},
    )
    def get(self, request: Request, id: str) -> Response:
        """How it is and how it goes."""
        Reading(request, []).settle()
        return Response(shaped(self.webhook(id), Addresses(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="changeWebhook",
        summary="Change a webhook, switch it off or on",
        tags=["webhooks"],
        parameters=[ID, SEEN],
        request=WebhookChange,
        responses={200: WebhookSerializer, **ERRORS, **ABSENT, **CHANGED},
    )
    def patch(self, request: Request, id: str) -> Response:
        """Change what is sent."""
        webhook = self.webhook(id)
        sent = self.sent(WebhookChange, request, partial=True)
        is_on = sent.pop("is_on", None)
        if sent:
            webhooks.change(webhook, reason=self.reason, by=None, **sent)
        if is_on is not None and is_on == (webhook.off_at is not None):
            (webhooks.switch_on if is_on else webhooks.switch_off)(webhook, reason=self.reason, by=None)
        return Response(shaped(webhook, Addresses(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="deleteWebhook",
        summary="Remove a webhook",
        tags=["webhooks"],
        parameters=[ID, SEEN],
        responses={204: None, **ERRORS, **ABSENT, **CHANGED},
    )
    def delete(self, request: Request, id: str) -> Response:
        """Send there no more, and forget what was sent."""
        webhooks.remove(self.webhook(id), reason=self.reason, by=None)
        return Response(status=204, headers=PRIVATE)


class TestWebhook(OfPartner):
    """Try a webhook."""

    @extend_schema(
        operation_id="testWebhook",
        summary="Send a test event",
        tags=["webhooks"],
        parameters=[ID],
        request=None,
        responses={202: DeliverySerializer, **ERRORS, **ABSENT, **OFF},
    )
    def post(self, request: Request, id: str) -> Response:
        """Send an event of type `webhook.test`; what comes of it is among the deliveries."""
        made = webhooks.test(self.webhook(id), by=None)
        return Response(delivered(made), status=202, headers=PRIVATE)


class RotateWebhook(OfPartner):
    """Have events signed with another secret."""

    @extend_schema(
        operation_id="rotateWebhook",
        summary="Get another secret",
        tags=["webhooks"],
        parameters=[ID],
        request=None,
        responses={200: SecretSerializer, **ERRORS, **ABSENT},
    )
    def post(self, request: Request, id: str) -> Response:
        """Another secret; for a day events are signed with both."""
        webhook = self.webhook(id)
        secret = webhooks.rotate(webhook, reason=self.reason, by=None)
        return Response({"secret": secret, "former_until": webhook.former_until}, headers=PRIVATE)


class ReplayWebhook(OfPartner):
    """Have events sent again."""

    @extend_schema(
        operation_id="replayWebhook",
        summary="Send again what was given up, or all since a time",
        tags=["webhooks"],
        parameters=[ID],
        request=ReplaySerializer,
        responses={202: ReplayedSerializer, **ERRORS, **ABSENT, **OFF},
    )
    def post(self, request: Request, id: str) -> Response:
        """Send them again, under their old ids."""
        webhook = self.webhook(id)
        sent = self.sent(ReplaySerializer, request)
        replayed = webhooks.replay(webhook, since=sent.get("since"), by=None)
        return Response({"replayed": replayed}, status=202, headers=PRIVATE)


class Deliveries(OfPartner):
    """What was sent to a webhook, and what came of it. What was delivered is kept for 30 days."""

    @extend_schema(
        operation_id="listDeliveries",
        summary="List what was sent",
        tags=["webhooks"],
        parameters=[
            ID,
            OpenApiParameter("state", str, enum=DeliveryState.values, description="Only these."),
            OpenApiParameter("cursor", UUID, description="From `next`."),
            OpenApiParameter("page_size", int, default=SIZE, description=f"At most {LARGEST}."),
        ],
        responses={200: DeliveriesSerializer, **ERRORS, **ABSENT},
    )
    def get(self, request: Request, id: str) -> Response:
        """The deliveries, the latest first."""
        webhook, reading = self.webhook(id), Reading(request, ["state", "cursor", "page_size"])
        state = reading.one("state", values.one_of(DeliveryState.values))
        cursor = reading.one("cursor", values.public_id)
        size = reading.one("page_size", values.between(1, LARGEST), SIZE)
        reading.settle()
        rows = webhook.deliveries.select_related("entry").prefetch_related("tries")
        if state:
            rows = rows.filter(state=state)
        if cursor:
            rows = rows.filter(pk__lt=self.found(webhook.deliveries.all(), str(cursor)).pk)
        found = list(rows[: size + 1])
        last = found[size - 1].public_id if len(found) > size else None
        query = request.query_params.copy()
        if last:
            query["cursor"] = str(last)
        base = f"{Addresses(request).base}{request.path}"
        results = [delivered(one) for one in found[:size]]
        return Response(
            {"next": f"{base}?{query.urlencode()}" if last else None, "results": results}, headers=PRIVATE
        )


class ReplayDelivery(OfPartner):
    """Have one event sent again."""

    @extend_schema(
        operation_id="replayDelivery",
        summary="Send one event again",
        tags=["webhooks"],
        parameters=[ID, DELIVERY],
        request=None,
        responses={202: ReplayedSerializer, **ERRORS, **ABSENT, **OFF},
    )
    def post(self, request: Request, id: str, delivery: str) -> Response:
        """Send it again, under its old id."""
        webhook = self.webhook(id)
        one = self.found(webhook.deliveries.all(), delivery)
        replayed = webhooks.replay(webhook, delivery=one, by=None)
        return Response({"replayed": replayed}, status=202, headers=PRIVATE)


def topics_of(webhook: Webhook, addresses: Addresses) -> list[Any]:
    """Its topics. Of one that is not public any more only the id is told: it may be called otherwise now."""
    known = set(webhook.topics.known().values_list("pk", flat=True))
    return [
        addresses.reference("tags", tag.public_id, tag.label, tag.slug)
        if tag.pk in known
        else addresses.reference("tags", tag.public_id, HIDDEN, None)
        for tag in webhook.topics.all()
    ]


def shaped(webhook: Webhook, addresses: Addresses) -> dict[str, Any]:
    """A webhook as its partner sees it."""
    rows = webhook.deliveries.order_by()
    return {
        "id": webhook.public_id,
        "url": addresses.absolute("v1:webhook", webhook.public_id),
        "address": webhook.address,
        "description": webhook.description,
        "types": webhook.types,
        "topics": topics_of(webhook, addresses),
        "with_records": webhook.with_records,
        "is_on": webhook.off_at is None,
        "off_at": webhook.off_at,
        "off_because": webhook.off_because,
        "failing_since": webhook.failing_since,
        "cursor": str(webhook.position),
        "waiting": rows.filter(state=DeliveryState.WAITING).count(),
        "given_up": rows.filter(state=DeliveryState.DEAD).count(),
        "created_at": webhook.created_at,
    }


def delivered(delivery: Delivery) -> dict[str, Any]:
    """A delivery with its attempts."""
    names = ("at", "status", "milliseconds", "problem")
    return {
        "id": delivery.public_id,
        "event": delivery.event,
        "cursor": str(delivery.entry.position) if delivery.entry else None,
        "state": delivery.state,
        "made_at": delivery.made_at,
        "due_at": delivery.due_at if delivery.state == DeliveryState.WAITING else None,
        "delivered_at": delivery.delivered_at,
        "attempts": [{name: getattr(one, name) for name in names} for one in delivery.tries.all()],
    }
