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
from transcripts.reader import Parsed, Reader

# What a kept reading looks like; one of another shape is read anew.
SHAPE = "1"
# Fast: a reading is kept for hours, not for ever.
COMPRESSION = 1

FEEDS = (sys.executable, "-m", "transcripts.feed_process")

_own = threading.local()


def reader_of_this_thread() -> Reader[ParsedDocument]:
    """This thread's reader of documents."""
    return reader_called("documents", lambda: Reader(ParsedDocument, limits()))


def feed_reader_of_this_thread() -> Reader[FeedReading]:
    """This thread's reader of feeds."""
    return reader_called("feeds", lambda: Reader(FeedReading, limits(), FEEDS))


def reader_called(name: str, make: Callable[[], Reader[Parsed]]) -> Reader[Parsed]:
    """The thread's reader of that name; its process is kept from one to the next. A fork begins with none."""
    own: tuple[int, Reader[Parsed]] | None = getattr(_own, name, None)
    if own is None or own[0] != os.getpid():
        own = (os.getpid(), make())
        setattr(_own, name, own)
    return own[1]


def limits() -> reader.Limits:
    """What a document may cost, as the operator has set it."""
    return reader.Limits(
        seconds=settings.READING_SECONDS,
        seconds_per_mb=settings.READING_SECONDS_PER_MB,
        memory_bytes=settings.READING_MEMORY_MB * reader.MB,
    )


def close() -> None:
    """End this thread's reading processes."""
    readers: dict[str, tuple[int, Reader[Any]]] = vars(_own)
    for pid, own in readers.values():
        if pid == os.getpid():
            own.close()
    readers.clear()


def keep(job: Job, content: bytes, shape: str = SHAPE) -> None:
    """Keep what was read, as JSON of that shape, for the preview, in place of what was read before."""
    row = Reading(job=job, parser=shape, content=zlib.compress(content, COMPRESSION))
    Reading.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["job"], update_fields=["parser", "content"]
    )


def forget(*jobs: Job) -> None:
    """Drop what was read for these jobs."""
    if jobs:
        Reading.objects.filter(job__in=jobs).delete()


def reading_of(job: Job) -> ParsedDocument | None:
    """What was read for a job and is not stored yet; None where there is none, or one of another version."""
    return kept(job, ParsedDocument, SHAPE)


def kept(job: Job, type_: type[Parsed], shape: str) -> Parsed | None:
    """What is kept for a job in that shape; None where there is none, or one of another version."""
    row = Reading.objects.filter(job=job, parser=shape).first()
    if row is None:
        return None
    try:
        return reader.decoded(zlib.decompress(bytes(row.content)), type_)
    except (zlib.error, msgspec.DecodeError):
        return None
