"""Filtering of lists, where an unknown parameter is an error: a filter ignored gives the wrong things."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from api.errors import BadParameters
from api.problems import Fault


class StrictFilters(BaseFilterBackend):
    """Filters a list by the view's `filterset_class`."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """The rows that fit; raises BadParameters naming everything that is wrong at once."""
        known = [*view.paginator.parameters, *view.shaping]
        return narrowed(queryset, view.filterset_class.base_filters, request.query_params, known)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them."""
        return [each.described(name) for name, each in view.filterset_class.base_filters.items()]


def narrowed(
    rows: QuerySet, filters: Mapping[str, Any], given: QueryDict, others: Collection[str] = ()
) -> QuerySet:
    """The rows that fit all that is given; `others` are parameters that somebody else reads. Raises
    BadParameters naming everything that is wrong at once."""
    faults = list(unknown(given, [*filters, *others]))
    # What a FilterSet does, without its copies of every filter for the few that are given.
    for name in given:
        if name in filters:
            try:
                value = filters[name].field.clean(given.getlist(name))
            except ValidationError as error:
                faults.extend(complaints(name, error))
            else:
                rows = filters[name].filter(rows, value)
    if faults:
        raise BadParameters(faults)
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
