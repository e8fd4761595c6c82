"""Feeds: followed for a podcast, fetched politely, and read into episodes and proposed transcripts.

A feed is fetched every hour unless its server asks for more patience; a failing one less and less often, down
to once a day. What has not changed is not sent (ETag, Last-Modified) and not read (sha256). One worker at a
time refreshes a feed: it holds a lease that one guarded update gives.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import KombuError

from transcripts import addresses, feedxml
from transcripts.documents import TranscriptLink
from transcripts.feed_process import FeedReading
from transcripts.feedxml import ParsedFeed
from transcripts.models import Batch, BatchOrigin, Feed, FeedItem, Podcast, SourceDocument
from transcripts.models.source import sha256_of
from transcripts.reader import ReadingFailed
from transcripts.services import (
    batches,
    documents,
    feeditems,
    fetching,
    importing,
    queue,
    readings,
    records,
)
from transcripts.services.fetching import Failed, Fetched, Refused

logger = logging.getLogger(__name__)

INTERVAL = timedelta(hours=1)
LONGEST_BACK_OFF = timedelta(days=1)
# A server may ask for more patience than we would have; what it asks for beyond this is a mistake.
LONGEST_WAIT = timedelta(days=7)
LEASE = timedelta(minutes=10)
SECONDS = 60.0
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
NO_FEED = (
    "There is no feed at this address, but something else. Look for “RSS” on the podcast’s page and copy the "
    "address of that link."
)
PAGE_NAMES = "There is a web page at this address. The feed it names is {url}"
MOVED = "The feed said that it has moved for good"
FAILED_HERE = "osbiz failed while reading this feed. The log says more; tell your administrator."

# Transcripts: so many in one go and for so long, then the next refresh comes sooner.
TRANSCRIPTS = 25
TRANSCRIPT_SECONDS = 60.0
PAUSE_SECONDS = 0.2
SOON = timedelta(minutes=5)
# Transcripts are corrected in the first weeks, if ever.
LOOK_AGAIN = timedelta(days=1)
FRESH = timedelta(days=30)
ACCEPT_TRANSCRIPT = "application/json, text/vtt, application/x-subrip, text/html, text/plain, */*;q=0.1"
SUFFIXES = {"json": "json", "vtt": "vtt", "srt": "srt", "html": "html", "text": "txt"}


class LostLease(Exception):
    """The refresh took longer than its lease, and another worker has the feed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh did. `error` says why it did not succeed; `busy` that another worker is at it."""

    new: int = 0
    updated: int = 0
    transcripts: int = 0
    error: str = ""
    busy: bool = False


@transaction.atomic
def follow(podcast: Podcast, url: str, *, reason: str = "", by: Any) -> Feed:
    """Give a podcast its feed, or another address for it; a worker fetches it at once.

    Raises Refused where the address is not allowed, or is another podcast's.
    """
    url = str(addresses.checked(url))
    other = Feed.objects.filter(url=url).exclude(podcast=podcast).select_related("podcast").first()
    if other:
        raise Refused(f"{other.podcast} has this feed already.")
    Podcast.objects.select_for_update().get(pk=podcast.pk)  # two at once make one feed
    feed = Feed.objects.select_for_update().filter(podcast=podcast).first() or Feed(podcast=podcast)
    feed.url, feed.is_active = url, True
    if records.save(feed, by=by, reason=reason):
        fetch_now(feed)
        records.note(podcast, by=by, reason=f"Follows the feed {url}")
    return feed


@transaction.atomic
def stop_following(feed: Feed, *, reason: str = "", by: Any) -> None:
    """Fetch a feed no more, until it is followed again; what it brought stays."""
    stored = Feed.objects.select_for_update().get(pk=feed.pk)
    stored.is_active = False
    if records.save(stored, by=by, reason=reason):
        records.note(stored.podcast, by=by, reason="Follows its feed no more")


def fetch_now(feed: Feed) -> None:
    """Have a worker fetch and read the whole feed as soon as one is free."""
    Feed.objects.filter(pk=feed.pk).update(
        next_fetch_at=timezone.now(), etag="", last_modified="", sha256="", failures=0, error=""
    )
    transaction.on_commit(wake)


def wake() -> None:
    """Tell a worker that feeds are due, where there is a broker; without one it looks by itself."""
    if settings.CELERY_BROKER_URL:
        try:
            current_app.send_task("transcripts.refresh_feeds", ignore_result=True)
        except (OSError, KombuError) as error:
            logger.warning("No answer from the broker (%s); beat has feeds fetched within a minute.", error)


def due() -> QuerySet[Feed]:
    """The feeds to fetch now, the longest waiting first."""
    now = timezone.now()
    return Feed.objects.filter(is_free(now), is_active=True, next_fetch_at__lte=now).order_by("next_fetch_at")


def is_free(now: datetime) -> Q:
    """Feeds that nobody refreshes at this moment."""
    return Q(leased_until=None) | Q(leased_until__lt=now)


def refresh_due(limit: int = 20, stop: Callable[[], bool] = lambda: False) -> int:
    """Refresh feeds that are due, one after the other; how many were."""
    refreshed = 0
    for feed in due()[:limit]:
        if stop():
            break
        refreshed += not refresh(feed, stop).busy
    return refreshed


def refresh(feed: Feed, stop: Callable[[], bool] = lambda: False) -> Outcome:
    """Fetch a feed and take in what is new, unless another worker is at it."""
    held = take(feed)
    if held is None:
        return Outcome(busy=True)
    try:
        adopted = fetch_and_read(held) if is_stale(held) else feeditems.Adopted()
        transcripts = fetch_transcripts(held, stop)
        succeed(held)
    except (Refused, Failed) as failure:
        fail(held, failure)
        return Outcome(error=str(failure))
    except LostLease:
        logger.warning("Feed %s took longer than its lease; another worker has it.", held.url)
        return Outcome(busy=True)
    except Exception:
        logger.exception("Feed %s failed", held.url)
        fail(held, Failed(FAILED_HERE))
        return Outcome(error=FAILED_HERE)
    return Outcome(adopted.new, adopted.updated, transcripts)


# The lease


def take(feed: Feed) -> Feed | None:
    """The feed as it is now, ours for as long as `leased_until`; None where another worker has it."""
    now = timezone.now()
    until = now + LEASE
    if not Feed.objects.filter(is_free(now), pk=feed.pk).update(leased_until=until):
        return None
    return Feed.objects.select_related("podcast").filter(pk=feed.pk, leased_until=until).first()


def check_lease(feed: Feed) -> None:
    """Make sure, until this transaction ends, that the feed is still ours; raises LostLease."""
    ours = Feed.objects.select_for_update().filter(pk=feed.pk, leased_until=feed.leased_until)
    if not ours.values_list("pk").first():
        raise LostLease


def let_go(feed: Feed, **values: Any) -> None:
    """Give the lease back with what came of it; a lost one is not ours to give."""
    Feed.objects.filter(pk=feed.pk, leased_until=feed.leased_until).update(leased_until=None, **values)


def succeed(feed: Feed) -> None:
    """Note a success, and when to come again."""
    now = timezone.now()
    wait = SOON if feed.items.filter(transcript_due_at__lte=now).exists() else jittered(INTERVAL)
    let_go(feed, failures=0, error="", next_fetch_at=now + wait)


def fail(feed: Feed, failure: Refused | Failed) -> None:
    """Note why it failed, and come again later each time; never where the feed is gone for good."""
    wait = min(INTERVAL * 2 ** min(feed.failures, 10), LONGEST_BACK_OFF)
    if isinstance(failure, Failed):
        asked = timedelta(seconds=failure.retry_after_seconds or 0)
        wait = max(wait, min(asked, LONGEST_WAIT))
        if failure.status == HTTPStatus.GONE:
            stop_following(feed, reason=str(failure), by=None)
    now = timezone.now()
    let_go(
        feed,
        failures=F("failures") + 1,
        error=str(failure),
        fetched_at=now,
        next_fetch_at=now + jittered(wait),
    )


def jittered(wait: timedelta) -> timedelta:
    """A little more than so long, so that feeds do not all come due at once."""
    return wait * random.uniform(1, 1.1)  # noqa: S311


# The feed


def is_stale(feed: Feed) -> bool:
    """Whether the feed itself is due, and not only transcripts that are left over from its last refresh."""
    return not feed.sha256 or feed.fetched_at is None or timezone.now() - feed.fetched_at >= INTERVAL


def fetch_and_read(feed: Feed) -> feeditems.Adopted:
    """Fetch the feed, and take in what it says where that has changed."""
    fetched = fetching.fetch(
        feed.url, seconds=SECONDS, etag=feed.etag, last_modified=feed.last_modified, accept=ACCEPT
    )
    Feed.objects.filter(pk=feed.pk).update(fetched_at=timezone.now())
    digest = sha256_of(fetched.body)
    if fetched.not_modified or digest == feed.sha256:
        keep_address(feed, fetched)
        return feeditems.Adopted()
    reading = read(fetched)
    if reading.feed is None:
        raise Refused(PAGE_NAMES.format(url=reading.named) if reading.named else NO_FEED)
    parsed = reading.feed
    adopted = take_in(feed, fetched, parsed, digest)
    if parsed.moved_to not in ("", feed.url, fetched.url):
        move(feed, parsed)
    return adopted


def read(fetched: Fetched) -> FeedReading:
    """Read a feed in the limited process, as any document from outside; Refused where it costs too much."""
    try:
        return readings.feed_reader_of_this_thread().read(fetched.body, fetched.url).parsed
    except ReadingFailed as failure:
        raise Refused(str(failure)) from failure


@transaction.atomic
def take_in(feed: Feed, fetched: Fetched, parsed: ParsedFeed, digest: str) -> feeditems.Adopted:
    """Store what a feed says, all or nothing."""
    importing.take_turns()
    check_lease(feed)
    complete_podcast(feed, parsed)
    adopted = feeditems.adopt(feed, parsed, at=timezone.now())
    Feed.objects.filter(pk=feed.pk).update(
        title=parsed.title[:300],
        guid=parsed.guid,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        sha256=digest,
    )
    keep_address(feed, fetched)
    return adopted


def keep_address(feed: Feed, fetched: Fetched) -> None:
    """Follow a feed that has moved for good, unless another podcast is followed there."""
    moved = fetched.permanent_url
    if (
        moved != feed.url
        and len(moved) <= addresses.MAX_LENGTH
        and not Feed.objects.filter(url=moved).exists()
    ):
        logger.info("The feed %s has moved to %s", feed.url, moved)
        change_address(feed, moved)


@transaction.atomic
def change_address(feed: Feed, url: str) -> None:
    """Follow a feed to where it says it is now."""
    stored = Feed.objects.select_for_update().get(pk=feed.pk)
    stored.url = url
    records.save(stored, by=None, reason=MOVED)


def move(feed: Feed, parsed: ParsedFeed) -> None:
    """Follow a feed to the address where it says it is now, once the same feed is found there."""
    try:
        there = fetching.fetch(parsed.moved_to, seconds=SECONDS, accept=ACCEPT)
        found = read(there).feed
    except (Refused, Failed) as failure:
        logger.info("The feed %s says it is at %s now: %s", feed.url, parsed.moved_to, failure)
        return
    if found and (found.guid, found.title) == (parsed.guid, parsed.title):
        keep_address(feed, there)
        # The next fetch asks another server, which has its own ideas of what is unchanged.
        Feed.objects.filter(pk=feed.pk).update(etag="", last_modified="")


def complete_podcast(feed: Feed, parsed: ParsedFeed) -> None:
    """Fill what nobody has said of the podcast, the first time its feed is read."""
    if feed.guid or feed.title:
        return
    podcast = feed.podcast
    website = feeditems.valid(parsed.link)
    podcast.website = podcast.website or (website if len(website) <= 500 else "")
    podcast.language = podcast.language or parsed.language or ""
    records.save(podcast, by=None, reason=feeditems.REASON)


# Transcripts


def fetch_transcripts(feed: Feed, stop: Callable[[], bool]) -> int:
    """Fetch transcripts that are due, the newest episodes' first, and propose what is new; how many were.

    A server that asks for patience gets it: the rest waits for the next refresh.
    """
    waiting = feed.items.filter(transcript_due_at__lte=timezone.now()).exclude(transcript_url="")
    newest = waiting.select_related("episode").order_by(
        F("episode__published_on").desc(nulls_last=True), "-pk"
    )
    started = time.monotonic()
    batch: Batch | None = None
    proposed = 0
    for place, item in enumerate(newest[:TRANSCRIPTS]):
        if stop() or time.monotonic() - started > TRANSCRIPT_SECONDS:
            break
        time.sleep(PAUSE_SECONDS if place else 0)
        try:
            batch, is_new = fetch_transcript(feed, item, batch)
            proposed += is_new
        except (Refused, Failed) as failure:
            postpone(item, failure)
            if isinstance(failure, Failed) and failure.status in (
                HTTPStatus.TOO_MANY_REQUESTS,
                HTTPStatus.SERVICE_UNAVAILABLE,
            ):
                break
    return proposed


def fetch_transcript(feed: Feed, item: FeedItem, batch: Batch | None) -> tuple[Batch | None, bool]:
    """Fetch one transcript, and propose it in the batch unless we have it; whether it was proposed."""
    fetched = fetching.fetch(
        item.transcript_url,
        etag=item.transcript_etag,
        last_modified=item.transcript_last_modified,
        accept=ACCEPT_TRANSCRIPT,
    )
    digest = item.transcript_sha256
    if not fetched.not_modified:
        check_transcript(item, fetched)
        digest = sha256_of(fetched.body)
    with transaction.atomic():
        check_lease(feed)
        keep_fetched(item, fetched, digest)
        if digest == item.transcript_sha256 or is_known(digest):
            return batch, False
        batch = batch or begin_batch(feed)
        propose(item, fetched, batch)
    return batch, True


def check_transcript(item: FeedItem, fetched: Fetched) -> None:
    """Raise Failed for what is certainly not the episode's transcript."""
    if not fetched.body.strip():
        raise Failed("The transcript is empty.")
    start = fetched.body[:200].lstrip().lower()
    if "html" not in item.transcript_type and start.startswith((b"<!doctype html", b"<html")):
        raise Failed("There is a web page at this address in place of a transcript.")
    digest = sha256_of(fetched.body)
    if FeedItem.objects.filter(feed=item.feed_id, transcript_sha256=digest).exclude(pk=item.pk).exists():
        raise Failed("The feed gives the same transcript for another episode.")


def keep_fetched(item: FeedItem, fetched: Fetched, digest: str) -> None:
    """Note what was fetched, and whether to look again for corrections."""
    now = timezone.now()
    day = item.episode.published_on
    is_fresh = day is not None and now.date() - day < FRESH
    FeedItem.objects.filter(pk=item.pk).update(
        transcript_sha256=digest,
        transcript_etag=fetched.etag or (item.transcript_etag if fetched.not_modified else ""),
        transcript_last_modified=fetched.last_modified
        or (item.transcript_last_modified if fetched.not_modified else ""),
        transcript_fetched_at=now,
        transcript_due_at=now + LOOK_AGAIN if is_fresh else None,
        transcript_failures=0,
        transcript_error="",
    )


def is_known(digest: str) -> bool:
    """Whether these very bytes were brought before, by whomever."""
    document = SourceDocument.objects.filter(sha256=digest).defer("content").first()
    return document is not None and documents.is_needed(document)


def begin_batch(feed: Feed) -> Batch:
    """The batch of the transcripts that one refresh brings."""
    title = f"Transcripts from the feed of {feed.podcast}"
    return batches.begin(origin=BatchOrigin.FEED, title=title, podcast=feed.podcast)


def propose(item: FeedItem, fetched: Fetched, batch: Batch) -> None:
    """Queue the transcript's reading for its episode: an editor confirms what is read."""
    kind = feedxml.transcript_type(TranscriptLink(item.transcript_url, item.transcript_type)) or "text"
    name = f"{item.episode.display_title[:200]}.{SUFFIXES[kind]}"
    documents.receive(fetched.body, name=name, by=None, origin_url=fetched.url)
    jobs = batches.add(batch, name, fetched.body, by=None, decisions={"episode": item.episode_id})
    queue.send_on_commit(len(jobs))


def postpone(item: FeedItem, failure: Refused | Failed) -> None:
    """Note why a transcript could not be fetched, and try it again later each time."""
    wait = min(INTERVAL * 2 ** min(item.transcript_failures, 10), LONGEST_WAIT)
    if isinstance(failure, Failed) and failure.retry_after_seconds:
        wait = max(wait, min(timedelta(seconds=failure.retry_after_seconds), LONGEST_WAIT))
    now = timezone.now()
    FeedItem.objects.filter(pk=item.pk).update(
        transcript_failures=F("transcript_failures") + 1,
        transcript_error=str(failure),
        transcript_fetched_at=now,
        transcript_due_at=now + wait,
    )
