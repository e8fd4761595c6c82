"""Filtering of lists, where an unknown parameter is an error: a filter ignored gives the wrong things."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from api.errors import BadParameters
from api.problems import Fault


class StrictFilters(BaseFilterBackend):
    """Filters a list by the view's `filterset_class`."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """The rows that fit; raises BadParameters naming everything that is wrong at once."""
        filterset = view.filterset_class(request.query_params, queryset=queryset, request=request)
        known = [*filterset.filters, *view.paginator.parameters]
        faults = [*unknown(request.query_params, known), *invalid(filterset)]
        if faults:
            raise BadParameters(faults)
        return filterset.qs

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them."""
        return [each.described(name) for name, each in view.filterset_class.base_filters.items()]


def unknown(given: QueryDict, known: Collection[str]) -> Iterator[Fault]:
    """A fault for each parameter that nobody knows, with the nearest ones that somebody does."""
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            yield Fault(name, f"There is no parameter “{name}” here.{hint}", str(given[name]))


def invalid(filterset: FilterSet) -> Iterator[Fault]:
    """A fault for each value that means nothing."""
    if filterset.is_valid():
        return
    for name, complaints in filterset.errors.as_data().items():
        for complaint in complaints:
            yield Fault(name, " ".join(complaint.messages), (complaint.params or {}).get("value"))
