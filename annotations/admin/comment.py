"""Comments in the admin: what colleagues say to each other, and what became of it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from annotations.models import Comment
from annotations.selectors import comments as selectors
from annotations.services import comments
from annotations.workflow import Refusal
from transcripts.admin.base import RecordAdmin


@admin.register(Comment)
class CommentAdmin(RecordAdmin):
    """Every comment that one sees, the newest first. They are made in the desk; its author may reword one."""

    list_display = ["short", "episode", "created_by", "created_at", "resolved_by"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["episode__podcast", "created_by", "resolved_by"]
    search_fields = ["text"]
    ordering = ["-created_at", "-id"]
    fields = ["text", "about", "created_by", "created_at", "resolved_by", "resolved_at"]
    readonly_fields = ["about", "created_by", "created_at", "resolved_by", "resolved_at"]
    refusals = (*RecordAdmin.refusals, Refusal)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """The comments this person sees."""
        return selectors.visible_to(request.user).order_by(*self.get_ordering(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In the desk, beside the words."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its author may."""
        return obj is not None and obj.created_by_id == request.user.pk and self.has_view_permission(request)

    @admin.display(description="comment")
    def short(self, comment: Comment) -> str:
        """What it says, shortened."""
        return Truncator(comment.text).chars(110)

    @admin.display(description="said of")
    def about(self, comment: Comment) -> str:
        """The words or the comment it is about, and the way to them."""
        desk = reverse("admin:transcripts_episode_annotate", args=[comment.episode_id])
        words = comment.answers or comment.exact
        told = f"“{words}”" if words else "a quote"
        return format_html(
            '<a href="{}#comment-{}">{} of {}</a>', desk, comment.public_id, told, comment.episode
        )

    def store(
        self, request: HttpRequest, obj: Comment, form: ModelForm, *, change: bool, reason: str
    ) -> None:
        """Say it otherwise."""
        comments.reword(obj, text=form.cleaned_data["text"], reason=reason, by=request.user)
