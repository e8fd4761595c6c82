"""Accounts: Django's own form of them, with a history that says which roles came and went."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.text import capfirst

from transcripts.admin.history import in_words


class AccountAdmin(UserAdmin):
    """Accounts. Roles decide whose eyes count as the other two: a change is told with what was before."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What changed, from what to what; of a password only that it did."""
        changed = [name for name in form.changed_data if name in {one.name for one in told_of(form)}]
        if add or not changed:
            return super().construct_change_message(request, form, formsets, add)
        return " ".join(difference(form, name) for name in changed)


def told_of(form: ModelForm) -> list[Any]:
    """The fields of an account that a form has."""
    meta = form.instance._meta
    return [one for one in (*meta.concrete_fields, *meta.many_to_many) if one.name in form.fields]


def difference(form: ModelForm, name: str) -> str:
    """A field as it was and as it is: “Groups: nothing → reviewer.”"""
    field = form.instance._meta.get_field(name)
    sides = (in_words(field, plain(value)) for value in (form.initial.get(name), form.cleaned_data[name]))
    return f"{capfirst(str(field.verbose_name))}: {' → '.join(sides)}."


def plain(value: Any) -> Any:
    """A value, or the names of what is chosen."""
    return sorted(map(str, value)) if hasattr(value, "__iter__") and not isinstance(value, str) else value


admin.site.unregister(User)
admin.site.register(User, AccountAdmin)
