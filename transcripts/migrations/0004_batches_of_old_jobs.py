"""Every job belongs to a batch; jobs from before get one each, as they were brought one by one."""

from django.db import migrations
from uuid_utils.compat import uuid7

OLD_STATES = ["queued", "running", "succeeded", "failed"]
SET_BACK = "This import was not finished when osbiz was set back to an older version. Bring it once more."


def make_batches(apps, schema_editor):
    batch, job = apps.get_model("transcripts", "Batch"), apps.get_model("transcripts", "Job")
    without = job.objects.filter(batch=None).select_related("document").defer("document__content")
    for old in without.order_by("id").iterator(chunk_size=500):
        made = batch.objects.create(
            public_id=uuid7(), origin="files", title=old.document.name, store_at_once=True
        )
        batch.objects.filter(pk=made.pk).update(created_at=old.created_at)
        job.objects.filter(pk=old.pk).update(batch=made, name=old.document.name)
    job.objects.filter(state="succeeded").update(task="store")


def leave_old_states(apps, schema_editor):
    """The version before knows no job without a document, and none that waits for a person."""
    job, alias = apps.get_model("transcripts", "Job"), schema_editor.connection.alias
    without = list(job.objects.filter(document=None).values_list("pk", flat=True))
    for name in ("JobEvent", "Reading"):
        apps.get_model("transcripts", name).objects.filter(job_id__in=without)._raw_delete(alias)
    job.objects.filter(pk__in=without)._raw_delete(alias)
    job.objects.exclude(state__in=OLD_STATES).update(state="failed", error=SET_BACK)


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0003_imports")]

    # Back: the column goes with the migration before, and the batches with their table.
    operations = [migrations.RunPython(make_batches, leave_old_states)]
