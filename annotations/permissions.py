"""Who may annotate and who may review. `can_x` answers, `check_can_x` raises."""

from typing import Any

from django.core.exceptions import PermissionDenied

from transcripts.permissions import roles_of
from transcripts.roles import Role

# What a review event calls the writing of words, as against moving them.
AUTHORSHIP = ("draft", "change", "confirm", "select")


def can_annotate(user: Any) -> bool:
    """Whether someone may draft and change quotes, claims and topics."""
    return Role.EDITOR in roles_of(user)


def check_can_annotate(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_annotate`."""
    if not can_annotate(user):
        raise PermissionDenied("Only editors can change quotes, claims and topics.")


def has_written(user: Any, item: Any) -> bool:
    """Whether someone drafted or changed this version of a quote, or this claim: four eyes are two people's,
    so none of its authors decides about it, whoever changed it last."""
    if item.changed_by_id == user.pk:
        return True
    return item.events.filter(action__in=AUTHORSHIP, by=user.pk).exists()


def can_review(user: Any) -> bool:
    """Whether someone may decide about the work of others."""
    return Role.REVIEWER in roles_of(user)


def check_can_review(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_review`."""
    if not can_review(user):
        raise PermissionDenied("Only reviewers can decide about quotes and claims.")
