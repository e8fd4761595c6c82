"""The comments that a person sees, and those that wait for somebody."""

from typing import Any

from django.db.models import Q, QuerySet

from annotations.models import Comment, Quote
from annotations.permissions import sees_all


def visible_to(user: Any) -> QuerySet[Comment]:
    """What is said on passages, and on the quotes that this person sees."""
    if sees_all(user):
        return Comment.objects.all()
    quotes = Quote.objects.visible_to(user)
    talks = Comment.objects.filter(Q(quote=None) | Q(quote__in=quotes), answers=None)
    return Comment.objects.filter(Q(pk__in=talks.values("pk")) | Q(answers__in=talks.values("pk")))


def waiting_for(user: Any) -> QuerySet[Comment]:
    """What colleagues say to a person and nobody has resolved, the newest first: comments and answers that
    mention them, and comments on their quotes."""
    others = Comment.objects.exclude(created_by=user)
    to_them = others.filter(mentions=user)
    about = Q(pk__in=to_them.values("pk")) | Q(pk__in=to_them.values("answers"))
    on_theirs = Q(quote__in=Quote.objects.filter(created_by=user)) & ~Q(created_by=user)
    unresolved = visible_to(user).filter(about | on_theirs, resolved_at=None, answers=None)
    return unresolved.select_related("created_by", "episode").order_by("-created_at", "-id")
