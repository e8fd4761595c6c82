"""The index that finds the quotes to confirm, in the order in which they are shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0009_lists_of_a_person")]

    operations = [
        migrations.AddIndex(
            model_name="quoteversion",
            index=models.Index(
                condition=models.Q(("anchor_status__in", ["confirm", "lost"])),
                fields=["-id"],
                name="quote_version_uncertain",
            ),
        ),
        migrations.RemoveIndex(model_name="quoteversion", name="quote_version_to_confirm"),
    ]
