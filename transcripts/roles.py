"""What a person may be asked to do. Groups of these names are made by migrations."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """A person can have several. An administrator is a superuser, and the only role without a group."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    CHIEF_EDITOR = "chief editor"
    ADMINISTRATOR = "administrator"


# The roles that a group of the same name gives.
GROUPS = tuple(role for role in Role if role != Role.ADMINISTRATOR)
# Who has the one may do all that the others may.
INCLUDED = {
    Role.EDITOR: frozenset({Role.CONTRIBUTOR}),
    Role.CHIEF_EDITOR: frozenset({Role.CONTRIBUTOR, Role.EDITOR, Role.REVIEWER}),
    Role.ADMINISTRATOR: frozenset(Role),
}


def with_included(roles: Iterable[Role]) -> frozenset[Role]:
    """These roles, and those that they include."""
    given = frozenset(roles)
    return given.union(*(INCLUDED.get(role, frozenset()) for role in given))
