"""Exports that workers prepare: all that a list's filters find, in a file to be fetched later.

A part is a packed file of its own; packed files one behind another are one packed file (RFC 1952, section
2.2). The table says which parts there are, so that whoever is killed, or comes late, leaves nothing in the
file: the next worker goes on behind the last part that was told.
"""

import gzip
import hashlib
import io
import logging
import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from kombu.exceptions import KombuError

from annotations.services import positions
from api.errors import BadParameters
from api.models import Export, Form, Partner
from api.records import BY_RESOURCE, Kind
from api.takeaway.tables import Table

logger = logging.getLogger(__name__)

PART = 5_000  # records
MOST = 20  # of one partner
KEPT = timedelta(days=2)
# A worker that has said nothing for so long is gone; a part takes some seconds.
LEASE = timedelta(minutes=2)
FULL = f"A partner has at most {MOST} prepared exports. Remove one that is not needed."
NO_LIST = "There is no such list."
NOT_THERE = "Something that the filters name is not public any more. Ask for another export."
BROKEN = "It could not be finished for a reason that is not yours. Ask again, or write to us."


def never() -> bool:
    """Go on."""
    return False


@transaction.atomic
def ask(*, partner: Partner, resource: str, query: str = "", form: str = Form.NDJSON) -> Export:
    """Have a worker put into a file all that a list's filters find.

    Raises ValidationError, and BadParameters where the list does not take these filters.
    """
    Partner.objects.select_for_update().get(pk=partner.pk)
    if partner.exports.count() >= MOST:
        raise ValidationError(FULL)
    if resource not in BY_RESOURCE:
        raise ValidationError({"resource": NO_LIST})
    export = Export(partner=partner, resource=resource, query=query, form=form)
    # The place first: what changes while the file is made stands behind it in the feed.
    export.position = positions.give()
    export.total = rows_of(export).order_by().count()
    export.full_clean()
    export.save()
    transaction.on_commit(wake)
    return export


def remove(export: Export) -> None:
    """Do away with it, whether it is finished or not: who works at it stops at the next part."""
    export.delete()
    shutil.rmtree(folder_of(export), ignore_errors=True)


def wake() -> None:
    """Tell a worker, where there is a broker; without one it looks by itself."""
    if settings.CELERY_BROKER_URL:
        try:
            current_app.send_task("api.prepare_exports", ignore_result=True)
        except (OSError, KombuError) as error:
            logger.warning("No answer from the broker (%s); beat has it done within a minute.", error)


def rows_of(export: Export) -> QuerySet:
    """What is published and fits it now. Raises BadParameters."""
    return BY_RESOURCE[export.resource].fitting(QueryDict(export.query))


# Where the files lie


def folder_of(export: Export) -> Path:
    """Where its parts and its file lie."""
    return Path(settings.EXPORTS_DIR) / str(export.public_id)


def file_of(export: Export, sha256: str) -> Path:
    """The finished file. It lies under its checksum: a worker that comes late puts no other in its place."""
    return folder_of(export) / sha256 / export.file_name


# What workers do


def run(stop: Callable[[], bool] = never) -> int:
    """Prepare what waits, one after the other; how many were finished."""
    finished = 0
    while not stop():
        export = take()
        if export is None:
            break
        finished += prepare(export, stop)
    return finished


def take() -> Export | None:
    """The export that waits longest and at which no other worker is."""
    now = timezone.now()
    free = Q(seen_at=None) | Q(seen_at__lte=now - LEASE)
    for key in Export.objects.filter(free, finished_at=None).order_by("id").values_list("pk", flat=True):
        if Export.objects.filter(free, pk=key, finished_at=None).update(seen_at=now):
            return Export.objects.filter(pk=key).first()
    return None


def prepare(export: Export, stop: Callable[[], bool] = never) -> bool:
    """Make the parts that are missing, and the file of them all; whether it came to an end."""
    try:
        folder_of(export).mkdir(parents=True, exist_ok=True)
        while add_part(export):
            if stop():
                told(export, seen_at=None)  # the next worker need not wait
                return False
        return finish(export)
    except BadParameters:
        return told(export, error=NOT_THERE, finished_at=timezone.now())
    except Exception:
        ended = told(export, error=BROKEN, finished_at=timezone.now())
        if ended:  # else it was removed meanwhile, its folder with it
            logger.exception("An export failed: %s", export.public_id)
        return ended


def add_part(export: Export) -> bool:
    """Make the next part; whether there may be more."""
    kind = BY_RESOURCE[export.resource]
    some = list(islice(kind.all(rows_of(export), behind=export.last_id), PART))
    name = f"{uuid4()}.part"
    with (folder_of(export) / name).open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
        file.write(written(kind, Form(export.form), some, first=not export.parts))
    progress: dict[str, Any] = {"done": export.done + len(some), "parts": [*export.parts, name]}
    if some:
        progress["last_id"] = some[-1][0]
    return told(export, **progress) and len(some) == PART


def written(kind: Kind, form: Form, records: Iterable[tuple[UUID, bytes]], *, first: bool) -> bytes:
    """A part's records; the names of a table's columns stand in the first alone."""
    if form == Form.NDJSON:
        return b"".join(record + b"\n" for _, record in records)
    text = io.StringIO(newline="")
    table = Table(text, kind.noun)
    begin = 0 if first else text.tell()
    for _, record in records:
        table.add(orjson.loads(record))
    return text.getvalue()[begin:].encode()


def told(export: Export, **values: Any) -> bool:
    """Say how far it is; whether this worker is still the one who works at it."""
    values = {"seen_at": timezone.now(), **values}
    mine = Export.objects.filter(pk=export.pk, seen_at=export.seen_at, finished_at=None)
    if not mine.update(**values):
        export.parts, export.seen_at = [], None  # somebody else's by now, or removed
        return False
    for name, value in values.items():
        setattr(export, name, value)
    return True


def finish(export: Export) -> bool:
    """Put the parts into one file; whether this worker did."""
    if export.seen_at is None:
        return False
    folder, digest = folder_of(export), hashlib.sha256()
    made = folder / f"{uuid4()}.whole"
    with made.open("wb") as file:
        for name in export.parts:
            content = (folder / name).read_bytes()
            digest.update(content)
            file.write(content)
    parts, sha256, size = export.parts, digest.hexdigest(), made.stat().st_size
    whole = file_of(export, sha256)
    whole.parent.mkdir(exist_ok=True)
    made.rename(whole)
    if not told(export, finished_at=timezone.now(), bytes=size, sha256=sha256):
        return False
    for name in parts:
        (folder / name).unlink(missing_ok=True)
    return True


def sweep(stop: Callable[[], bool] = never) -> int:
    """Do away with what is old, and with folders that no export names; how many exports went."""
    went, _ = Export.objects.filter(created_at__lte=timezone.now() - KEPT).delete()
    root = Path(settings.EXPORTS_DIR)
    if root.is_dir():
        folders = {path.name: path for path in root.iterdir() if path.is_dir()}
        known = {str(id_) for id_ in Export.objects.values_list("public_id", flat=True)}
        for name in folders.keys() - known:
            shutil.rmtree(folders[name], ignore_errors=True)
    return went
