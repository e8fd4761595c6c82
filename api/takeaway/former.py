"""A former snapshot's records, carried on: a record changes exactly when the publication log says so, hence
what the log has not told of since need not be made again.
"""

import gzip
import logging
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from annotations.models import Publication
from api.models import Snapshot
from api.records import AT_ONCE, Kind

log = logging.getLogger(__name__)
CHECKED = 500  # records of each kind that are made anew all the same
Record = tuple[UUID, bytes]


class Former:
    """The records of a snapshot that stands, and what was published, changed or withdrawn since."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.files = {file["type"]: file for file in snapshot.files if file["format"] == "ndjson"}
        # Entries without a position yet stand in the log all the same, for who reads it at this moment.
        since = Publication.objects.filter(Q(position__gt=snapshot.position) | Q(position=None)).order_by()
        self.changed: dict[str, set[UUID]] = {}
        for noun, public_id in since.values_list("object_type", "object_id").distinct():
            self.changed.setdefault(noun, set()).add(public_id)

    def records(self, kind: Kind) -> Iterator[Record]:
        """Every published thing of a kind as it is now, in the order of the ids: taken over, or made anew
        where that is not certain to be the same. What is not published now is never taken over."""
        if kind.noun not in self.files or not self.holds(kind):
            yield from kind.all()
            return
        lines = self.lines(kind.noun)
        line = next(lines, None)
        changed = self.changed.get(kind.noun, set())
        for ids in batches(kind.ids()):
            found: dict[UUID, bytes] = {}
            while line and line[0] <= ids[-1]:
                found[line[0]] = line[1]
                line = next(lines, None)
            found |= kind.some([one for one in ids if one in changed or one not in found])
            yield from ((one, found[one]) for one in ids)

    def lines(self, noun: str) -> Iterator[Record]:
        """The records of a kind as they were."""
        path = Path(settings.SNAPSHOTS_DIR) / self.snapshot.folder / self.files[noun]["name"]
        with gzip.open(path) as file:
            for line in file:
                yield id_of(line), line.rstrip(b"\n")

    def holds(self, kind: Kind) -> bool:
        """Whether a sample of the records, made anew, is what it was: a new version of osbiz may make all of
        them otherwise."""
        records = self.files[kind.noun]["records"]
        picked = set(random.sample(range(records), min(CHECKED, records)))
        was = dict(
            record
            for place, record in enumerate(self.lines(kind.noun))
            if place in picked and record[0] not in self.changed.get(kind.noun, ())
        )
        if kind.some(was.keys()) == was:
            return True
        log.warning("Records of %s are made otherwise than before: all are made anew.", kind.resource)
        return False


def newest() -> Former | None:
    """The newest snapshot, to be carried on; None where its files are not whole."""
    snapshot = Snapshot.objects.first()
    if snapshot is None:
        return None
    folder = Path(settings.SNAPSHOTS_DIR) / snapshot.folder
    for file in snapshot.files:
        path = folder / file["name"]
        if not path.is_file() or path.stat().st_size != file["bytes"]:
            return None
    return Former(snapshot)


def id_of(line: bytes) -> UUID:
    """The id that a record begins with, behind its type."""
    return UUID(line.split(b'"id":"', 1)[1][:36].decode())


def batches(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    """The ids, some at a time."""
    while some := list(islice(ids, AT_ONCE)):
        yield some
