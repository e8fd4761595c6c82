"""Parameters of lists, as filters that say in the schema what they take. A value that means nothing is an
error, and one that names something unpublished is the same error as one that names nothing."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import filters

from api import values
from api.values import Reader
from transcripts.prepared import MARKS, WORDS, Statement, prepared

MOST = 100  # values of one parameter
EXAMPLE_ID = "019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51"


def fault(value: str, detail: str) -> ValidationError:
    """A complaint about one value; the value is kept apart, so that a % in it is just a %."""
    return ValidationError("%(detail)s", params={"detail": detail, "value": value})


class ValuesField(forms.Field):
    """All the values a parameter is given, read one by one."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, resolve: Callable[[list[str]], Any], repeated: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.resolve, self.repeated = resolve, repeated

    def clean(self, value: Any) -> Any:
        """What the values mean; an empty list where the parameter is not given."""
        given: list[str] = value or []
        if len(given) > 1 and not self.repeated:
            raise fault(given[1], "Give it once.")
        if len(given) > MOST:
            raise fault(given[MOST], f"Give at most {MOST} values.")
        return self.resolve(given) if given else []


class Parameter(filters.Filter):
    """A parameter of a list. `narrow` is given the rows and the values, already read."""

    field_class = ValuesField
    repeats = "Repeated: any of them."  # empty for a parameter that is given once

    def __init__(
        self,
        narrow: Callable[[QuerySet, list[Any]], QuerySet],
        *,
        about: str,
        schema: dict[str, Any],
        example: Any,
    ) -> None:
        super().__init__(resolve=self.resolve, repeated=bool(self.repeats))
        self.narrow, self.about, self.schema, self.example = narrow, about, schema, example

    def resolve(self, given: list[str]) -> list[Any]:
        """The values read; raises ValidationError naming each that cannot be."""
        raise NotImplementedError

    def filter(self, qs: QuerySet, value: list[Any]) -> QuerySet:
        """The rows that fit."""
        return self.narrow(qs, value) if value else qs

    def described(self, name: str) -> dict[str, Any]:
        """The parameter as OpenAPI describes it."""
        schema = self.schema
        if self.repeats:
            schema = {"type": "array", "items": schema, "maxItems": MOST}
        about = f"{self.about} {self.repeats}".strip()
        # Not as OpenAPI's `example`: the documentation would then send it with every trial.
        return parameter(name, f"{about} For example `{self.example}`.", schema)


class Plain(Parameter):
    """Values compared with a field."""

    def __init__(self, path: str, read: Reader, *, about: str, schema: dict[str, Any], example: Any) -> None:
        self.path, self.read = path, read
        super().__init__(self.compare, about=about, schema=schema, example=example)

    def compare(self, rows: QuerySet, found: list[Any]) -> QuerySet:
        """The rows whose field has one of the values."""
        return rows.filter(**{f"{self.path}__in": found})

    def resolve(self, given: list[str]) -> list[Any]:
        """The values as the field has them."""
        return read_all(self.read, given)


class Ids(Plain):
    """Several ids in one value, separated by commas."""

    repeats = ""

    def __init__(self, path: str = "public_id") -> None:
        about = "Only these, by id, separated by commas. Ids that are not public are not in the answer."
        super().__init__(path, values.public_id, about=about, schema={"type": "string"}, example=EXAMPLE_ID)

    def resolve(self, given: list[str]) -> list[Any]:
        """The ids."""
        ids = given[0].split(",")
        if len(ids) > MOST:
            raise fault(ids[MOST], f"Give at most {MOST} ids.")
        return read_all(values.public_id, ids)


class LastingIds(Ids):
    """Ids of things that may have been merged into others: an old id stands for what it was merged into."""

    def compare(self, rows: QuerySet, found: list[Any]) -> QuerySet:
        """The rows that have one of the ids, or had."""
        old = rows.model._default_manager.filter(public_id__in=found).exclude(merged_into=None)
        return rows.filter(Q(public_id__in=found) | Q(pk__in=old.values("merged_into")))


class Bound(Plain):
    """One value that a field is compared with; the path ends with the look-up, such as `gte`."""

    repeats = ""

    def compare(self, rows: QuerySet, found: list[Any]) -> QuerySet:
        """The rows within the bound."""
        return rows.filter(**{self.path: found[0]})


class Single(Parameter):
    """One value, which narrows the rows in a way of its own."""

    repeats = ""

    def __init__(
        self,
        narrow: Callable[[QuerySet, Any], QuerySet],
        read: Reader,
        *,
        about: str,
        schema: dict[str, Any],
        example: Any,
    ) -> None:
        self.read = read
        super().__init__(
            lambda rows, found: narrow(rows, found[0]), about=about, schema=schema, example=example
        )

    def resolve(self, given: list[str]) -> list[Any]:
        """The value read."""
        return read_all(self.read, given)


class Reference(Parameter):
    """Other things, each by id or slug; the rows get their primary keys. Only things among the `public` ones
    can be named."""

    def __init__(
        self,
        noun: str,
        public: Callable[[], QuerySet],
        narrow: Callable[[QuerySet, list[int]], QuerySet],
        *,
        about: str,
        has_slug: bool = True,
        merges: bool = False,
    ) -> None:
        self.noun, self.public = noun, public
        self.has_slug, self.merges = has_slug, merges
        super().__init__(
            narrow,
            about=f"{about} By {'id or slug' if has_slug else 'id'}.",
            schema={"type": "string"} if has_slug else {"type": "string", "format": "uuid"},
            example="an-example" if has_slug else EXAMPLE_ID,
        )

    def resolve(self, given: list[str]) -> list[Any]:
        """The primary keys, in the order of the values."""
        names = read_all(values.id_or_slug if self.has_slug else values.public_id, given)
        known = self.find(names)
        strangers = [
            fault(raw, f"“{raw}” names no {self.noun} here.")
            for raw, name in zip(given, names, strict=True)
            if name not in known
        ]
        if strangers:
            raise ValidationError(strangers)
        return [known[name] for name in names]

    def find(self, names: Sequence[UUID | str]) -> dict[UUID | str, int]:
        """The public ones among these names."""
        found = {name: pk for pk, *both in self.called(names) for name in both}
        is_all = all(name in found for name in names)
        return found if is_all or not self.merges else self.led_on(names) | found

    def called(self, names: Sequence[UUID | str]) -> list[tuple[Any, ...]]:
        """The keys, ids and slugs of what is public of these names."""
        if all(isinstance(name, str) for name in names):  # as lists are narrowed most
            return self.by_slug.rows([str(name) for name in names])
        columns = ("pk", "public_id", "slug") if self.has_slug else ("pk", "public_id")
        rows = list(self.every.filter(naming(names)).order_by().values_list(*columns))
        shown = self.shown([pk for pk, *_ in rows])
        return [row for row in rows if row[0] in shown]

    def led_on(self, names: Sequence[UUID | str]) -> dict[UUID | str, int]:
        """What old names lead to, of things that were merged into others."""
        old = self.every.filter(naming(names)).exclude(merged_into=None).order_by()
        rows = list(old.values_list("merged_into", "public_id", "slug"))
        shown = self.shown([pk for pk, *_ in rows])
        return {name: pk for pk, *both in rows if pk in shown for name in both}

    def shown(self, keys: Sequence[int]) -> set[int]:
        """The public ones among these keys."""
        return {key for (key,) in self.by_key.rows(keys)} if keys else set()

    @property
    def every(self) -> QuerySet:
        """All there are, public or not."""
        return self.public().model._default_manager.all()

    @cached_property
    def by_key(self) -> Statement:
        """Which of some keys are public."""
        return prepared(self.public().filter(pk__in=MARKS[:1]).order_by().values_list("pk"), planned=True)

    @cached_property
    def by_slug(self) -> Statement:
        """What is public and has one of some slugs: its key, id and slug."""
        called = self.public().filter(slug__in=WORDS).order_by()
        return prepared(called.values_list("pk", "public_id", "slug"), planned=True)


def naming(names: Sequence[UUID | str]) -> Q:
    """Having one of these ids or slugs."""
    slugs = [name for name in names if isinstance(name, str)]
    wanted = Q(public_id__in=[name for name in names if isinstance(name, UUID)])
    return wanted | Q(slug__in=slugs) if slugs else wanted


def read_all(read: Reader, given: Iterable[str]) -> list[Any]:
    """Each value read; raises ValidationError with a complaint about each that cannot be."""
    found, faults = [], []
    for raw in given:
        try:
            found.append(read(raw))
        except ValueError as error:
            faults.append(fault(raw, f"“{raw}” is not {error}."))
    if faults:
        raise ValidationError(faults)
    return found


class AllOf(Reference):
    """A reference that, repeated, wants all of them."""

    repeats = "Repeated: all of them."


def parameter(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter of the address as OpenAPI describes it."""
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
