"""Every job belongs to a batch; jobs from before get one each, as they were brought one by one."""

from django.db import migrations
from uuid_utils.compat import uuid7


def make_batches(apps, schema_editor):
    batch, job = apps.get_model("transcripts", "Batch"), apps.get_model("transcripts", "Job")
    without = job.objects.filter(batch=None).select_related("document").defer("document__content")
    for old in without.order_by("id").iterator(chunk_size=500):
        made = batch.objects.create(
            public_id=uuid7(), origin="files", title=old.document.name, store_at_once=True
        )
        batch.objects.filter(pk=made.pk).update(created_at=old.created_at)
        job.objects.filter(pk=old.pk).update(batch=made, name=old.document.name)


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0003_imports")]

    # Back: the column goes with the migration before, and the rows with their table.
    operations = [migrations.RunPython(make_batches, migrations.RunPython.noop)]
