"""Exports that workers prepare: all that a list's filters find, in a file to be fetched later.

A part is a file of its own, and in the end the parts are put together as their form has it
(api.takeaway.forms). The table says which parts there are, so that whoever is killed, or comes late, leaves
nothing in the file: the next worker goes on behind the last part that was told.
"""

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

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
from api.records import BY_RESOURCE
from api.services.snapshots import sha256
from api.takeaway.forms import FORMS, Lines

logger = logging.getLogger(__name__)

MOST = 20  # of one partner
KEPT = timedelta(days=2)
# A worker that has said nothing for so long is gone; a part takes some seconds.
LEASE = timedelta(minutes=2)
FULL = f"A partner has at most {MOST} prepared exports. Remove one that is not needed."
NO_LIST = "There is no such list."
MISFIT = (
    "“{form}” is for “{fitting}” alone. Ask for {others} of “{resource}”, or for this form of “{fitting}”."
)
NOT_THERE = "Something that the filters name is not public any more. Ask for another export."
BROKEN = "It could not be finished for a reason that is not yours. Ask again, or write to us."


class Interrupted(Exception):
    """This worker is to stop, or the export is another's by now, or nobody's."""


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
    if resource not in FORMS[form].resources:
        raise ValidationError({"form": misfit(form, resource)})
    export = Export(partner=partner, resource=resource, query=query, form=form)
    # The place first: what changes while the file is made stands behind it in the feed.
    export.position = positions.give()
    export.total = rows_of(export).order_by().count()
    export.full_clean()
    export.save()
    transaction.on_commit(wake)
    return export


def misfit(form: str, resource: str) -> str:
    """Why a form is not for a list, and which are."""
    others = ", ".join(f"“{name}”" for name, made in FORMS.items() if resource in made.resources)
    fitting = "”, “".join(FORMS[form].resources)
    return MISFIT.format(form=form, fitting=fitting, others=others, resource=resource)


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


def form_of(export: Export) -> Lines:
    """How its form is made."""
    return FORMS[export.form]


# Where the files lie


def folder_of(export: Export) -> Path:
    """Where its parts and its file lie."""
    return Path(settings.EXPORTS_DIR) / str(export.public_id)


def file_of(export: Export, sha256: str) -> Path:
    """The finished file. It lies under its checksum: a worker that comes late puts no other in its place."""
    return folder_of(export) / sha256 / f"{export.resource}.{form_of(export).suffix}"


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
        go_on = partial(still, export, stop)
        while add_part(export):
            go_on()
        return finish(export, go_on)
    except Interrupted:
        return False
    except BadParameters:
        return told(export, error=NOT_THERE, finished_at=timezone.now())
    except Exception:
        ended = told(export, error=BROKEN, finished_at=timezone.now())
        if ended:  # else it was removed meanwhile, its folder with it
            logger.exception("An export failed: %s", export.public_id)
        return ended


def still(export: Export, stop: Callable[[], bool]) -> None:
    """Say that this worker is at it still. Raises Interrupted."""
    if stop():
        told(export, seen_at=None)  # the next worker need not wait
        raise Interrupted
    if not told(export):
        raise Interrupted


def add_part(export: Export) -> bool:
    """Make the next part; whether there may be more."""
    name = f"{uuid4()}.part"
    with (folder_of(export) / name).open("wb") as file:
        part = form_of(export).part(export, rows_of(export), file)
    progress: dict[str, Any] = {"done": export.done + part.records, "parts": [*export.parts, name]}
    if part.last_id:
        progress["last_id"] = part.last_id
    return told(export, **progress) and not part.is_last


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


def finish(export: Export, go_on: Callable[[], None]) -> bool:
    """Put the parts into one file; whether this worker did. Raises Interrupted."""
    if export.seen_at is None:
        return False
    folder = folder_of(export)
    parts, made = [folder / name for name in export.parts], folder / f"{uuid4()}.whole"
    try:
        form_of(export).join(export, parts, made, go_on)
    except Interrupted:
        made.unlink(missing_ok=True)
        raise
    digest, size = sha256(made), made.stat().st_size
    whole = file_of(export, digest)
    whole.parent.mkdir(exist_ok=True)
    made.rename(whole)
    if not told(export, finished_at=timezone.now(), bytes=size, sha256=digest):
        return False
    for part in parts:
        part.unlink(missing_ok=True)
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
