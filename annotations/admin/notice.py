"""Notices in the admin: what concerns the person who looks, and what of it goes to them by mail."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from annotations.models import Awaited, Notice, NoticeKind, NoticeSettings
from annotations.selectors import awaited, notices
from annotations.services import notices as writing
from transcripts.admin.base import ReadOnlyAdmin

SHOWN = 50
LIST = "admin:annotations_notice_changelist"


class SettingsForm(forms.Form):
    """What is told by mail."""

    by_mail = forms.BooleanField(required=False, label="One mail a day, where there is something new")
    kinds = forms.MultipleChoiceField(
        choices=[*NoticeKind.choices, *Awaited.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="What goes into it",
    )

    @property
    def muted(self) -> list[str]:
        """The kinds that were not chosen."""
        return [kind for kind, _ in self.fields["kinds"].choices if kind not in self.cleaned_data["kinds"]]  # type: ignore[attr-defined]


def settings_form(person: Any) -> SettingsForm:
    """What a person has chosen; everything until they choose."""
    stored = NoticeSettings.objects.filter(person=person).first() or NoticeSettings(person=person)
    kinds = [kind for kind in (*NoticeKind.values, *Awaited.values) if kind not in stored.muted]
    return SettingsForm(initial={"by_mail": stored.by_mail, "kinds": kinds})


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """One's own notices; nobody sees anybody else’s."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the list of what there is: it is in the header of every page."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """One's own."""
        return notices.of(request.user)

    def get_urls(self) -> list[URLPattern]:
        """Marking as read and settings, beside the list; a notice has no page of its own."""
        view = self.admin_site.admin_view
        read = view(require_POST(self.read_view))
        return [
            path("read/", read, name="annotations_notice_read"),
            path("settings/", view(self.settings_view), name="annotations_notice_settings"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """What waits, then what happened: what was not read yet, or everything."""
        everything = request.GET.get("show") == "all"
        rows = notices.of(request.user, unread=not everything)
        page = Paginator(rows, SHOWN).get_page(request.GET.get("p"))
        shown = notices.lines(notices.seen(page.object_list, request.user))
        context = {
            "title": "Notices",
            "lines": shown,
            "page": page,
            "everything": everything,
            "waiting": list(awaited.of(request.user)),
        }
        return self.page(request, "changelist", {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """A notice is a line of the list."""
        return HttpResponseRedirect(reverse(LIST))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """What happened is in the history of its thing."""
        return HttpResponseRedirect(reverse(LIST))

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """Mark one, or all, as read."""
        keys = [int(key) for key in request.POST.getlist("notice") if key.isascii() and key.isdecimal()]
        count = writing.read(None if "all" in request.POST else keys, by=request.user)
        messages.success(
            request, "1 notice is marked as read." if count == 1 else f"{count} notices are marked as read."
        )
        back = f"{reverse(LIST)}?show=all" if request.POST.get("show") == "all" else reverse(LIST)
        return HttpResponseRedirect(back)

    def settings_view(self, request: HttpRequest) -> HttpResponse:
        """What goes by mail."""
        form = SettingsForm(request.POST) if request.method == "POST" else settings_form(request.user)
        if request.method == "POST" and form.is_valid():
            writing.settle(by_mail=form.cleaned_data["by_mail"], muted=form.muted, by=request.user)
            messages.success(request, "Saved." if form.cleaned_data["by_mail"] else "Saved. You get no mail.")
            return HttpResponseRedirect(reverse("admin:annotations_notice_settings"))
        context = {"title": "Notices by mail", "form": form, "email": getattr(request.user, "email", "")}
        return self.page(request, "settings", context)

    def page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        """One of the pages."""
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/annotations/notice/{name}.html", whole)
