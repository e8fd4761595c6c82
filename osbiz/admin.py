"""The admin site: Django's own, with our words, our start page and our look."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import SimpleLazyObject

from annotations.desk import reviewbatch, reviewqueue, worklists
from annotations.permissions import can_review
from annotations.selectors import notices
from transcripts.permissions import can_edit, is_staff_member


class ChoiceView(AutocompleteJsonView):
    """Type-ahead that lets an admin class say how it calls its rows."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """The row's id and the words to choose it by."""
        label = getattr(self.model_admin, "choice_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class AdminSite(admin.AdminSite):
    """Where editors and reviewers work."""

    site_header = "osbiz"
    site_title = "osbiz"
    index_title = "Editors’ desk"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Only those who work here: staff with a role."""
        return super().has_permission(request) and is_staff_member(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The reviewers’ queue, beside the pages of each model."""
        queue, many, results = (
            self.admin_view(partial(view, site=self))
            for view in (reviewqueue.page, reviewbatch.many, reviewbatch.results)
        )
        return [
            path("review/", queue, name="review"),
            path("review/decide/", self.admin_view(reviewqueue.decide), name="review_decide"),
            path("review/many/", many, name="review_many"),
            path("review/results/", results, name="review_results"),
            path("review/mark/", self.admin_view(reviewqueue.mark), name="review_mark"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page is given: whether this person reviews, and how many notices wait, looked up where a
        page shows it."""
        more = {"may_review": can_review(request.user), "unread": partial(notices.unread, request.user)}
        return {**super().each_context(request), **more}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """What there is, found out where a page shows it: most of ours do not."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """The start page: what waits for this person."""
        context = {
            "alarms": worklists.alarms(),
            "worklists": worklists.of(request.user, all_comments=request.GET.get("all") == "comments"),
            "imports": worklists.imports(request.user),
            "can_import": can_edit(request.user),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Type-ahead over any registered model."""
        view = ChoiceView.as_view(admin_site=self)
        response: HttpResponse = view(request)  # type: ignore[assignment]
        return response
