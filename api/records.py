"""Records: what is published, one thing a line, as it goes into snapshots and the feed of changes.

A record is what the API shows of a thing itself. Others are named in it by their ids alone, and whatever
follows from them is left out: so it changes exactly when the publication log says that the thing did, and
whoever applies the feed to a snapshot gets the next one, byte for byte. Addresses are left out, too: they
follow from the id.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet, UUIDField
from django.http import QueryDict

from api import filters
from api.addresses import Addresses
from api.v1.claims import Claims
from api.v1.companies import Companies
from api.v1.corrections import Corrections
from api.v1.episodes import Episodes
from api.v1.guests import Guests
from api.v1.podcasts import Podcasts
from api.v1.quotes import Quotes
from api.v1.resource import Resource
from api.v1.tags import Tags
from transcripts.prepared import Asked, Place, Statement, ahead, prepared

AT_ONCE = 500
BEFORE_ALL = UUID(int=0)  # no thing has it (RFC 9562, section 5.9)
REFERENCE = {"id", "url", "display", "slug"}
# What a record leaves out: addresses, and what other things say of it.
ADDRESSES = {"url", "permalink"}
OF_OTHERS = {
    "quote": {"credit", "licence", "attribution", "audio_url", "end_ms"},
    "claim": {"support"},
}
# Of parts of a thing: who said a claim's evidence, and where, is the quote's affair.
OF_PARTS = {"evidence": {"credit", "episode"}}
# Of what is named: an episode is named with its podcast, which is the episode's affair.
OF_NAMED = {*REFERENCE, "podcast", "withdrawn"}
NESTED = {dict, list}


class Kind:
    """Things of one kind, as records."""

    def __init__(self, view: type[Resource]) -> None:
        self.view = view()
        self.view.action = "list"
        self.noun, self.resource = view.noun, view.resource
        self.left_out = ADDRESSES | OF_OTHERS.get(view.noun, set())

    def all(
        self, narrowed: QuerySet | None = None, *, behind: UUID | None = None
    ) -> Iterator[tuple[UUID, bytes]]:
        """Every published thing by its id, or of some narrowed rows each, in the order of the ids, or only
        those behind one; some at a time are held."""
        asked = self.read_on(self.view.get_queryset() if narrowed is None else narrowed)
        rows = asked.rows(last=behind or BEFORE_ALL)
        while rows:
            some = self.named(rows)
            things = self.things(some)
            following = Asked(asked, (), {"last": some[-1][self.view.id_path]})
            with ahead(following) as found:  # the database looks for them while these are written
                written = [(one, self.record(thing)) for one, thing in things]
                (rows,) = found()
            yield from written

    def named(self, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """Rows with the names of their columns."""
        names = ("pk", *self.view.columns)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def read_on(self, rows: QuerySet) -> Statement:
        """Asks for some rows in the order of the ids, behind the `last` one."""
        path = self.view.id_path
        last = Place("last", UUIDField())
        behind = rows.filter(**{f"{path}__gt": last}).order_by(path)
        return prepared(behind.values_list("pk", *self.view.columns)[:AT_ONCE], planned=True, is_passing=True)

    def ids(self) -> Iterator[UUID]:
        """The ids of all that is published, in their order; within a transaction."""
        path = self.view.id_path
        rows = self.view.get_queryset().order_by(path).values_list(path, flat=True)
        return rows.iterator(chunk_size=10 * AT_ONCE)

    def fitting(
        self, given: QueryDict, others: Collection[str] = (), *, ids: Collection[UUID] | None = None
    ) -> QuerySet:
        """The published things that these filters of the list find, of all or among `ids`; `others` are
        parameters that somebody else reads. Raises BadParameters."""
        view: Any = self.view
        rows = view.get_queryset()
        if ids is not None:
            rows = rows.filter(**{f"{view.id_path}__in": ids})
        known = view.filterset_class.base_filters
        return filters.narrowed(rows, known, filters.values_of(known, given, others))

    def some(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        """The published ones among these."""
        if not ids:
            return {}
        rows = self.view.get_queryset().filter(**{f"{self.view.id_path}__in": ids}).order_by()
        return dict(self.shaped(list(rows.values("pk", *self.view.columns))))

    def public(self, ids: Collection[UUID]) -> set[UUID]:
        """Which of these are published."""
        path = self.view.id_path
        rows = self.view.get_queryset().filter(**{f"{path}__in": ids}).order_by()
        return set(rows.values_list(path, flat=True))

    def shaped(self, rows: list[dict[str, Any]]) -> Iterator[tuple[UUID, bytes]]:
        """Rows as records."""
        for one, thing in self.things(rows):
            yield one, self.record(thing)

    def things(self, rows: list[dict[str, Any]]) -> list[tuple[UUID, dict[str, Any]]]:
        """Rows as things by their ids; the database is asked for what belongs to them here alone."""
        return [(thing["id"], thing) for thing in self.view.shape(rows, Addresses(None))]

    def record(self, thing: Mapping[str, Any]) -> bytes:
        """A thing as one line of JSON, its id first."""
        kept = {
            name: flat(own(name, value)) if type(value) in NESTED and value else value  # most are plain
            for name, value in thing.items()
            if name not in self.left_out
        }
        return orjson.dumps({"type": self.noun, **kept}, default=str, option=orjson.OPT_UTC_Z)


def own(name: str, value: Any) -> Any:
    """A field without what its parts say of others."""
    over = OF_PARTS.get(name)
    return [{key: one[key] for key in one if key not in over} for one in value] if over else value


def flat(value: Any) -> Any:
    """A value with others named by their ids, in the order of the ids."""
    if isinstance(value, list):
        flattened = [flat(one) if type(one) in NESTED else one for one in value]
        named = len(value) > 1 and all(isinstance(one, dict) and "id" in one for one in value)
        return sorted(flattened, key=orjson.dumps) if named else flattened
    kept = value.items()
    if "id" in value and "display" in value:
        if value.keys() <= OF_NAMED:
            return value["id"]
        kept = [(name, one) for name, one in kept if name == "id" or name not in OF_NAMED]
    return {name: flat(one) if type(one) in NESTED else one for name, one in kept}


KINDS = {
    kind.noun: kind
    for kind in map(Kind, (Podcasts, Episodes, Guests, Companies, Tags, Quotes, Claims, Corrections))
}
TYPES = sorted(KINDS)
BY_RESOURCE = {kind.resource: kind for kind in KINDS.values()}
