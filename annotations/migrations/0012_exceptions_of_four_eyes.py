"""An administrator may approve what they wrote themselves, where an event records why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0011_publication_kinds'),
        ('transcripts', '0016_contributors_and_chief_editors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_four_eyes',
        ),
        migrations.RemoveConstraint(
            model_name='quoteversion',
            name='quote_version_four_eyes',
        ),
        migrations.AddField(
            model_name='claim',
            name='override',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.reviewevent'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='override',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.reviewevent'),
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='override',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.reviewevent'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='is_override',
            field=models.BooleanField(db_default=False, default=False, help_text='An administrator approved what they wrote themselves; the note says why.', verbose_name='exception of four eyes'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'published']), _negated=True), models.Q(('approved_by__isnull', False), models.Q(models.Q(('approved_by', models.F('changed_by')), _negated=True), ('override__isnull', False), _connector='OR')), _connector='OR'), name='claim_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('override__isnull', True), ('approved_by__isnull', False), _connector='OR'), name='claim_override_is_of_an_approval'),
        ),
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'published']), _negated=True), models.Q(('approved_by__isnull', False), models.Q(models.Q(('approved_by', models.F('changed_by')), _negated=True), ('override__isnull', False), _connector='OR')), _connector='OR'), name='quote_version_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.CheckConstraint(condition=models.Q(('override__isnull', True), ('approved_by__isnull', False), _connector='OR'), name='quote_version_override_is_of_an_approval'),
        ),
        migrations.AddConstraint(
            model_name='reviewevent',
            constraint=models.CheckConstraint(condition=models.Q(('is_override', False), models.Q(('action', 'approve'), models.Q(('note', ''), _negated=True)), _connector='OR'), name='review_event_override_says_why'),
        ),
    ]
