"""Send events to partners' addresses: each at least once, whatever falls over in between.

Three steps, each whole by itself. Entries of the log become deliveries, rows that are stored together with
how far the log was read. A worker takes one that is due, with a lease on its webhook. What came of it is
noted when it is known: after a worker that is killed in between it is sent once more, under the same id.

Only sending happens beside each other, in threads that know nothing of the database: an address that hangs
holds up nobody but itself.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from annotations.models import Publication
from annotations.services import positions
from api import events, receivers, signing
from api.models import Attempt, Delivery, DeliveryState, Webhook
from api.records import KINDS
from api.services import searches, webhooks
from api.v1.changes import OVER, ids_of
from api.v1.narrowing import families, together
from transcripts.services import fetching
from transcripts.services.fetching import Network

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
# Seconds before each further attempt, as the specification recommends them; then it is given up.
SCHEDULE = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
# An address that fails rests, longer each time; but it is asked often enough to be found well soon.
LONGEST_REST = 30 * MINUTE
# After so long without a single success a webhook is switched off.
LASTING = timedelta(days=5)
LONGEST_WAIT = timedelta(days=1)  # that a Retry-After is listened to
SECONDS = 15.0  # that one attempt may take
LEASE = timedelta(seconds=60)
AT_ONCE = 16
TURN = 50.0  # seconds, after which a worker that has always more to do makes way for others
READ_AT_ONCE = 500
LOOK_EVERY = 1.0  # seconds, while others are being sent to
KEPT = timedelta(days=30)
MAIL_AGAIN = 10 * MINUTE  # after a mail that did not go out
GONE = "The address answers 410 Gone."
FAILED = "Nothing has been taken there since {since:%Y-%m-%d %H:%M} UTC."


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent where."""

    delivery: int
    webhook: int
    address: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt; `problem` is empty where it was taken."""

    milliseconds: int
    status: int | None = None
    problem: str = ""
    retry_after: int = 0


def never() -> bool:
    """Go on."""
    return False


def run(stop: Callable[[], bool] = never, *, network: Network | None = None) -> int:
    """Send what is due, until nothing is or the turn is over; how many attempts that were."""
    until, attempts = time.monotonic() + TURN, 0
    where = network or receivers.network()
    under_way: dict[Future[Outcome], Parcel] = {}
    tell()
    with ThreadPoolExecutor(AT_ONCE, "webhook") as pool:
        while True:
            spread()
            searches.look()
            while len(under_way) < AT_ONCE and time.monotonic() < until and not stop():
                parcel = take()
                if parcel is None:
                    break
                under_way[pool.submit(send, parcel, where)] = parcel
            if not under_way:
                return attempts
            done, _ = wait(under_way, LOOK_EVERY, FIRST_COMPLETED)
            for future in done:
                note(under_way.pop(future), future.result())
                attempts += 1


# From the log to deliveries


def spread() -> int:
    """Make deliveries of what the log has for each webhook that is on; how many."""
    last, made = positions.give(), 0
    behind = Webhook.objects.filter(off_at=None, position__lt=last).order_by("pk")
    for key in behind.values_list("pk", flat=True):
        more = True
        while more:
            some, more = spread_to(key, last)
            made += some
    return made


@transaction.atomic
def spread_to(key: int, last: int) -> tuple[int, bool]:
    """Make deliveries of the next entries for one webhook: how many, and whether there are more entries. How
    far it has come is stored with them, so that none is missed and none made twice."""
    webhook = Webhook.objects.select_for_update().filter(pk=key, off_at=None).first()
    if webhook is None:
        return 0, False
    rows = Publication.objects.filter(position__gt=webhook.position, position__lte=last)
    entries = list(rows.order_by("position")[:READ_AT_ONCE])
    now = timezone.now()
    made = Delivery.objects.bulk_create(
        (
            Delivery(webhook=webhook, event=f"{entry.object_type}.{entry.kind}", entry=entry, due_at=now)
            for entry in wanted(webhook, entries)
        ),
        ignore_conflicts=True,  # where a partner goes back in the log
    )
    more = len(entries) == READ_AT_ONCE
    webhook.position = (entries[-1].position or last) if more else last
    webhook.save_without_historical_record(update_fields=["position"])  # type: ignore[attr-defined]
    return len(made), more


def wanted(webhook: Webhook, entries: Sequence[Publication]) -> list[Publication]:
    """What of these a webhook is told of.

    What is over carries no topic any more, so that is told whatever the topics; and of a thing that it was
    told of before it also learns that the topic has gone.
    """
    types = set(webhook.types)
    chosen = [
        entry
        for entry in entries
        if not types or entry.object_type in types or f"{entry.object_type}.{entry.kind}" in types
    ]
    topics = [tag.merged_into_id or tag.pk for tag in webhook.topics.all()]
    if not topics:
        return chosen
    carrying = {
        id_
        for noun, ids in ids_of(entry for entry in chosen if entry.kind not in OVER).items()
        for id_ in under(noun, ids, topics)
    }
    known = webhook.deliveries.filter(entry__object_id__in={entry.object_id for entry in chosen})
    carrying |= set(known.values_list("entry__object_id", flat=True))
    return [entry for entry in chosen if entry.kind in OVER or entry.object_id in carrying]


def under(noun: str, ids: set[UUID], topics: Sequence[int]) -> set[UUID]:
    """Which of these things carry one of the topics now, as `tag__any` finds them."""
    view: Any = KINDS[noun].view
    rows = view.get_queryset().filter(**{f"{view.id_path}__in": ids})
    wanted = families(topics)
    if noun == "tag":
        found: QuerySet[Any] = rows.filter(pk__in=together(wanted))
    else:
        narrowing = view.filterset_class.base_filters.get("tag__any")
        found = narrowing.filter(rows, wanted) if narrowing else rows.none()
    return set(found.order_by().values_list(view.id_path, flat=True))


# From deliveries to receivers


def due() -> QuerySet[Delivery]:
    """What can be sent now: not to an address that rests, or to which something is under way."""
    now = timezone.now()
    free = Q(webhook__leased_until=None) | Q(webhook__leased_until__lte=now)
    awake = Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=now)
    rows = Delivery.objects.filter(free, awake, state=DeliveryState.WAITING, due_at__lte=now)
    rows = rows.filter(webhook__off_at=None).order_by("due_at", "id")
    return rows.select_related("webhook", "entry", "match__search")


def take() -> Parcel | None:
    """The next thing to send, with a lease on its webhook; None where nothing is due."""
    while delivery := due().first():
        if delivery.match and not searches.is_public(delivery.match):
            delivery.delete()  # it was found, and is gone before anybody was told
            continue
        now = timezone.now()
        free = Webhook.objects.filter(pk=delivery.webhook_id, off_at=None)
        free = free.filter(Q(leased_until=None) | Q(leased_until__lte=now))
        if free.update(leased_until=now + LEASE):
            return packed(delivery)
    return None


def packed(delivery: Delivery) -> Parcel:
    """A delivery with what is sent, read and signed now."""
    webhook, now = delivery.webhook, timezone.now()
    body, id_ = events.body(delivery), str(delivery.public_id)
    secrets = [webhook.secret]
    if webhook.former_until and webhook.former_until > now:
        secrets.append(webhook.former_secret)
    headers = signing.headers(secrets, id_, int(now.timestamp()), body)
    headers["Content-Type"] = "application/json"
    return Parcel(delivery.pk, webhook.pk, webhook.address, body, headers)


def send(parcel: Parcel, network: Network) -> Outcome:
    """One attempt. Nothing of the database is touched here."""
    began = time.monotonic()

    def outcome(status: int | None = None, problem: str = "", retry_after: int | None = None) -> Outcome:
        return Outcome(int((time.monotonic() - began) * 1000), status, problem, retry_after or 0)

    try:
        url = receivers.checked(parcel.address, ports=network.ports)
        answer = fetching.post(url, parcel.body, parcel.headers, seconds=SECONDS, network=network)
    except (fetching.Refused, fetching.Failed) as error:
        return outcome(problem=str(error))
    except Exception as error:
        logger.exception("A webhook could not be sent.")
        return outcome(problem=f"Something went wrong here: {type(error).__name__}.")
    if 200 <= answer.status < 300:
        return outcome(answer.status)
    waits = fetching.waiting_time(answer.headers.get("retry-after", ""))
    return outcome(answer.status, f"It answered {answer.status}.", waits)


@transaction.atomic
def note(parcel: Parcel, outcome: Outcome) -> None:
    """Store what came of an attempt, and give the webhook free."""
    webhook = Webhook.objects.select_for_update().filter(pk=parcel.webhook).first()
    delivery = Delivery.objects.filter(pk=parcel.delivery).first()
    if webhook is None or delivery is None:  # removed meanwhile
        return
    now = timezone.now()
    Attempt.objects.create(
        delivery=delivery,
        milliseconds=outcome.milliseconds,
        status=outcome.status,
        problem=outcome.problem,
    )
    webhook.leased_until = None
    delivery.attempts += 1
    if outcome.problem:
        asked_for = min(timedelta(seconds=outcome.retry_after), LONGEST_WAIT)
        put_off(delivery, asked_for)
        webhook.failures += 1
        webhook.failing_since = webhook.failing_since or now
        rest = min(SCHEDULE[min(webhook.failures, len(SCHEDULE)) - 1], LONGEST_REST)
        webhook.rests_until = now + max(timedelta(seconds=rest), asked_for)
    else:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
        webhook.failures, webhook.failing_since, webhook.rests_until = 0, None, None
    delivery.save(update_fields=["attempts", "state", "due_at", "delivered_at"])
    kept = ["leased_until", "failures", "failing_since", "rests_until"]
    webhook.save_without_historical_record(update_fields=kept)  # type: ignore[attr-defined]
    if outcome.status == HTTPStatus.GONE:
        webhooks.switch_off(webhook, because=GONE, by=None)
    elif webhook.failing_since and now - webhook.failing_since >= LASTING:
        webhooks.switch_off(webhook, because=FAILED.format(since=webhook.failing_since), by=None)


def put_off(delivery: Delivery, asked_for: timedelta) -> None:
    """Say when a delivery is tried again, or that it is given up."""
    if delivery.attempts > len(SCHEDULE):
        delivery.state = DeliveryState.DEAD
    else:
        pause = timedelta(seconds=SCHEDULE[delivery.attempts - 1])
        delivery.due_at = timezone.now() + max(pause, asked_for)


# What goes with it


def tell() -> int:
    """Tell partners by mail whose webhook was switched off by itself; how many mails went out."""
    told = 0
    waiting = Webhook.objects.filter(off_at__isnull=False, told_at=None).exclude(off_because="")
    for webhook in waiting.select_related("partner"):
        row = Webhook.objects.filter(pk=webhook.pk)
        # Marked first, so that no other worker tells it, too.
        if not cache.add(f"webhook-off:{webhook.pk}", 1, timeout=MAIL_AGAIN):
            continue
        if not row.filter(told_at=None).update(told_at=timezone.now()):
            continue
        try:
            letter(webhook).send()
            told += 1
        except OSError:
            row.update(told_at=None)  # and tried again when the cache has forgotten it
            logger.exception("%s could not be told that a webhook was switched off.", webhook.partner)
    return told


def letter(webhook: Webhook) -> EmailMessage:
    """The mail that says that a webhook was switched off, why, and what to do."""
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING).count()
    told = {"webhook": webhook, "waiting": waiting, "site": settings.SITE_URL}
    return EmailMessage(
        "osbiz: a webhook was switched off",
        render_to_string("api/webhook_off.txt", told),
        settings.SERVER_EMAIL,
        [webhook.partner.contact],
        headers={"Auto-Submitted": "auto-generated"},
    )


def sweep(stop: Callable[[], bool] = never) -> int:
    """Forget what was delivered long ago; how many rows went. Where topics narrow a webhook its deliveries
    stay: they tell of which things it knows."""
    old = Delivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__lt=timezone.now() - KEPT)
    narrowed = Webhook.topics.through.objects.values("webhook")
    gone, _ = old.exclude(webhook__in=narrowed).delete()
    return gone
