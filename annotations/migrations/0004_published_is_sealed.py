"""Whatever is published has its words sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_seal_words")]

    operations = [
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exact_sha256', ''), _negated=True), models.Q(('state', 'published'), _negated=True), _connector='OR'), name='quote_version_published_is_sealed'),
        ),
    ]
