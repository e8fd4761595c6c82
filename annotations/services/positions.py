"""The order in which the publication log is read: without gaps, whoever writes at the same time."""

from django.db import connection, transaction

from annotations.models import Publication

# One gives positions at a time; PostgreSQL names such a lock by a number.
LOCK = 7_034_512_001

GIVE = """
    UPDATE annotations_publication SET position = waiting.position
    FROM (
        SELECT id, (SELECT COALESCE(MAX(position), 0) FROM annotations_publication)
                   + ROW_NUMBER() OVER (ORDER BY id) AS position
        FROM annotations_publication WHERE position IS NULL
    ) AS waiting
    WHERE annotations_publication.id = waiting.id
"""


def give() -> int:
    """Give every entry that stands a position behind all others, and return the last position (0: none).

    An entry's id is given while its transaction still runs, so a reader who has seen entry 7 could miss entry
    6, which is stored a moment later. A position is given to what stands already, by one at a time: whatever
    is stored later stands behind. Two entries about one thing keep their order, as the second waited for it.
    """
    if Publication.objects.filter(position=None).exists():
        with transaction.atomic():
            alone()
            with connection.cursor() as cursor:
                cursor.execute(GIVE)
    return last()


def last() -> int:
    """The greatest position that was given; 0 where none was."""
    known = Publication.objects.exclude(position=None).order_by("-position")
    return known.values_list("position", flat=True).first() or 0


def alone() -> None:
    """Wait until nobody else gives positions; in SQLite only one writes at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
