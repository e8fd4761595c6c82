"""What is the current text was adopted when it was made."""

from django.db import migrations
from django.db.models import F


def adopt_current(apps, schema_editor):
    revisions = apps.get_model("transcripts", "Revision").objects
    revisions.filter(is_current=True, adopted_at=None).update(
        adopted_at=F("created_at"), adopted_by=F("created_by")
    )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0011_corrections")]

    # Back: the columns go with the migration before.
    operations = [migrations.RunPython(adopt_current, migrations.RunPython.noop)]
