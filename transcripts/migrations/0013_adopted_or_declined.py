"""A current text was adopted, a declined one never is; and the waiting ones are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0012_current_is_adopted")]

    operations = [
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('adopted_at__isnull', True), ('declined_at__isnull', True)), fields=['-created_at', '-id'], name='revision_proposed'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('is_current', False), ('adopted_at__isnull', False), _connector='OR'), name='revision_current_is_adopted'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('adopted_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='revision_adopted_or_declined'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('declined_at__isnull', True), ('declined_by__isnull', True)), models.Q(('declined_at__isnull', False), ('declined_by__isnull', False), models.Q(('declined_reason', ''), _negated=True)), _connector='OR'), name='revision_declined_at_by_and_why'),
        ),
    ]
