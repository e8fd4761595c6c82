"""Searches that partners save: what fits them from then on is told, each thing once, by webhook and mail."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from annotations.models import Publication
from annotations.services import positions
from api.addresses import Addresses
from api.errors import BadParameters
from api.events import MATCHED
from api.models import Delivery, Match, Partner, SavedSearch
from api.records import BY_RESOURCE
from api.takeaway.database import WORDS
from api.v1.changes import OVER
from transcripts.services import records

logger = logging.getLogger(__name__)

MOST = 50  # of one partner
WIDEST = 10_000
READ_AT_ONCE = 500
LINES = 20  # of one search in a mail
FULL = f"A partner has at most {MOST} saved searches. Remove one that is not needed."
TOO_WIDE = f"More than {WIDEST:,} things fit this. Narrow it, or follow the changes."
NO_LIST = "There is no such list."


@dataclass(frozen=True, slots=True)
class Found:
    """What one search has to tell in a mail; `more` is how many things it only counts."""

    search: SavedSearch
    lines: list[dict[str, str]]
    more: int


def never() -> bool:
    """Go on."""
    return False


@transaction.atomic
def save(
    *,
    partner: Partner,
    name: str,
    resource: str,
    query: str = "",
    by_mail: bool = False,
    reason: str = "",
    by: Any,
) -> SavedSearch:
    """Keep a list's filters, and tell from now on what fits them.

    Raises ValidationError, and BadParameters where the list does not take these filters.
    """
    Partner.objects.select_for_update().get(pk=partner.pk)
    if partner.searches.count() >= MOST:
        raise ValidationError(FULL)
    if resource not in BY_RESOURCE:
        raise ValidationError({"resource": NO_LIST})
    # The place first: what is published in between is there already, or told; it is never missed.
    search = SavedSearch(partner=partner, name=name, resource=resource, query=query, by_mail=by_mail)
    search.position = positions.give()
    there = list(rows_of(search).values_list(id_path(search), flat=True)[: WIDEST + 1])
    if len(there) > WIDEST:
        raise ValidationError({"query": TOO_WIDE})
    store(search, reason=reason, by=by)
    Match.objects.bulk_create(
        (Match(search=search, object_id=id_, is_new=False) for id_ in there), batch_size=READ_AT_ONCE
    )
    return search


@transaction.atomic
def change(search: SavedSearch, *, reason: str = "", by: Any, **values: Any) -> None:
    """Call it something else, or tell of it otherwise. What it looks for stays: that would be another."""
    for name in ("name", "by_mail"):
        if name in values:
            setattr(search, name, values[name])
    # How far it has come is the workers', who may be at it.
    store(search, only=("name", "by_mail"), reason=reason, by=by)


@transaction.atomic
def remove(search: SavedSearch, *, reason: str = "", by: Any) -> None:
    """Look for it no more."""
    records.remove(search, by=by, reason=reason)


def store(search: SavedSearch, *, only: Collection[str] | None = None, reason: str, by: Any) -> None:
    """Store it, or some of its fields alone, and its history. Raises ValidationError."""
    search._history_user = by  # type: ignore[attr-defined]
    search._change_reason = reason or None  # type: ignore[attr-defined]
    search.full_clean()
    search.save(update_fields=None if only is None else list(only))


def id_path(search: SavedSearch) -> str:
    """Where the id of what it finds stands."""
    return BY_RESOURCE[search.resource].view.id_path


def rows_of(search: SavedSearch, ids: Collection[UUID] | None = None) -> QuerySet:
    """What is published and fits it, of all there is or among these. Raises BadParameters."""
    return BY_RESOURCE[search.resource].fitting(QueryDict(search.query), ids=ids).order_by()


def is_public(match: Match) -> bool:
    """Whether what was found is still there."""
    return bool(BY_RESOURCE[match.search.resource].public([match.object_id]))


# What is new


def look() -> int:
    """Look through what the log has for each search; how many things are new."""
    last, found = positions.give(), 0
    behind = SavedSearch.objects.filter(position__lt=last).order_by("pk")
    for key in behind.values_list("pk", flat=True):
        more = True
        while more:
            some, more = look_for(key, last)
            found += some
    return found


@transaction.atomic
def look_for(key: int, last: int) -> tuple[int, bool]:
    """Look through the next entries for one search: how much is new, and whether there are more entries. How
    far it has come is stored with what was found, and with what is to be sent."""
    search = SavedSearch.objects.select_for_update().filter(pk=key).first()
    if search is None:
        return 0, False
    between = Q(position__gt=search.position, position__lte=last)
    rows = Publication.objects.filter(between, object_type=BY_RESOURCE[search.resource].noun)
    entries = list(rows.exclude(kind__in=OVER).order_by("position")[:READ_AT_ONCE])
    ids = {entry.object_id for entry in entries}
    known = set(search.matches.filter(object_id__in=ids).values_list("object_id", flat=True))
    new = fitting(search, ids - known)
    made = Match.objects.bulk_create(Match(search=search, object_id=id_, is_new=True) for id_ in sorted(new))
    announce(search, made)
    more = len(entries) == READ_AT_ONCE
    search.position = (entries[-1].position or last) if more else last
    search.save_without_historical_record(update_fields=["position"])  # type: ignore[attr-defined]
    return len(made), more


def fitting(search: SavedSearch, ids: Collection[UUID]) -> set[UUID]:
    """Which of these fit it; none where something it names is not public any more."""
    if not ids:
        return set()
    try:
        return set(rows_of(search, ids).values_list(id_path(search), flat=True))
    except BadParameters:
        logger.info("The saved search %s names something that is not there any more.", search.public_id)
        return set()


def announce(search: SavedSearch, made: list[Match]) -> None:
    """Have what was found sent to the partner's webhooks, as far as they take it."""
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, event=MATCHED, match=match, due_at=now)
        for webhook in search.partner.webhooks.all()
        if not webhook.types or MATCHED in webhook.types
        for match in made
    )


# By mail


def send_due(stop: Callable[[], bool] = never) -> int:
    """Tell partners by mail what is new, each at most once a day; how many mails went out."""
    look()
    sent = 0
    new = Match.objects.filter(is_new=True, mailed_at=None, search__by_mail=True)
    partners = Partner.objects.filter(pk__in=new.values("search__partner")).order_by("pk")
    for partner in partners:
        if stop():
            break
        try:
            sent += send_to(partner)
        except OSError:
            logger.exception("The mail to %s about saved searches did not go out.", partner)
    return sent


def send_to(partner: Partner) -> bool:
    """Send one partner what is new; whether there was something. It is marked as told before, so that no two
    workers tell it, and the mark taken back where the mail does not go out."""
    matches = take(partner)
    every = [lines_of(search, matches) for search in partner.searches.all()]
    found = [one for one in every if one.lines]
    if not found:
        return False
    try:
        letter(partner, found).send()
    except OSError:
        Match.objects.filter(pk__in=[match.pk for match in matches]).update(mailed_at=None)
        partner.searches.update(mailed_on=None)
        raise
    return True


@transaction.atomic
def take(partner: Partner) -> list[Match]:
    """What is new and was not told, marked as told."""
    Partner.objects.select_for_update().get(pk=partner.pk)
    today = timezone.localdate()
    due = partner.searches.filter(Q(mailed_on=None) | Q(mailed_on__lt=today), by_mail=True)
    matches = list(Match.objects.filter(search__in=due, is_new=True, mailed_at=None).order_by("id"))
    Match.objects.filter(pk__in=[match.pk for match in matches]).update(mailed_at=timezone.now())
    partner.searches.filter(pk__in={match.search_id for match in matches}).update(mailed_on=today)
    return matches


def lines_of(search: SavedSearch, matches: list[Match]) -> Found:
    """What a search has to tell, as far as it is public now."""
    ids = [match.object_id for match in matches if match.search_id == search.pk]
    view = BY_RESOURCE[search.resource].view
    things = view.by_ids(ids, Addresses(None))
    words = WORDS[search.resource][0]
    shown = [things[id_] for id_ in ids if id_ in things]
    lines = [{"words": thing[words], "address": thing["permalink"]} for thing in shown[:LINES]]
    return Found(search, lines, len(shown[LINES:]))


def letter(partner: Partner, found: list[Found]) -> EmailMessage:
    """The mail."""
    told = {"partner": partner, "found": found, "site": settings.SITE_URL}
    count = sum(len(one.lines) + one.more for one in found)
    return EmailMessage(
        f"osbiz: {count} new in your saved searches",
        render_to_string("api/alerts.txt", told),
        settings.SERVER_EMAIL,
        [partner.contact],
        headers={"Auto-Submitted": "auto-generated"},
    )
