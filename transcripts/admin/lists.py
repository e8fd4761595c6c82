"""Lists that stay quick however much there is: nothing is counted to the end, nothing is asked row by row,
and no filter lists ten thousand choices."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Page, Paginator
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet
from django.forms import Media, ModelChoiceField
from django.http import HttpRequest
from django.utils.functional import cached_property

from transcripts.models.identity import fold_name

# Pages known to exist behind the one that is looked at.
PAGES_AHEAD = 10
# So many rows are found by their ids; of more, the list is walked through in its order until a page is full.
FEW = 1000
# The furthest row that a page can show; who wants what is behind it asks more narrowly.
FURTHEST = 100_000


class BoundedPaginator(Paginator):
    """Pages of a list of which only the rows up to a few pages ahead are counted."""

    def __init__(self, rows: Any, per_page: int, *args: Any, shown: int = 1, **kwargs: Any) -> None:
        super().__init__(rows, per_page, *args, **kwargs)
        self.bound = min((max(shown, 1) + PAGES_AHEAD) * per_page, FURTHEST)
        self.keys: list[Any] = []  # of the rows up to the bound, once they are counted

    @cached_property
    def count(self) -> int:
        """How many rows there are, but for those behind the bound."""
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[: self.bound].count() if rows.query.distinct else self.counted(rows)

    def counted(self, rows: QuerySet) -> int:
        """The rows up to the bound, in their order: a page is found by the same index."""
        self.keys = list(rows.values_list("pk", flat=True)[: self.bound])
        return len(self.keys)

    @property
    def more(self) -> bool:
        """Whether there may be rows behind the bound."""
        return self.count >= self.bound

    def page(self, number: int | str) -> Page:
        """A page, by its ids first: what belongs to the rows is read for these alone."""
        number = self.validate_number(number)
        rows: Any = self.object_list
        bottom = (number - 1) * self.per_page
        if not isinstance(rows, QuerySet) or rows.query.distinct:
            return Page(rows[bottom : bottom + self.per_page], number, self)
        keys = self.keys[bottom : bottom + self.per_page]
        return Page(rows.filter(pk__in=keys), number, self)


class Bounded:
    """A list that counts nothing to the end, for an admin class."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 100

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> Paginator:
        """Pages that know some pages ahead of the one asked for."""
        asked = request.GET.get(PAGE_VAR) or request.GET.get("page") or "1"
        shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return BoundedPaginator(queryset, per_page, orphans, allow_empty_first_page, shown=shown)

    @property
    def media(self) -> Media:
        """The scripts of the type-ahead, where a filter has one."""
        found: Media = super().media  # type: ignore[misc]
        chosen = [one for one in self.list_filter if isinstance(one, type) and issubclass(one, ChosenFilter)]  # type: ignore[attr-defined]
        return found + chosen[0].widget(self.admin_site).media if chosen else found  # type: ignore[attr-defined]


class ChosenFilter(admin.SimpleListFilter):
    """A filter with type-ahead in place of a list of everything; `source` is the relation it goes by, `owner`
    what the rows that `links` finds call a row of the list.

    What has few rows is found by them, what has many by walking the list in its order.
    """

    template = "admin/lists/chosen.html"
    source: Any
    owner = "pk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """None: what there is to choose is found by typing."""
        self.site = model_admin.admin_site
        return []

    def has_output(self) -> bool:
        """Always: there is a field to type in."""
        return True

    @classmethod
    def model(cls) -> type[Model]:
        """What is chosen from."""
        model: type[Model] = cls.source.field.remote_field.model
        return model

    @classmethod
    def widget(cls, site: admin.AdminSite) -> AutocompleteSelect:
        """The field to type in."""
        field: Field = cls.source.field
        return AutocompleteSelect(field, site)

    @property
    def field(self) -> str:
        """The field as the page shows it."""
        choice = ModelChoiceField(
            self.model()._default_manager.all(), widget=self.widget(self.site), required=False
        )
        attrs = {
            "id": f"filter-{self.parameter_name}",
            "data-placeholder": "Type a name",
            "aria-label": self.title,
        }
        key = self.value() or ""
        return choice.widget.render(self.parameter_name, key if is_key(key) else "", attrs)

    def others(self) -> list[tuple[str, Any]]:
        """What else the list is narrowed by, and what is searched for, to be kept."""
        leave = {self.parameter_name, PAGE_VAR}
        return [(name, value) for name, value in self.request.GET.items() if name not in leave]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows of what is chosen."""
        key = self.value()
        if not key:
            return queryset
        return narrowed(queryset, self.links(int(key)), self.owner) if is_key(key) else queryset.none()

    def links(self, key: int) -> QuerySet:
        """What says which rows belong to what is chosen."""
        raise NotImplementedError


def narrowed(rows: QuerySet, links: QuerySet, owner: str = "pk") -> QuerySet:
    """The rows that links name as their `owner`, by whichever way is short."""
    few = list(links.order_by().values_list(owner, flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return rows.filter(pk__in=few)
    return rows.filter(Exists(links.order_by().filter(**{owner: OuterRef("pk")})))


def is_key(typed: str) -> bool:
    """Whether that can be a row's id."""
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def named(rows: QuerySet, names: QuerySet, owner: str, term: str) -> QuerySet:
    """The rows with a written name that begins so, or has a word that does, whatever case and accents."""
    folded = fold_name(term)
    if not folded:
        return rows.none() if term.strip() else rows
    fitting = names.filter(Q(folded__startswith=folded) | Q(folded__contains=f" {folded}"))
    return rows.filter(pk__in=fitting.values(owner))
