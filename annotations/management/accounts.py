"""The accounts of a demonstration, with passwords of this data folder's own."""

import json
import os
import secrets
from pathlib import Path

from django.contrib.auth.models import Group, User

from transcripts.roles import Role

ADMINISTRATOR = "admin"
NAMES = (Role.EDITOR, Role.REVIEWER, ADMINISTRATOR)


def passwords(path: Path) -> dict[str, str]:
    """Each account's password; made at the first call and kept in a file that only its owner can read."""
    if not path.exists():
        made = {str(name): secrets.token_urlsafe(9) for name in NAMES}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(made, file, indent=2)
    return dict(json.loads(path.read_text(encoding="ascii")))


def create(path: Path) -> None:
    """Make the accounts, or give those that are there the passwords of the file."""
    for name, password in passwords(path).items():
        user, _ = User.objects.get_or_create(username=name)
        user.is_staff = True
        user.is_superuser = name == ADMINISTRATOR
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name=name))
