"""More of what can happen to the public view of a thing, and what machines did."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0010_uncertain_by_age'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='publication',
            name='publication_kind_known',
        ),
        migrations.AddField(
            model_name='publication',
            name='merged_into',
            field=models.UUIDField(blank=True, help_text='The public id of what it became.', null=True),
        ),
        migrations.AlterField(
            model_name='publication',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Nobody where a feed or an import did it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='publication',
            name='kind',
            field=models.CharField(choices=[('published', 'published'), ('updated', 'updated'), ('moved', 'its words unchanged, its place in a newer text another'), ('merged', 'merged into another'), ('hidden', 'no longer shown'), ('withdrawn', 'withdrawn')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'updated', 'moved', 'merged', 'hidden', 'withdrawn'])), name='publication_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'merged'), ('merged_into__isnull', False)), models.Q(models.Q(('kind', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='publication_merged_says_into_what'),
        ),
    ]
