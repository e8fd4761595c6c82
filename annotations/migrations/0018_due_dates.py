"""By which day something is to be decided, and indexes that find what is due."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0017_vocabulary_changes'),
        ('transcripts', '0019_likely_duplicates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='due_on',
            field=models.DateField(blank=True, editable=False, help_text='By when it is to be decided about, or worked over.', null=True, verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='due_on',
            field=models.DateField(blank=True, editable=False, help_text='By when it is to be decided about, or worked over.', null=True, verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='due_on',
            field=models.DateField(blank=True, help_text='By when it is to be decided about, or worked over.', null=True, verbose_name='due on'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['state', 'due_on', 'id'], name='claim_due'),
        ),
        migrations.AddIndex(
            model_name='quoteversion',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['state', 'due_on', 'id'], name='quote_version_due'),
        ),
    ]
