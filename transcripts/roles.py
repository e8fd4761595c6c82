"""What a person may be asked to do. Groups of these names are made by a migration."""

from enum import StrEnum


class Role(StrEnum):
    """A person can have several; an administrator (superuser) has all."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
