"""Fold the names of people and companies from before, some at a time, so that nobody else waits for long."""

import unicodedata

from django.db import migrations

SOME = 1_000


def folded(name):
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).casefold().split())


def fold_names(apps, schema_editor):
    for kind in ("Guest", "Company"):
        rows = apps.get_model("transcripts", kind).objects.filter(folded="").order_by("pk")
        some = list(rows[:SOME])
        while some:
            for one in some:
                one.folded = folded(one.name)[:200]
            rows.bulk_update(some, ["folded"])
            some = list(rows.filter(pk__gt=some[-1].pk)[:SOME])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("transcripts", "0031_folded_names")]

    # Back: the columns go with the migration before.
    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
