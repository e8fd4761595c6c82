"""What every page of our admin keeps: permissions by role, writes through services."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from transcripts.admin.lists import Bounded
from transcripts.admin.opened import FIELD, form_as_opened, newest
from transcripts.admin.restoring import LONGEST_REASON, RestorableHistory, why
from transcripts.forms import Rows
from transcripts.permissions import can_edit, is_staff_member
from transcripts.services import records
from transcripts.signals import RELATED


class RolePermissions:
    """Permissions from `permissions.py`: whoever works here reads, editors write, nobody deletes."""

    def may_write(self, request: HttpRequest) -> bool:
        """Whether this person may add and change such things."""
        return can_edit(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to everybody who works here."""
        return is_staff_member(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever works here may look."""
        return is_staff_member(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may write may add."""
        return self.may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may write may change."""
        return self.may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes: what was published must stay findable."""
        return False


class ReadOnlyAdmin(Bounded, RolePermissions, admin.ModelAdmin):
    """Things the admin shows and never writes."""

    actions: Sequence[str] | None = None

    def may_write(self, request: HttpRequest) -> bool:
        """Not here."""
        return False


class RecordAdmin(RestorableHistory, Bounded, RolePermissions, SimpleHistoryAdmin):
    """Things with a history, written through `records.save` with the reason typed beside the form."""

    actions: Sequence[str] | None = None
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Store the record and its history."""
        self.store(request, obj, form, change=change, reason=why(request))

    def store(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool, reason: str) -> None:
        """Store what a form holds, by the service of such things."""
        held = {field.name for field in obj._meta.many_to_many} & form.cleaned_data.keys()
        links = {name: form.cleaned_data[name] for name in held}
        records.save(obj, by=request.user, reason=reason, links=links)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """The form, which overwrites nothing that others changed since it was opened."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return form_as_opened(form, request.POST.get(FIELD, ""))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, which asks why, and says which state it shows."""
        more = {"longest_reason": LONGEST_REASON, "opened": newest(kwargs.get("obj"))}
        return super().render_change_form(request, {**context, **more}, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Store what hangs on the record, and let those know who follow it."""
        changed = any(formset.has_changed() for formset in formsets)
        with records.announced([form.instance], [RELATED] if changed else [], by=request.user):
            super().save_related(request, form, formsets, change)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """Store the lines under a record, and note in its history that they changed."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            records.remove(row, by=request.user, reason=why(request))
        for row in rows:
            records.save(row, by=request.user, reason=why(request))
        formset.save_m2m()
        if rows or formset.deleted_objects:
            records.note(form.instance, by=request.user, reason=told_of(formset, why(request)))


def told_of(formset: BaseModelFormSet, reason: str) -> str:
    """What became of the lines under a record, and why: "Synonyms: added BSL; took away SSPL. Reason"."""
    added = [str(row) for row in formset.new_objects]
    changed = [f"{row} ({', '.join(fields)})" for row, fields in formset.changed_objects]
    gone = [str(row) for row in formset.deleted_objects]
    parts = (("added", added), ("changed", changed), ("took away", gone))
    told = "; ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)
    model: Any = formset.model
    sentence = f"{capfirst(str(model._meta.verbose_name_plural))}: {told}"
    return f"{sentence}. {reason}" if reason else sentence


class RowInline(RolePermissions, admin.TabularInline):
    """Lines under a record, which may be taken away again."""

    extra = 0
    formset = Rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A field under a column's head, which names itself to those who do not see the head."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = str(field.label)
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A line is part of its record."""
        return self.may_write(request)
