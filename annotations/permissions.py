"""Who may annotate and who may review. `can_x` answers, `check_can_x` raises."""

from typing import Any

from django.core.exceptions import PermissionDenied

from transcripts.permissions import can_edit, can_lead, roles_of
from transcripts.roles import Role

# What a review event calls the writing of words, as against moving them.
AUTHORSHIP = ("draft", "change", "confirm", "select")
NOT_YOURS = "Contributors change only what they wrote themselves. Comment on it, or ask an editor."


def can_annotate(user: Any) -> bool:
    """Whether someone may draft and change all quotes, claims and topics."""
    return Role.EDITOR in roles_of(user)


def check_can_annotate(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_annotate`."""
    if not can_annotate(user):
        raise PermissionDenied("Only editors can change quotes, claims and topics.")


def can_draft(user: Any) -> bool:
    """Whether someone may draft quotes and claims, and change these drafts."""
    return Role.CONTRIBUTOR in roles_of(user)


def check_can_draft(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_draft`."""
    if not can_draft(user):
        raise PermissionDenied("Only editors and contributors can draft quotes and claims.")


def can_change(user: Any, item: Any) -> bool:
    """Whether someone may change this version of a quote, or this claim: what they wrote; an editor all."""
    return can_annotate(user) or (can_draft(user) and has_written(user, item))


def check_can_change(user: Any, item: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_change`."""
    check_can_draft(user)
    if not can_change(user, item):
        raise PermissionDenied(NOT_YOURS)


def sees_all(user: Any) -> bool:
    """Whether someone sees the unpublished work of others: all who work here but contributors."""
    return bool(roles_of(user) - {Role.CONTRIBUTOR})


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


def can_answer_readers(user: Any) -> bool:
    """Whether someone may decide about errors that readers report, and write into the log of corrections."""
    return can_edit(user) or can_review(user)


def check_can_answer_readers(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_answer_readers`."""
    if not can_answer_readers(user):
        raise PermissionDenied("Only editors and reviewers decide about what readers report.")


def can_govern(user: Any) -> bool:
    """Whether someone may rename, move, merge and split topics, and say which are in use."""
    return can_lead(user)


def check_can_govern(user: Any) -> None:
    """Raise PermissionDenied, saying who may, unless `can_govern`."""
    if not can_govern(user):
        raise PermissionDenied("Only chief editors can rename, move, merge and split topics.")
