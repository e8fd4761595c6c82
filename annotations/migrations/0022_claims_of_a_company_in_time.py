"""An index in the order of a company’s timeline, so that a page is read from its beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0021_accept_old_evidence")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["company", "holds_from", "public_id"],
                condition=models.Q(state="published"),
                name="claim_timeline",
            ),
        ),
    ]
