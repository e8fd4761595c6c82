"""Histories that keep with each state what a thing was linked to (a claim's topics, an episode's companies)
and the lines under it (a company's names and owners, a topic's synonyms).

simple_history keeps columns; its own way with links writes one more entry for every link that is set, and
none where many are stored at once. Here one change is one entry.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

# A line under a thing: its columns, as JSON has them.
Line = dict[str, Any]
# Of each link, by its field, the keys of what it leads to, the lowest first; of lines, these.
Links = dict[str, list[Any]]
AT_ONCE = 500


class LinkedState(models.Model):
    """A state in a history, with what the thing was linked to; nothing where it is older than this."""

    linked = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True


class LinkedStates(HistoryManager):
    """A history that keeps links also of things that are stored many at once."""

    def bulk_history_create(self, objs: Collection[Any], *args: Any, **options: Any) -> list[Any]:
        """Write an entry for each of these, as they are stored now."""
        if not objs:
            return []
        model: Any = self.model
        none: Links = {name: [] for name in kept_by(model.instance_type)}
        options["custom_historical_attrs"] = {"linked": none}
        rows: list[Any] = super().bulk_history_create(objs, *args, **options)
        links = links_of(model.instance_type, [instance.pk for instance in objs])
        linked = [row for row in rows if links[row.id] != none]
        for row in linked:
            row.linked = links[row.id]
        self.bulk_update(linked, ["linked"], batch_size=AT_ONCE)
        return rows


def linked_history(**options: Any) -> HistoricalRecords:
    """The history of a model that has links, or lines under it: these it names in `kept_lines`, with the
    columns that are kept."""
    return HistoricalRecords(bases=[LinkedState], history_manager=LinkedStates, **options)


def fields_of(model: type[models.Model]) -> list[models.ManyToManyField]:
    """The links of a model that its history keeps."""
    return list(model._meta.local_many_to_many)


def lines_of(model: type[models.Model]) -> dict[str, tuple[str, ...]]:
    """The lines under a thing that its history keeps, and the columns of each."""
    kept: dict[str, tuple[str, ...]] = getattr(model, "kept_lines", {})
    return kept


def kept_by(model: type[models.Model]) -> list[str]:
    """All that a history keeps beside columns."""
    return [*(field.name for field in fields_of(model)), *lines_of(model)]


def line_of(row: models.Model, columns: Iterable[str]) -> Line:
    """What a history keeps of a line."""
    values = {column: getattr(row, column) for column in columns}
    return {name: str(value) if isinstance(value, date) else value for name, value in values.items()}


def links_of(model: type[models.Model], keys: Collection[int]) -> Mapping[int, Links]:
    """What things of a model are linked to now, and their lines, by their keys; one question a link and 500
    things."""
    wanted = sorted(keys)
    found: dict[int, Links] = {key: {name: [] for name in kept_by(model)} for key in wanted}
    for field in fields_of(model):
        through: Any = field.remote_field.through
        ends = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            rows = through.objects.filter(**{f"{ends[0]}__in": some}).order_by(*ends).values_list(*ends)
            for key, other in rows:
                found[key][field.name].append(other)
    for name, columns in lines_of(model).items():
        line: Any = model._meta.get_field(name)
        owner = line.field.attname
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            for row in line.related_model._base_manager.filter(**{f"{owner}__in": some}):
                found[getattr(row, owner)][name].append(line_of(row, columns))
        for links in found.values():
            links[name].sort(key=lambda kept: [str(value) for value in kept.values()])
    return found


def keep_links(instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """Receives simple_history's pre_create_historical_record: the entry says what the thing is linked to."""
    if isinstance(history_instance, LinkedState):
        history_instance.linked = links_of(type(instance), [instance.pk])[instance.pk]


pre_create_historical_record.connect(keep_links, dispatch_uid="transcripts.keep_links")
