"""Indexes in the order of the admin’s lists, so that a page is read from its beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_presence")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["-changed_at", "-id"], name="claim_newest"),
        ),
        migrations.AddIndex(
            model_name="quoteversion",
            index=models.Index(fields=["-changed_at", "-id"], name="quote_version_newest"),
        ),
        migrations.AddIndex(
            model_name="reviewevent",
            index=models.Index(fields=["action", "-id"], name="review_event_by_action"),
        ),
    ]
