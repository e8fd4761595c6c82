"""The admin site: Django's own, with our words, our start page and our look."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotations.desk import worklists
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

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """The start page: what waits for this person."""
        context = {
            "alarms": worklists.alarms(),
            "worklists": worklists.of(request.user),
            "imports": worklists.imports(request.user),
            "can_import": can_edit(request.user),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Type-ahead over any registered model."""
        view = ChoiceView.as_view(admin_site=self)
        response: HttpResponse = view(request)  # type: ignore[assignment]
        return response
