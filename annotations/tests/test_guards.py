"""The database's own guards do not stand in the way of a migration, and are there again after it."""

import pytest
from django.core.management import call_command
from django.db import connection

from annotations.guards import GUARDS, lift_guards

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite remakes tables"),
]


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'osbiz_%'")
        return cursor.fetchone()[0]


def test_guards_are_lifted_for_a_migration_and_come_back_with_it() -> None:
    before = triggers()
    assert before >= len(GUARDS)
    lift_guards(using="default")
    assert triggers() < before
    call_command("migrate", verbosity=0)
    assert triggers() == before
