"""What a history keeps of lines begins with what they are now: the newest entry of each thing says so."""

from django.db import migrations, models

AT_ONCE = 500
NAMES = ("text", "since", "until")
# The lines of each, with their model, what they stand under, and their columns.
LINES = {
    "Guest": {"names": ("GuestName", "guest_id", NAMES)},
    "Company": {
        "names": ("CompanyName", "company_id", NAMES),
        "owners": ("CompanyOwner", "company_id", ("owner_id", "since", "until")),
    },
    "AudioFile": {"points": ("SyncPoint", "audio_id", ("transcript_ms", "audio_ms"))},
}


def say_what_is(apps, schema_editor):
    """Only the newest entry of each: what lines were before nobody wrote down."""
    for name, lines in LINES.items():
        history = apps.get_model("transcripts", f"Historical{name}")
        newest = history.objects.order_by().values_list("id").annotate(models.Max("history_id"))
        entries = sorted(newest)
        for first in range(0, len(entries), AT_ONCE):
            some = dict(entries[first : first + AT_ONCE])
            kept = {key: {line: [] for line in lines} for key in some}
            for line, (model, owner, columns) in lines.items():
                rows = apps.get_model("transcripts", model).objects.filter(**{f"{owner}__in": list(some)})
                for key, *values in rows.values_list(owner, *columns):
                    plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
                    kept[key][line].append(dict(zip(columns, plain, strict=True)))
                for links in kept.values():
                    links[line].sort(key=lambda one: [str(value) for value in one.values()])
            rows = [history(history_id=entry, linked=kept[key]) for key, entry in some.items()]
            history.objects.bulk_update(rows, ["linked"])


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0027_links_in_histories"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalaudiofile",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="historicalcompany",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="historicalguest",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="companyname",
            name="folded",
            field=models.CharField(
                editable=False,
                error_messages={
                    "unique": "Another company goes by one of these names. Take it away there first."
                },
                max_length=200,
                unique=True,
            ),
        ),
        migrations.RunPython(say_what_is, migrations.RunPython.noop, elidable=True),
    ]
