"""Plans that PostgreSQL keeps on a connection, for statements that look things up by their keys.

To plan what is public of a kind takes it 2 to 19 ms, to answer 0.3. The plan is one and the same whatever the
keys are (`plan_cache_mode` in the settings has it made once), so it is kept only for look-ups by lists of
keys: where few and many rows are found differently, a statement is planned anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# By connection, the names of what was prepared there.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement whose plan is kept: its `values` stay the same, what is given each time is $1, $2, … of
    these `types`."""

    sql: str
    values: tuple[Any, ...] = ()
    types: tuple[str, ...] = ()
    name: str = field(init=False)
    call: str = field(init=False)

    def __post_init__(self) -> None:
        name = f"osbiz_{blake2b(self.sql.encode(), digest_size=12).hexdigest()}"
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "call", f"EXECUTE {name} {listed(['%s'] * len(self.types))}")

    def ask(self, *given: Any) -> list[Any]:
        """What it answers for what is given now."""
        connection.ensure_connection()
        here = connection.connection
        known = _prepared.setdefault(here, set())
        if self.name not in known:
            with connection.wrap_database_errors, here.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} {listed(self.types)} AS {self.sql}", self.values)
            known.add(self.name)
        with connection.cursor() as cursor:
            cursor.execute(self.call, given)
            return list(cursor.fetchall())


def listed(parts: Sequence[str]) -> str:
    """A list in parentheses; nothing where it is empty, as the statements want it."""
    return f"({', '.join(parts)})" if parts else ""
