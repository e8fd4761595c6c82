"""How far the publication log has come: another number whenever what readers see has changed."""

from django.db import connection

from transcripts.plans import Plan

# Asked with every page, so each part is read from an index of its own: aggregates of one SELECT read all of
# the log. In one statement, as an entry that gets its position meanwhile is to be counted once.
ENTRIES = """
    SELECT COALESCE((SELECT MAX(position) FROM annotations_publication), 0)
         + (SELECT COUNT(*) FROM annotations_publication WHERE position IS NULL)
"""
PLAN = Plan(ENTRIES)


def current() -> int:
    """How many entries stand in the log.

    The greatest id would not do: ids are given before a transaction ends, so an entry with a smaller one may
    come after it. Positions have no gaps, so the last of them counts all entries that have one.
    """
    if connection.vendor == "postgresql":
        return int(PLAN.ask()[0][0])
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES)
        return int(cursor.fetchone()[0])
