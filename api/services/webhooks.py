"""Make, change and remove the addresses to which partners have changes sent, and send things again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from annotations.models import Tag
from annotations.services import positions
from annotations.workflow import Refusal
from api import receivers
from api.events import NARROWINGS, TEST
from api.models import Delivery, DeliveryState, Partner, Webhook
from api.signing import new_secret
from transcripts.addresses import Refused
from transcripts.services import records

MOST = 20  # of one partner
OVERLAP = timedelta(hours=24)
FIELDS = ("address", "description", "types", "with_records")
ROTATED = "The secret before this one still signs, until {until:%H:%M on %-d %B %Y} (UTC). Rotate then."
FULL = f"A partner has at most {MOST} webhooks. Remove one that is not needed."
IS_OFF = "This webhook is switched off. Switch it on first."
AHEAD = "The feed of changes does not lead as far as that. Take a cursor of the feed."


@transaction.atomic
def make(
    *,
    partner: Partner,
    address: str,
    description: str = "",
    types: Sequence[str] = (),
    topics: Sequence[Tag] = (),
    with_records: bool = False,
    position: int | None = None,
    reason: str = "",
    by: Any,
) -> Webhook:
    """Send what happens from now on, or behind a position of the feed, to an address.

    Raises ValidationError, by field.
    """
    check_room(Partner.objects.select_for_update().get(pk=partner.pk))
    last = positions.give()
    if position is not None and position > last:
        raise ValidationError({"cursor": AHEAD})
    webhook = Webhook(
        partner=partner,
        address=address,
        description=description,
        types=list(types),
        with_records=with_records,
        secret=new_secret(),
        position=last if position is None else position,
    )
    store(webhook, links={"topics": topics}, reason=reason, by=by)
    return webhook


@transaction.atomic
def change(
    webhook: Webhook, *, topics: Sequence[Tag] | None = None, reason: str = "", by: Any, **values: Any
) -> None:
    """Give a webhook other values, of those in FIELDS. Raises ValidationError, by field."""
    for name in FIELDS:
        if name in values:
            setattr(webhook, name, values[name])
    links = {} if topics is None else {"topics": topics}
    store(webhook, only=FIELDS, links=links, reason=reason, by=by)


@transaction.atomic
def remove(webhook: Webhook, *, reason: str = "", by: Any) -> None:
    """Take a webhook away, with what was noted of its deliveries."""
    records.remove(webhook, by=by, reason=reason)


@transaction.atomic
def rotate(webhook: Webhook, *, overlap: timedelta = OVERLAP, reason: str = "", by: Any) -> str:
    """Sign with another secret, and for a while with both; the new one.

    Raises ValidationError while the one before still signs: a second rotation would end it before its time.
    """
    stored = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if stored.former_until and stored.former_until > timezone.now():
        raise ValidationError(ROTATED.format(until=stored.former_until))
    webhook.former_secret, webhook.former_until = stored.secret, timezone.now() + overlap
    webhook.secret = new_secret()
    store(webhook, only=("secret", "former_secret", "former_until"), reason=reason, by=by)
    return webhook.secret


@transaction.atomic
def switch_off(webhook: Webhook, *, because: str = "", reason: str = "", by: Any) -> None:
    """Send nothing more, until it is switched on again. `because` is told to the partner by mail."""
    if webhook.off_at is None:
        webhook.off_at, webhook.off_because, webhook.told_at = timezone.now(), because, None
        store(webhook, only=("off_at", "off_because", "told_at"), reason=reason, by=by)


@transaction.atomic
def switch_on(webhook: Webhook, *, reason: str = "", by: Any) -> None:
    """Send again: first what waits, then all that happened meanwhile."""
    webhook.off_at, webhook.off_because, webhook.failures = None, "", 0
    webhook.failing_since = webhook.rests_until = None
    only = ("off_at", "off_because", "failures", "failing_since", "rests_until")
    store(webhook, only=only, reason=reason, by=by)
    webhook.deliveries.filter(state=DeliveryState.WAITING).update(due_at=timezone.now(), attempts=0)


@transaction.atomic
def test(webhook: Webhook, *, by: Any) -> Delivery:
    """Send an event that tells of nothing. Raises Refusal where the webhook is switched off."""
    if webhook.off_at:
        raise Refusal("off", IS_OFF)
    return Delivery.objects.create(webhook=webhook, event=TEST, due_at=timezone.now())


@transaction.atomic
def replay(
    webhook: Webhook, *, delivery: Delivery | None = None, since: datetime | None = None, by: Any
) -> int:
    """Send again, under the same ids, what was given up, and with `since` all that was made since; or one
    delivery alone. Returns how many they are. Raises Refusal where the webhook is switched off."""
    if webhook.off_at:
        raise Refusal("off", IS_OFF)
    rows = webhook.deliveries.all()
    if delivery is not None:
        rows = rows.filter(pk=delivery.pk)
    elif since is not None:
        rows = rows.filter(made_at__gte=since)
    else:
        rows = rows.filter(state=DeliveryState.DEAD)
    now = timezone.now()
    return rows.update(state=DeliveryState.WAITING, attempts=0, delivered_at=None, due_at=now)


def store(
    webhook: Webhook,
    *,
    only: Sequence[str] | None = None,
    links: records.Things | None = None,
    reason: str,
    by: Any,
) -> None:
    """Store what holds of a webhook, and its history. Workers write other fields: only these are written.

    Raises ValidationError, by field.
    """
    if only is None or "address" in only:
        check(webhook)
        webhook.full_clean()
    linked = records.changed_links(webhook, links or {})
    records.store(webhook, links=linked, only=only, by=by, reason=reason)


def check_room(partner: Partner) -> None:
    """Raise ValidationError where a partner has as many webhooks as there may be."""
    if partner.webhooks.count() >= MOST:
        raise ValidationError(FULL)


def check(webhook: Webhook) -> None:
    """Raise ValidationError for an address that nothing is sent to, or for types there are not."""
    faults = {}
    try:
        webhook.address = receivers.checked(webhook.address, ports=receivers.network().ports)
    except Refused as refused:
        faults["address"] = str(refused)
    unknown = [name for name in webhook.types if name not in NARROWINGS]
    if unknown:
        faults["types"] = f"There is no event “{unknown[0]}”. There are: {', '.join(NARROWINGS)}."
    if faults:
        raise ValidationError(faults)
