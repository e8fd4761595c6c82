"""Plans that PostgreSQL keeps on a connection, for statements that look things up by their keys.

To plan what is public of a kind takes it 2 to 19 ms, to answer 0.3. The plan is one and the same whatever the
keys are (`plan_cache_mode` in the settings has it made once), so it is kept only for look-ups by lists of
keys: where few and many rows are found differently, a statement is planned anew.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# By connection, the names of what was prepared there.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def named(sql: str) -> str:
    """The name under which the plan of a statement is kept."""
    return f"osbiz_{blake2b(sql.encode(), digest_size=12).hexdigest()}"


def ask(sql: str, values: Sequence[Any], types: Sequence[str], given: Sequence[Any]) -> list[Any]:
    """What a statement answers for what is given now ($1, $2, … of these types); `values` stay the same."""
    connection.ensure_connection()
    here, name = connection.connection, named(sql)
    known = _prepared.setdefault(here, set())
    if name not in known:
        with connection.wrap_database_errors, here.cursor() as cursor:
            cursor.execute(f"PREPARE {name} {listed(types)} AS {sql}", values)
        known.add(name)
    with connection.cursor() as cursor:
        cursor.execute(f"EXECUTE {name} {listed(['%s'] * len(given))}", given)
        return list(cursor.fetchall())


def listed(parts: Sequence[str]) -> str:
    """A list in parentheses; nothing where it is empty, as the statements want it."""
    return f"({', '.join(parts)})" if parts else ""
