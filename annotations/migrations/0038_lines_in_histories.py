"""What a history keeps of lines begins with what they are now: the newest entry of each thing says so."""

from django.db import migrations, models

AT_ONCE = 500
# The lines of each, with their model, what they stand under, and their columns.
LINES = {"Tag": {"synonyms": ("TagSynonym", "tag_id", ("text",))}}


def say_what_is(apps, schema_editor):
    """Only the newest entry of each: what lines were before nobody wrote down."""
    for name, lines in LINES.items():
        history = apps.get_model("annotations", f"Historical{name}")
        newest = history.objects.order_by().values_list("id").annotate(models.Max("history_id"))
        entries = sorted(newest)
        for first in range(0, len(entries), AT_ONCE):
            some = dict(entries[first : first + AT_ONCE])
            kept = {key: {line: [] for line in lines} for key in some}
            for line, (model, owner, columns) in lines.items():
                rows = apps.get_model("annotations", model).objects.filter(**{f"{owner}__in": list(some)})
                for key, *values in rows.values_list(owner, *columns):
                    plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
                    kept[key][line].append(dict(zip(columns, plain, strict=True)))
                for links in kept.values():
                    links[line].sort(key=lambda one: [str(value) for value in one.values()])
            rows = [history(history_id=entry, linked=kept[key]) for key, entry in some.items()]
            history.objects.bulk_update(rows, ["linked"])


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0037_links_in_histories"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltag",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.RunPython(say_what_is, migrations.RunPython.noop, elidable=True),
    ]
