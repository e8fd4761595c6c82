"""Fold the names of people and companies from before."""

import unicodedata

from django.db import migrations


def folded(name):
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).casefold().split())


def fold_names(apps, schema_editor):
    for kind in ("Guest", "Company"):
        model = apps.get_model("transcripts", kind)
        for pk, name in model.objects.filter(folded="").values_list("pk", "name"):
            model.objects.filter(pk=pk).update(folded=folded(name)[:200])


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0031_folded_names")]

    # Back: the columns go with the migration before.
    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
