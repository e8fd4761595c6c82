"""Everybody's own keys, for their tools; administrators see whose there are, and take them away."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from api.models import PersonalToken
from api.services import personaltokens, tokens
from transcripts.admin.history import ToldHistory
from transcripts.permissions import is_staff_member

USUAL = timedelta(days=90)
WITHIN_A_YEAR = "A day to come, within a year."
ONCE = "The key of “{token}” is {secret} – it is shown this once. Copy it now, and show it to nobody."


@admin.register(PersonalToken)
class PersonalTokenAdmin(ToldHistory, admin.ModelAdmin):
    """One's own keys. One is made here and then only revoked."""

    list_display = ["name", "user", "created_at", "expires_at", "revoked_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    fields = ["name", "expires_at"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonalToken]:
        """One's own; an administrator's are all."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(user=request.user.pk)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Everybody who works here may have some."""
        return is_staff_member(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own are looked at."""
        return is_staff_member(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Everybody who works here makes their own."""
        return is_staff_member(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is as it was made."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is revoked, and that there was one stays known."""
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A key lasts a season unless somebody says else."""
        return {"expires_at": timezone.now() + USUAL, **super().get_changeform_initial_data(request)}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """It says that a key ends."""
        told = {"expires_at": WITHIN_A_YEAR}
        return super().get_form(request, obj, change, help_texts=told, **kwargs)

    def save_model(self, request: HttpRequest, obj: PersonalToken, form: ModelForm, change: bool) -> None:
        """Make it, and show its key."""
        made, secret = personaltokens.issue(
            name=obj.name, expires_at=form.cleaned_data["expires_at"], by=request.user
        )
        obj.pk, obj.user, obj.hashed = made.pk, made.user, made.hashed
        self.message_user(request, ONCE.format(token=made, secret=secret), messages.WARNING)

    @admin.action(description="Revoke from now on", permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[PersonalToken]) -> None:
        """Take them no more."""
        for token in chosen:
            tokens.revoke(token=token, by=request.user)
        self.message_user(request, f"{len(chosen)} revoked.")
