"""Plans that PostgreSQL keeps on a connection, for statements that look things up by their keys.

To plan what is public of a kind takes it 2 to 19 ms, to answer 0.3. The plan is one and the same whatever the
keys are (`plan_cache_mode` in the settings has it made once), so it is kept only for look-ups by lists of
keys, and for what has all else written out: where few and many rows are found differently, a statement is
planned anew.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import generators
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

ROOM = 40  # plans of passing questions that a connection keeps


@dataclass(slots=True)
class Prepared:
    """The names of what was prepared on a connection: for good, and in passing, the last asked at the end."""

    lasting: set[str] = field(default_factory=set)
    passing: dict[str, None] = field(default_factory=dict)


_prepared: WeakKeyDictionary[Any, Prepared] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement whose plan is kept: its `values` stay the same, what is given each time is $1, $2, … of
    these `types`. Of those that are `is_passing`, each one of many, a connection keeps the last asked."""

    sql: str
    values: tuple[Any, ...] = ()
    types: tuple[str, ...] = ()
    is_passing: bool = False
    name: str = field(init=False)
    call: str = field(init=False)

    def __post_init__(self) -> None:
        told = repr((self.sql, self.values, self.types))
        name = f"osbiz_{blake2b(told.encode(), digest_size=12).hexdigest()}"
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "call", f"EXECUTE {name} {listed(['%s'] * len(self.types))}")

    def ask(self, *given: Any) -> list[Any]:
        """What it answers for what is given now."""
        (found,) = together((self, given))
        return found

    def keep(self) -> None:
        """Have it on the connection."""
        connection.ensure_connection()
        known = _prepared.setdefault(connection.connection, Prepared())
        if self.is_passing:
            self.keep_in_passing(known.passing)
        elif self.name not in known.lasting:
            self.prepare()
            known.lasting.add(self.name)

    def prepare(self) -> None:
        """Have the connection keep it under its name."""
        text = f"PREPARE {self.name} {listed(self.types)} AS {self.sql}"
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(text, self.values)

    def keep_in_passing(self, passing: dict[str, None]) -> None:
        """Have it among those asked last, in the place of the one whose turn was longest ago."""
        if self.name in passing:
            del passing[self.name]
        else:
            self.prepare()
        passing[self.name] = None
        if len(passing) > ROOM:
            oldest = next(iter(passing))
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(f"DEALLOCATE {oldest}")
            del passing[oldest]


def together(*asked: tuple[Plan, Sequence[Any]]) -> list[list[Any]]:
    """What several answer for what is given each, one after the other, in one message to the database."""
    for plan, _ in asked:
        plan.keep()
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(plan.call for plan, _ in asked), [each for _, given in asked for each in given]
        )
        found = [list(cursor.fetchall())]
        while len(found) < len(asked) and cursor.nextset():
            found.append(list(cursor.fetchall()))
    return found


@contextmanager
def ahead(*asked: tuple[Plan, Sequence[Any]]) -> Iterator[Callable[[], list[list[Any]]]]:
    """The same, but that something else is done while the database answers: what is given then waits for the
    answers. Nothing else is to be asked of it on this connection until then.

    psycopg's pipelines do this too, and take more of the processor than is gained by it.
    """
    for plan, _ in asked:
        plan.keep()
    raw = connection.connection
    begins = not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE
    if begins or connection.queries_logged:  # psycopg begins transactions, Django keeps the log
        yield lambda: together(*asked)
        return
    with connection.wrap_database_errors, raw.cursor() as cursor:
        given = [each for _, values in asked for each in values]
        raw.pgconn.send_query(cursor.mogrify("; ".join(plan.call for plan, _ in asked), given).encode())
        received = Received(raw)
        try:
            yield received.rows
        finally:
            received.results()


@dataclass(slots=True)
class Received:
    """The answers to what was sent on a connection, waited for when they are wanted."""

    connection: Any
    found: list[PGresult] | None = None

    def results(self) -> list[PGresult]:
        """All of them, received once."""
        if self.found is None:
            self.found = self.connection.wait(generators.execute(self.connection.pgconn))
        return self.found

    def rows(self) -> list[list[Any]]:
        """The rows of each; raises what the database answered instead."""
        with connection.wrap_database_errors:
            return [self.read(result) for result in self.results()]

    def read(self, result: PGresult) -> list[Any]:
        """The rows of one, as psycopg reads them."""
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result)
        reader = Transformer(self.connection)
        reader.set_pgresult(result)
        return reader.load_rows(0, result.ntuples, tuple)


def listed(parts: Sequence[str]) -> str:
    """A list in parentheses; nothing where it is empty, as the statements want it."""
    return f"({', '.join(parts)})" if parts else ""
