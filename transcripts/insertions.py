"""New rows, stored by statements that are written once and whose plans PostgreSQL keeps: Django takes longer
to write the statement of a row anew each time than the database to store it."""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Field, Model

from transcripts.plans import Plan


@dataclass(frozen=True, slots=True)
class Insertion:
    """The statement that stores a row of one model, and the fields whose values it takes."""

    plan: Plan
    fields: tuple[Field, ...]

    def store(self, thing: Model) -> None:
        """Store it and give it its key."""
        values = (field.get_db_prep_save(field.pre_save(thing, True), connection) for field in self.fields)
        ((thing.pk,),) = self.plan.ask(*values)
        thing._state.adding, thing._state.db = False, connection.alias


def insert(thing: Model) -> None:
    """Store something new, as `save` does, for models to whose saving nobody listens."""
    if connection.vendor == "postgresql":
        insertion_of(type(thing)).store(thing)
    else:
        thing.save(force_insert=True)


@cache
def insertion_of(model: type[Model]) -> Insertion:
    """What stores rows of this model, whose key the database gives."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = tuple(field for field in meta.concrete_fields if not field.primary_key)
    types = tuple(str(field.cast_db_type(connection)) for field in fields)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(f"${place}" for place in range(1, len(fields) + 1))
    into = f"INSERT INTO {quote(meta.db_table)} ({columns})"
    plan = Plan(f"{into} VALUES ({values}) RETURNING {quote(str(meta.pk.column))}", types=types)
    return Insertion(plan, fields)
