"""Ids given out before the rows are written, so that rows can name each other."""

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max


def next_id(model: type[models.Model]) -> int:
    """The first id that no row has yet."""
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def catch_up(*written: type[models.Model]) -> None:
    """Let PostgreSQL's sequences go on behind the ids that were given out here."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(written))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
