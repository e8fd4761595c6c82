"""Readings: documents read in a limited process, and what was read, kept until an editor has looked at it."""

import os
import threading
import zlib

import msgspec
from django.conf import settings

from transcripts import reader
from transcripts.documents import ParsedDocument
from transcripts.models import Job, Reading
from transcripts.reader import Answer, Reader

# What a kept reading looks like; one of another shape is read anew.
SHAPE = "1"
# Fast: a reading is kept for hours, not for ever.
COMPRESSION = 1

_own = threading.local()


def reader_of_this_thread() -> Reader:
    """This thread's reader; its process is kept from document to document. A fork begins with none."""
    kept: tuple[int, Reader] | None = getattr(_own, "reader", None)
    if kept is None or kept[0] != os.getpid():
        kept = _own.reader = (os.getpid(), Reader(limits()))
    return kept[1]


def limits() -> reader.Limits:
    """What a document may cost, as the operator has set it."""
    return reader.Limits(
        seconds=settings.READING_SECONDS,
        seconds_per_mb=settings.READING_SECONDS_PER_MB,
        memory_bytes=settings.READING_MEMORY_MB * reader.MB,
    )


def close() -> None:
    """End this thread's reading process."""
    kept: tuple[int, Reader] | None = getattr(_own, "reader", None)
    if kept and kept[0] == os.getpid():
        kept[1].close()
    _own.reader = None


def keep(job: Job, answer: Answer) -> None:
    """Keep what was read for the preview, in place of what was read before."""
    row = Reading(job=job, parser=SHAPE, content=zlib.compress(answer.content, COMPRESSION))
    Reading.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["job"], update_fields=["parser", "content"]
    )


def forget(job: Job) -> None:
    """Drop what was read."""
    Reading.objects.filter(job=job).delete()


def reading_of(job: Job) -> ParsedDocument | None:
    """What was read for a job and is not stored yet; None where there is none, or one of another version."""
    kept = Reading.objects.filter(job=job, parser=SHAPE).first()
    if kept is None:
        return None
    try:
        return reader.decoded(zlib.decompress(bytes(kept.content)))
    except (zlib.error, msgspec.DecodeError):
        return None
