"""Filtering of lists, where an unknown parameter is an error: a filter ignored gives the wrong things."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from api.errors import BadParameters
from api.problems import Fault


class StrictFilters(BaseFilterBackend):
    """Filters a list by the view's `filterset_class`, and tells the view by what it was narrowed."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """The rows that fit; raises BadParameters naming everything that is wrong at once."""
        known, filters = [*view.paginator.parameters, *view.shaping], view.filterset_class.base_filters
        view.narrowed_by = values_of(filters, request.query_params, known)
        if is_steady(view):
            # Mostly asked before: then the statement is there, and nothing of it needs to be built.
            return cast(QuerySet, SimpleLazyObject(lambda: narrowed(queryset, filters, view.narrowed_by)))
        return narrowed(queryset, filters, view.narrowed_by)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them."""
        return [each.described(name) for name, each in view.filterset_class.base_filters.items()]


def is_steady(view: Any) -> bool:
    """Whether a view's list was narrowed, and by nothing but what it calls steady."""
    return bool(view.narrowed_by) and view.steady.issuperset(view.narrowed_by)


def values_of(
    filters: Mapping[str, Any], given: QueryDict, others: Collection[str] = ()
) -> dict[str, list[Any]]:
    """What each filter that is given means; `others` are parameters that somebody else reads. Raises
    BadParameters naming everything that is wrong at once."""
    faults, found = list(unknown(given, [*filters, *others])), {}
    # What a FilterSet does, without its copies of every filter for the few that are given.
    for name in given:
        if name in filters:
            try:
                found[name] = filters[name].field.clean(given.getlist(name))
            except ValidationError as error:
                faults.extend(complaints(name, error))
    if faults:
        raise BadParameters(faults)
    return found


def narrowed(rows: QuerySet, filters: Mapping[str, Any], values: Mapping[str, list[Any]]) -> QuerySet:
    """The rows that fit all values of filters."""
    for name, value in values.items():
        rows = filters[name].filter(rows, value)
    return rows


def unknown(given: QueryDict, known: Collection[str]) -> Iterator[Fault]:
    """A fault for each parameter that nobody knows, with the nearest ones that somebody does."""
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            yield Fault(name, f"There is no parameter “{name}” here.{hint}", str(given[name]))


def complaints(name: str, error: ValidationError) -> Iterator[Fault]:
    """A fault for each value of a parameter that means nothing."""
    for complaint in error.error_list:
        yield Fault(name, " ".join(complaint.messages), (complaint.params or {}).get("value"))
