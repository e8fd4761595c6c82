"""Fold the titles of podcasts and episodes from before."""

import unicodedata

from django.db import migrations


def folded(title):
    letters = (c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).casefold().split())


def fold_titles(apps, schema_editor):
    for name in ("Podcast", "Episode"):
        model = apps.get_model("transcripts", name)
        for pk, title in model.objects.filter(folded="").exclude(title="").values_list("pk", "title"):
            model.objects.filter(pk=pk).update(
                folded=folded(title)[: model._meta.get_field("folded").max_length]
            )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0008_folded_titles")]

    # Back: the columns go with the migration before.
    operations = [migrations.RunPython(fold_titles, migrations.RunPython.noop)]
