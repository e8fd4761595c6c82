"""Give a thing back what it was at a point of its history, as a new change: by the same form, service and
permission as a change by hand. What it is now stays in the history."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from transcripts.admin.history import (
    GONE,
    UNTOLD,
    Difference,
    ToldHistory,
    fields_of,
    in_words,
    in_words_each,
    label_of,
    linked,
    names_among,
    names_of,
    pointed_to,
)
from transcripts.comparing import runs_of
from transcripts.models.linked import Line, kept_by, lines_of, links_of
from transcripts.services import records

LONGEST_REASON = 1000  # characters; what is longer belongs into a comment
TEMPLATE = "admin/restore.html"
NOTHING = "Nothing would change: all that can be restored is so already."
MEANWHILE = "Somebody has changed it since you looked. Look at the difference again."


def why(request: HttpRequest) -> str:
    """The reason that was typed beside a form; it stays with the change."""
    return Truncator(request.POST.get("why", "").strip()).chars(LONGEST_REASON)


class RestorableHistory(ToldHistory):
    """A history page from which a thing can be given back what it was."""

    # What a service says where it does not do it.
    refusals: tuple[type[Exception], ...] = (ValidationError, PermissionDenied)

    def may_restore(self, request: HttpRequest, thing: Model) -> bool:
        """Whoever may change it may."""
        options: Any = self
        return bool(options.has_change_permission(request, thing))

    def restore_url(self, thing: Model, record: Any) -> str:
        """A page of its own; a deletion leaves nothing to restore."""
        if record.history_type == "-":
            return ""
        opts = type(thing)._meta
        name = f"admin:{opts.app_label}_{opts.model_name}_simple_history"
        return reverse(name, args=[thing.pk, record.history_id])

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """What restoring would change; then, and only by a button, the change."""
        records, thing = self.recorded(request, object_id)
        record = records.filter(history_id=version_id).first() if version_id.isdecimal() else None
        if record is None or record.history_type == "-":
            raise Http404("Its history has no such state.")
        if not self.may_restore(request, thing):
            raise PermissionDenied
        form, newest = self.restoring(request, thing, record), str(records[0].history_id)
        if not form.has_changed() and not differing_lines(thing, record):
            messages.info(request, NOTHING)
            return HttpResponseRedirect(address("history", thing))
        if request.method == "POST":
            return self.store_state(request, thing, record, form)
        return self.restoring_page(request, thing, record, form, newest)

    def restoring(self, request: HttpRequest, thing: Model, record: Any) -> ModelForm:
        """The form of a thing filled in as it was, as far as this person may change it."""
        options: Any = self
        readonly = options.get_readonly_fields(request, thing)
        kept = fields_of(record) - UNTOLD | {*linked(record)}
        asked = [
            name
            for name in flatten_fieldsets(options.get_fieldsets(request, thing))
            if name in kept and name not in readonly
        ]
        kind = options.get_form(request, thing, change=True, fields=asked)
        data = {
            name: field.prepare_value(former(record, name))
            for name, field in kind.base_fields.items()
            if name in asked
        }
        form: ModelForm = kind(data=data, instance=self.recorded(request, str(thing.pk))[1])
        for name in set(form.fields) - set(asked):
            del form.fields[name]
        return form

    def restoring_page(
        self, request: HttpRequest, thing: Model, record: Any, form: ModelForm, newest: str
    ) -> HttpResponse:
        """The present and the former state, word by word."""
        options: Any = self
        context = {
            **options.admin_site.each_context(request),
            "opts": options.opts,
            "original": thing,
            "title": f"Restore {thing}",
            "as_of": told(record),
            "differences": list(
                differing(thing, record, [*form.changed_data, *differing_lines(thing, record)])
            ),
            "stays": list(differing(thing, record, self.staying(record, form))),
            "seen": newest,
            "longest": LONGEST_REASON,
        }
        return TemplateResponse(request, TEMPLATE, context)

    def staying(self, record: Any, form: ModelForm) -> list[str]:
        """The fields that are not restored, as another page or another person changes them."""
        present = type(form.instance)._default_manager.get(pk=form.instance.pk)
        now = links_of(type(present), [present.pk])[present.pk]
        lines = lines_of(type(present))
        links = [
            name
            for name, keys in linked(record).items()
            if name not in form.fields and name not in lines and now[name] != keys
        ]
        return links + [
            field.name
            for field in record.tracked_fields
            if field.name not in UNTOLD
            and field.name not in form.fields
            and not field.primary_key
            and getattr(present, field.attname) != getattr(record, field.attname)
        ]

    @transaction.atomic
    def store_state(self, request: HttpRequest, thing: Model, record: Any, form: ModelForm) -> HttpResponse:
        """Store the former state as a new change, unless the present one is not what was looked at: the row
        is held until it is stored, so that no other change comes in between."""
        type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
        newest = self.recorded(request, str(thing.pk))[0][0]
        if request.POST.get("seen") != str(newest.history_id):
            return self.not_restored(request, thing, record, MEANWHILE)
        if not form.is_valid():
            return self.not_restored(request, thing, record, " ".join(faults(form)))
        reason = reason_of(record, why(request))
        options: Any = self
        try:
            with transaction.atomic():
                options.store(request, form.save(commit=False), form, change=True, reason=reason)
                options.save_related(request, form, [], change=True)
                if lines := differing_lines(thing, record):
                    records.set_lines(form.instance, lines, by=request.user, reason=reason)
        except self.refusals as refusal:
            return self.not_restored(
                request, thing, record, " ".join(getattr(refusal, "messages", [str(refusal)]))
            )
        messages.success(request, f"Restored as it was on {told(record)}. What it was until now stays here.")
        return HttpResponseRedirect(address("history", thing))

    def not_restored(self, request: HttpRequest, thing: Model, record: Any, message: str) -> HttpResponse:
        """Say why, and show the difference as it is now."""
        messages.error(request, message)
        return HttpResponseRedirect(self.restore_url(thing, record))


def address(page: str, thing: Model) -> str:
    """A page of the thing."""
    opts = type(thing)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[thing.pk])


def told(record: Any) -> str:
    """When a state was stored, for people."""
    return date_format(timezone.localtime(record.history_date), "j F Y, H:i")


def reason_of(record: Any, reason: str) -> str:
    """What the history says of a restoring."""
    return f"As on {told(record)}. {reason}".strip()


def faults(form: ModelForm) -> Iterator[str]:
    """Why a former state cannot be restored, by field."""
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        said = " ".join(str(error) for error in errors)
        yield f"{field.label}: {said}" if field else said


def former(record: Any, name: str) -> Any:
    """What a state says of a field, as forms have it: of links those that still lead somewhere."""
    field = record.instance_type._meta.get_field(name)
    if name not in linked(record):
        return getattr(record, field.attname)
    return sorted(names_of([record])[name])


def differing(thing: Model, record: Any, names: list[str]) -> Iterator[Difference]:
    """Fields as they are and as they were, word by word."""
    for name in names:
        field = type(thing)._meta.get_field(name)
        runs = runs_of(in_words(field, value_of(thing, name)), in_words(field, value_of(record, name)))
        yield Difference(label_of(field), runs)


def differing_lines(thing: Model, record: Any) -> dict[str, list[Line]]:
    """The lines of a state where they are not as they are now, by their names; of a line whose company
    is gone nothing can be given back."""
    model = type(thing)
    now = links_of(model, [thing.pk])[thing.pk]
    found: dict[str, list[Line]] = {}
    for name in linked(record).keys() & lines_of(model).keys():
        source, keys = pointed_to(model, name, linked(record)[name])
        there = set(source._base_manager.filter(pk__in=keys).values_list("pk", flat=True)) if source else ()
        column = lines_of(model)[name][0]
        kept = [line for line in linked(record)[name] if source is None or line[column] in there]
        if kept != now[name]:
            found[name] = kept
    return found


def value_of(thing: Any, name: str) -> Any:
    """A value to be told, of a thing or of a state of it; what it points to may be gone."""
    if name in linked(thing):
        return in_words_each(thing.instance_type, name, linked(thing)[name], names_of([thing]))
    model = type(thing)
    if name in kept_by(model):
        now = links_of(model, [thing.pk])[thing.pk]
        return in_words_each(model, name, now[name], names_among(model, [now]))
    try:
        return getattr(thing, name)
    except ObjectDoesNotExist:
        return GONE
