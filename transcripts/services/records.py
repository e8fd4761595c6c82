"""The one way a podcast, episode, person, company or topic is written: checked, and with its history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_update_with_history, get_history_manager_for_model

from transcripts.models.identity import FoldedField
from transcripts.models.linked import AT_ONCE, Line, line_of, lines_of, links_of
from transcripts.signals import RELATED, records_changing

# What a record is linked to, by field.
Things = Mapping[str, Collection[Any]]


@transaction.atomic
def save(instance: models.Model, *, by: Any, reason: str = "", links: Things | None = None) -> bool:
    """Store a record, what it is linked to and its history together; whether anything changed. A no-op save
    does nothing.

    Of the `links` only those that are named are changed. Raises ValidationError, by field, where the record
    is not as it must be.
    """
    instance.full_clean()
    names, linked = changes(instance), changed_links(instance, links or {})
    if not names and not linked:
        return False
    with announced([instance], [*names, *([RELATED] if linked else [])], by=by, reason=reason):
        store(instance, links=linked, by=by, reason=reason)
    return True


def store(
    instance: models.Model, *, links: Things, only: Collection[str] | None = None, by: Any, reason: str
) -> None:
    """Write a record (`only` these columns, where they are named) and its links, and one entry of its history
    that tells of both."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    if not links:
        instance.save(update_fields=only)
        return
    is_new = instance._state.adding
    instance.skip_history_when_saving = True  # type: ignore[attr-defined] # written below, once it is linked
    try:
        instance.save(update_fields=only)
    finally:
        del instance.skip_history_when_saving  # type: ignore[attr-defined]
    for name, things in links.items():
        getattr(instance, name).set(things)
    history_of(type(instance)).bulk_history_create(
        [instance], update=not is_new, default_change_reason=reason or None
    )


def changed_links(instance: models.Model, links: Things) -> Things:
    """Those links that are not as they are stored."""
    if instance._state.adding:
        return {name: things for name, things in links.items() if things}
    stored = links_of(type(instance), [instance.pk])[instance.pk] if links else {}
    return {
        name: things
        for name, things in links.items()
        if sorted({thing.pk for thing in things}) != stored[name]
    }


@transaction.atomic(savepoint=False)
def tell_links(instances: Sequence[models.Model], *, by: Any, reason: str) -> None:
    """Tell the histories of records of one kind what these are linked to now, where that was written beside
    them, for many at once."""
    if instances:
        history_of(type(instances[0])).bulk_history_create(
            instances, batch_size=500, update=True, default_user=by, default_change_reason=reason or None
        )


def tell_lines(*instances: models.Model) -> None:
    """Have the newest entry in the history of each of these, of one kind, say what it is linked to and which
    lines it has now: where these were written after that entry, in the same transaction."""
    if not instances:
        return
    model = type(instances[0])
    history, keys = history_of(model), sorted(instance.pk for instance in instances)
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        links = links_of(model, some)
        newest = history.filter(id__in=some).order_by().values_list("id").annotate(models.Max("history_id"))
        rows = [history.model(history_id=entry, linked=links[key]) for key, entry in newest]
        history.bulk_update(rows, ["linked"])


@transaction.atomic
def set_lines(instance: models.Model, lines: Mapping[str, Sequence[Line]], *, by: Any, reason: str) -> None:
    """Give a record exactly these lines, by their names, and note it in its history. A line of which another
    column changes stays the same row.

    Raises ValidationError where a line is not as it must be.
    """
    with announced([instance], [RELATED], by=by, reason=reason):
        for name, wanted in lines.items():
            set_lines_of(instance, name, wanted, by=by, reason=reason)
        note(instance, by=by, reason=reason)


def set_lines_of(instance: models.Model, name: str, wanted: Sequence[Line], *, by: Any, reason: str) -> None:
    """Give a record exactly these lines of one kind."""
    columns, rows = lines_of(type(instance))[name], list(getattr(instance, name).all())
    present = [line_of(row, columns) for row in rows]
    spare = [row for row, line in zip(rows, present, strict=True) if line not in wanted]
    changed = []
    for line in (line for line in wanted if line not in present):
        same = next((row for row in spare if getattr(row, columns[0]) == line[columns[0]]), None)
        if same is not None:
            spare.remove(same)
        changed.append((same or new_line(instance, name), line))
    for row in spare:
        remove(row, by=by, reason=reason)
    for row, line in changed:
        for column, value in line.items():
            setattr(row, column, value)
        for field in row._meta.concrete_fields:
            if isinstance(field, FoldedField):
                field.pre_save(row, add=False)  # so that another's name is refused, and not run into
        save(row, by=by, reason=reason)


def new_line(instance: models.Model, name: str) -> models.Model:
    """A line under a record, not stored yet."""
    line: Any = instance._meta.get_field(name)
    row: models.Model = line.related_model(**{line.field.name: instance})
    return row


@transaction.atomic(savepoint=False)
def add(instances: Sequence[models.Model], *, by: Any, reason: str | Sequence[str] = "") -> None:
    """Store new records of one kind and their history in two statements, however many there are.

    `reason` is that of them all, or one for each.

    Raises ValidationError where a value is not as it must be; what takes a look at other rows is left to the
    database's constraints.
    """
    if not instances:
        return
    model = type(instances[0])
    relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
    reasons = [reason] * len(instances) if isinstance(reason, str) else reason
    for instance, why in zip(instances, reasons, strict=True):
        instance.clean_fields(exclude=relations)
        instance._change_reason = why or None  # type: ignore[attr-defined]
    names = [field.name for field in model._meta.concrete_fields]
    with announced(instances, names, by=by, reason=""):
        made = model._default_manager.bulk_create(instances, batch_size=500)
        history_of(model).bulk_history_create(made, batch_size=500, default_user=by)
    for instance in made:
        del instance._change_reason  # type: ignore[attr-defined] # or the next change of it would be told with the same words


@transaction.atomic
def remove(instance: models.Model, *, by: Any, reason: str = "") -> None:
    """Delete a record; its history stays and says who did it and why."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    instance.delete()


@contextmanager
def announced(
    instances: Sequence[models.Model], names: Collection[str], *, by: Any, reason: str = ""
) -> Iterator[None]:
    """Tell whoever follows records that these are stored in between, and which of their fields change.

    What hangs on records (who appears, synonyms, matching points) is written inside it too, as RELATED.
    """
    if not instances or not names:
        yield
        return
    told = {"records": instances, "fields": names, "by": by, "reason": reason}
    with ExitStack() as followers:
        answers: list[Any] = [answer for _, answer in records_changing.send(type(instances[0]), **told)]
        for follower in filter(None, answers):
            followers.enter_context(follower)
        yield


@cache
def history_of(model: type[models.Model]) -> Any:
    """The manager of a model's history: simple_history makes a new class of it at every look."""
    return get_history_manager_for_model(model)


def change(instances: Sequence[models.Model], fields: Collection[str], *, by: Any, reason: str = "") -> None:
    """Store changed fields of many records of one kind, and their history, in a few statements.

    Raises ValidationError where a value is not as it must be, as `add` does.
    """
    if not instances:
        return
    model = type(instances[0])
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    unchanged = [field.name for field in columns if field.name not in fields]
    # What is kept along with every change: when it was, and titles as they are compared.
    kept = [field for field in columns if type(field).pre_save is not models.Field.pre_save]
    for instance in instances:
        instance.clean_fields(exclude=unchanged)
        for field in kept:
            field.pre_save(instance, add=False)
    with announced(instances, fields, by=by, reason=reason):
        bulk_update_with_history(
            instances,
            model,
            sorted({*fields, *(field.name for field in kept)}),
            batch_size=200,
            default_user=by,
            default_change_reason=reason or None,
        )


def changes(instance: models.Model) -> list[str]:
    """The names of the fields that differ from what is stored; all of them for a new record."""
    fields = [field for field in instance._meta.concrete_fields if not getattr(field, "auto_now", False)]
    stored = type(instance)._default_manager.filter(pk=instance.pk).first()
    if stored is None:
        return [field.name for field in fields]
    return [
        field.name for field in fields if getattr(stored, field.attname) != getattr(instance, field.attname)
    ]


def note(instance: models.Model, *, by: Any, reason: str) -> None:
    """Add to a record's history something that happened around it, such as a label bound to a person."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]
    instance.save()
