"""The history of one thing: who changed what, when and why, the differences word by word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import DateField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.text import capfirst

from transcripts.comparing import Run, runs_of
from transcripts.forms import ClockField
from transcripts.models.linked import Line, LinkedState, Links, lines_of

SHOWN = 25
TEMPLATE = "admin/history.html"
# What changes with everything and tells nobody anything.
UNTOLD = frozenset({"folded", "updated_at", "changed_at", "changed_by", "created_at"})
KINDS = {"+": "Made", "~": "Changed", "-": "Deleted"}
SIDE = {True: "yes", False: "no", None: "nothing", "": "nothing"}
GONE = "something that is not there any more"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed, compared word by word."""

    name: str
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, for people."""

    what: str
    at: datetime
    by: Any
    why: str
    differences: Sequence[Difference]
    restore_url: str = ""


class ToldHistory:
    """A history page for an admin class whose model keeps its history."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Every change, the newest first, a page at a time."""
        records, thing = self.recorded(request, object_id)
        if not self.has_view_permission(request, thing):  # type: ignore[attr-defined]
            raise PermissionDenied
        page = Paginator(records, SHOWN).get_page(request.GET.get("p"))
        shown, may_restore = list(page.object_list), self.may_restore(request, thing)
        found = [
            replace(entry, restore_url=self.restore_url(thing, record))
            if may_restore and (place or page.has_previous())  # it is the newest already
            else entry
            for place, (record, entry) in enumerate(zip(shown, entries(shown), strict=True))
        ]
        return told(self, request, thing, page, found, extra_context)

    def may_restore(self, request: HttpRequest, thing: Model) -> bool:
        """Whether this person may give it back what it was; here nobody may."""
        return False

    def restore_url(self, thing: Model, record: Any) -> str:
        """Where it is looked at what restoring a state would change; empty where there is no such page."""
        return ""

    def recorded(self, request: HttpRequest, object_id: str) -> tuple[QuerySet, Model]:
        """The records of a thing that this person sees, and the thing itself."""
        model: Any = self.model  # type: ignore[attr-defined]
        key = unquote(object_id)
        seen = self.get_queryset(request)  # type: ignore[attr-defined]
        thing = seen.filter(pk=key).first() if key.isascii() and key.isdigit() else None
        if thing is None:
            raise Http404("There is no such thing.")
        return model.history.filter(id=thing.pk).select_related("history_user").order_by("-history_id"), thing


def told(
    options: Any, request: HttpRequest, thing: Any, page: Any, shown: Sequence[Any], more: dict | None = None
) -> TemplateResponse:
    """The page of a history."""
    context = {
        **options.admin_site.each_context(request),
        "opts": options.opts,
        "original": thing,
        "title": f"History of {thing}",
        "page": page,
        "entries": shown,
        **(more or {}),
    }
    return TemplateResponse(request, TEMPLATE, context)


def entries(records: Iterable[Any]) -> Iterator[Entry]:
    """Each record beside the one before it."""
    shown = list(records)
    formers = [*shown[1:], shown[-1].prev_record] if shown else []
    names = names_of([*shown, *formers])
    for record, former in zip(shown, formers, strict=True):
        yield Entry(
            KINDS[record.history_type],
            record.history_date,
            record.history_user,
            record.history_change_reason or "",
            [*differences(former, record), *linked_differences(former, record, names)] if former else [],
        )


def differences(former: Any, record: Any) -> Iterator[Difference]:
    """The fields that differ, as people call them."""
    delta = record.diff_against(
        former, excluded_fields=UNTOLD & fields_of(record), foreign_keys_are_objs=True
    )
    for change in delta.changes:
        field = record.instance_type._meta.get_field(change.field)
        runs = runs_of(in_words(field, change.old), in_words(field, change.new))
        yield Difference(capfirst(str(field.verbose_name)), runs)


def linked_differences(
    former: Any, record: Any, names: Mapping[str, Mapping[int, str]]
) -> Iterator[Difference]:
    """The links that differ. Of entries older than the keeping of links nothing is said."""
    then, now = linked(former), linked(record)
    for name in then.keys() & now.keys():
        if then[name] != now[name]:
            field = record.instance_type._meta.get_field(name)
            sides = (
                in_words(field, in_words_each(record.instance_type, name, state[name], names))
                for state in (then, now)
            )
            yield Difference(label_of(field), runs_of(*sides))


def linked(record: Any) -> Links:
    """What a state says of the links, by field; nothing where its history keeps none or is older."""
    return record.linked or {} if isinstance(record, LinkedState) else {}


def in_words_each(
    model: type[Model], name: str, kept: Sequence[Any], names: Mapping[str, Mapping[int, str]]
) -> list[str]:
    """What a state says of one link, or of lines of one kind, in the order of the alphabet."""
    if name not in lines_of(model):
        return listed(kept, names[name])
    line: Any = model._meta.get_field(name).related_model
    columns = lines_of(model)[name]
    ordered = ({column: one.get(column) for column in columns} for one in kept)  # PostgreSQL keeps no order
    return sorted(line_in_words(line, one, names.get(name, {})) for one in ordered)


def line_in_words(model: type[Model], line: Line, names: Mapping[int, str]) -> str:
    """A line: what it is, and in brackets what more there is to it: “Anaconda (since 28 June 2017)”."""
    said = []
    for column, value in line.items():
        field: Any = model._meta.get_field(column)
        if value is not None:
            said.append((str(field.verbose_name), line_value(field, value, names)))
    more = ", ".join(f"{label} {value}" for label, value in said[1:])
    return f"{said[0][1]} ({more})" if more else said[0][1]


def line_value(field: Any, value: Any, names: Mapping[int, str]) -> str:
    """A value of a line as people read it."""
    if field.is_relation:
        return names.get(value, GONE)
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(value), "j F Y")
    return str(ClockField().prepare_value(value))  # all numbers in lines are times


def label_of(field: Any) -> str:
    """What people call a field, a link or lines of one kind."""
    return capfirst(str(getattr(field, "verbose_name", field.name)))


def listed(keys: Iterable[int], names: Mapping[int, str]) -> list[str]:
    """What links lead to, in the order of the alphabet."""
    return sorted(names.get(key, GONE) for key in keys)


def names_of(records: Iterable[Any]) -> dict[str, dict[int, str]]:
    """What everything is called that these states of one thing are linked to."""
    states = [record for record in records if record]
    return names_among(states[0].instance_type, map(linked, states)) if states else {}


def names_among(model: type[Model], states: Iterable[Links]) -> dict[str, dict[int, str]]:
    """What everything is called that things of a model are linked to, by field: one question for each."""
    wanted: dict[str, set[int]] = {}
    sources: dict[str, Any] = {}
    for state in states:
        for name, kept in state.items():
            sources[name], keys = pointed_to(model, name, kept)
            wanted.setdefault(name, set()).update(keys)
    return {
        name: {thing.pk: str(thing) for thing in sources[name]._base_manager.filter(pk__in=keys)}
        for name, keys in wanted.items()
        if sources[name] is not None
    }


def pointed_to(model: type[Model], name: str, kept: Sequence[Any]) -> tuple[Any, list[int]]:
    """What a link leads to, or the first column of a line: the model, if it is one, and the keys."""
    field: Any = model._meta.get_field(name)
    if name not in lines_of(model):
        return field.related_model, [*kept]
    column = lines_of(model)[name][0]
    source = field.related_model._meta.get_field(column).related_model
    return source, [line[column] for line in kept] if source else []


def fields_of(record: Any) -> set[str]:
    """The fields that a history keeps."""
    return {field.name for field in record.tracked_fields}


def in_words(field: Any, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool | None) or value == "":
        return SIDE[value]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or SIDE[None]
    return str(dict(field.flatchoices).get(value, value))
