"""Give the history of each appearance a beginning: what it was before anything of it was kept. A table at a
time would be one long statement on a large site, so a few thousand at once, each found by its key."""

from django.db import migrations
from django.utils import timezone

AT_ONCE = 5_000
REASON = "As it was when appearances began to have a history"


def begin(apps, schema_editor):
    alias = schema_editor.connection.alias
    rows = apps.get_model("transcripts", "Appearance").objects.using(alias).order_by("pk")
    kept = apps.get_model("transcripts", "HistoricalAppearance").objects.using(alias)
    now, last = timezone.now(), 0
    while some := list(rows.filter(pk__gt=last).values("id", "episode_id", "guest_id", "company_id", "role", "title")[:AT_ONCE]):
        last = some[-1]["id"]
        there = set(kept.filter(id__in=[row["id"] for row in some]).values_list("id", flat=True))
        kept.bulk_create(
            [
                kept.model(**row, history_date=now, history_type="+", history_change_reason=REASON)
                for row in some
                if row["id"] not in there
            ],
            batch_size=500,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("transcripts", "0024_history_of_appearances"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
