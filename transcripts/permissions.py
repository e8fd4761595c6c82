"""Who may do what with documents, episodes and people. `can_x` answers, `check_can_x` raises."""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from transcripts.prepared import MARKS, Statement, prepared
from transcripts.roles import GROUPS, Role, with_included

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

REMEMBERED = "_osbiz_roles"


def roles_of(user: "User | AnonymousUser") -> frozenset[Role]:
    """The roles of a person with those they include, read once per request from their groups; nobody else
    has any."""
    if not user.is_active or not user.is_authenticated:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    known: frozenset[Role] | None = getattr(
        user, REMEMBERED, None
    )  # a request's user is a stand-in for theirs
    if known is None:
        known = remember_groups(user, {name for (name,) in _groups().rows([user.pk])})
    return known


def remember_groups(user: "User | AnonymousUser", names: Collection[str | None]) -> frozenset[Role]:
    """Have somebody's roles known, whose groups were read along with them."""
    found = with_included(role for role in GROUPS if role in names)
    setattr(user, REMEMBERED, found)
    return found


@cache
def _groups() -> Statement:
    """The names of somebody's groups."""
    roles = get_user_model().objects.filter(pk__in=MARKS[:1]).values_list("groups__name")
    return prepared(roles, planned=True)


def is_staff_member(user: "User | AnonymousUser") -> bool:
    """Whether someone works here at all."""
    return bool(roles_of(user))


def can_edit(user: "User | AnonymousUser") -> bool:
    """Whether someone may import documents and edit episodes, people and companies."""
    return Role.EDITOR in roles_of(user)


def check_can_edit(user: "User | AnonymousUser") -> None:
    """Raise PermissionDenied, saying who may, unless `can_edit`."""
    if not can_edit(user):
        raise PermissionDenied("Only editors can change this. Ask an administrator for the editor’s role.")


def can_lead(user: "User | AnonymousUser") -> bool:
    """Whether someone answers for the whole, and so for what may be quoted of a podcast."""
    return Role.CHIEF_EDITOR in roles_of(user)
