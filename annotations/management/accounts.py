"""The accounts of a demonstration, with passwords of this data folder's own."""

import json
import os
import secrets
from pathlib import Path

from django.contrib.auth.models import Group, User

from transcripts.roles import Role

# Who there is to be, by the name to sign in with.
ROLES = {
    "contributor": Role.CONTRIBUTOR,
    "editor": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "chief": Role.CHIEF_EDITOR,
    "admin": Role.ADMINISTRATOR,
}


def passwords(path: Path) -> dict[str, str]:
    """Each account's password; made where it is missing and kept in a file that only its owner can read."""
    kept = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}
    made = {name: kept.get(name) or secrets.token_urlsafe(9) for name in ROLES}
    if made != kept:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(made, file, indent=2)
    return made


def create(path: Path) -> None:
    """Make the accounts, or give those that are there the passwords of the file."""
    for name, password in passwords(path).items():
        user, _ = User.objects.get_or_create(username=name)
        user.is_staff = True
        user.is_superuser = ROLES[name] == Role.ADMINISTRATOR
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name=ROLES[name]))
