"""Times as PostgreSQL sends them, read by Python's own parser: a page of the API reads four hundred, and the
reader that psycopg and Django share takes ten times as long for each."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.signals import connection_created
from psycopg.adapt import Buffer, Loader


class Timestamps(Loader):
    """Reads a `timestamptz`; sessions of Django's are in UTC. Django asks a loader for its `timezone`."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        """The moment, as Django has it."""
        return datetime.fromisoformat(str(data, "ascii"))


def read_times(connection: Any, **kwargs: Any) -> None:
    """Receives Django's connection_created."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", Timestamps)


connection_created.connect(read_times, dispatch_uid="transcripts.read_times")
