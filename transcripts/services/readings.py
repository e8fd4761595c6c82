"""Readings: documents read in a limited process, and what was read, kept until an editor has looked at it."""

import os
import sys
import threading
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings

from transcripts import reader
from transcripts.documents import ParsedDocument
from transcripts.feed_process import FeedReading
from transcripts.models import Job, Reading
from transcripts.reader import Answer, Parsed, Reader

# What a kept reading looks like; one of another shape is read anew.
SHAPE = "1"
# Fast: a reading is kept for hours, not for ever.
COMPRESSION = 1

FEEDS = (sys.executable, "-m", "transcripts.feed_process")

_own = threading.local()


def reader_of_this_thread() -> Reader[ParsedDocument]:
    """This thread's reader of documents."""
    return _kept("documents", lambda: Reader(ParsedDocument, limits()))


def feed_reader_of_this_thread() -> Reader[FeedReading]:
    """This thread's reader of feeds."""
    return _kept("feeds", lambda: Reader(FeedReading, limits(), FEEDS))


def _kept(name: str, make: Callable[[], Reader[Parsed]]) -> Reader[Parsed]:
    """The thread's reader of that name; its process is kept from one to the next. A fork begins with none."""
    kept: tuple[int, Reader[Parsed]] | None = getattr(_own, name, None)
    if kept is None or kept[0] != os.getpid():
        kept = (os.getpid(), make())
        setattr(_own, name, kept)
    return kept[1]


def limits() -> reader.Limits:
    """What a document may cost, as the operator has set it."""
    return reader.Limits(
        seconds=settings.READING_SECONDS,
        seconds_per_mb=settings.READING_SECONDS_PER_MB,
        memory_bytes=settings.READING_MEMORY_MB * reader.MB,
    )


def close() -> None:
    """End this thread's reading processes."""
    for name in ("documents", "feeds"):
        kept: tuple[int, Reader[Any]] | None = getattr(_own, name, None)
        if kept and kept[0] == os.getpid():
            kept[1].close()
        setattr(_own, name, None)


def keep(job: Job, answer: Answer[ParsedDocument]) -> None:
    """Keep what was read for the preview, in place of what was read before."""
    row = Reading(job=job, parser=SHAPE, content=zlib.compress(answer.content, COMPRESSION))
    Reading.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["job"], update_fields=["parser", "content"]
    )


def forget(*jobs: Job) -> None:
    """Drop what was read for these jobs."""
    if jobs:
        Reading.objects.filter(job__in=jobs).delete()


def reading_of(job: Job) -> ParsedDocument | None:
    """What was read for a job and is not stored yet; None where there is none, or one of another version."""
    kept = Reading.objects.filter(job=job, parser=SHAPE).first()
    if kept is None:
        return None
    try:
        return reader.decoded(zlib.decompress(bytes(kept.content)), ParsedDocument)
    except (zlib.error, msgspec.DecodeError):
        return None
