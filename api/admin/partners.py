"""Partners and their tokens, for administrators."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet, Sum
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from api.models import Partner, Scope, Token
from api.services import tokens
from transcripts.admin.base import RecordAdmin
from transcripts.admin.history import ToldHistory

DAYS = 30
ONCE = "The key of “{token}” is {secret} – it is shown this once. Hand it over safely."


class ForAdministrators:
    """Only an administrator sees and writes such things."""

    def may_write(self, request: HttpRequest) -> bool:
        """Whether this person is one."""
        return bool(getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to nobody else."""
        return self.may_write(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody else looks."""
        return self.may_write(request)


@admin.register(Partner)
class PartnerAdmin(ForAdministrators, RecordAdmin):
    """Who builds on what is published, and how much they ask."""

    list_display = ["name", "plan", "contact", "requests"]
    list_filter = ["plan"]
    search_fields = ["name", "contact"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        """With what they asked of late."""
        since = timezone.now().date() - timedelta(days=DAYS)
        of_late = Sum("tokens__usage__requests", filter=Q(tokens__usage__day__gte=since))
        return super().get_queryset(request).annotate(of_late=of_late)

    @admin.display(description=f"requests in {DAYS} days", ordering="of_late")
    def requests(self, partner: Any) -> int:
        """What they asked of late."""
        return partner.of_late or 0


@admin.register(Token)
class TokenAdmin(ToldHistory, admin.ModelAdmin):
    """The keys of partners. One is made here and then only revoked, or rotated."""

    list_display = ["name", "partner", "created_at", "expires_at", "revoked_at", "last_used_at"]
    list_select_related = ["partner"]
    search_fields = ["name", "partner__name"]
    fields = ["partner", "name", "scopes", "expires_at"]
    actions = ["rotate", "revoke"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A token is for everything unless somebody says else."""
        return {"scopes": Scope.values, **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A token is as it was made; the list is for those who may change it."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A token is revoked, and what was asked by it stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Token, form: ModelForm, change: bool) -> None:
        """Make it, and show its key."""
        made, secret = tokens.issue(
            partner=obj.partner,
            name=obj.name,
            scopes=obj.scopes,
            expires_at=obj.expires_at,
            by=request.user,
        )
        obj.pk, obj.hashed = made.pk, made.hashed
        self.message_user(request, ONCE.format(token=made, secret=secret), messages.WARNING)

    @admin.action(description="Rotate: make another beside it, for seven days", permissions=["change"])
    def rotate(self, request: HttpRequest, chosen: QuerySet[Token]) -> None:
        """Make another in the place of each that is still taken."""
        for token in chosen:
            if token.refusal:
                self.message_user(request, f"{token}: {token.refusal}", messages.ERROR)
                continue
            made, secret = tokens.rotate(token=token, by=request.user)
            self.message_user(request, ONCE.format(token=made, secret=secret), messages.WARNING)

    @admin.action(description="Revoke from now on", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Token]) -> None:
        """Take them no more."""
        for token in chosen:
            tokens.revoke(token=token, by=request.user)
        self.message_user(request, f"{len(chosen)} revoked.")
