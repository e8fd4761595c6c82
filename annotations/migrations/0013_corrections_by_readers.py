"""What readers report as wrong, and the public log of what was corrected."""

import django.db.models.deletion
import simple_history.models
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0012_exceptions_of_four_eyes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ErrorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('object_type', models.CharField(choices=[('quote', 'quote'), ('claim', 'claim'), ('tag', 'topic'), ('guest', 'person'), ('company', 'company'), ('episode', 'episode'), ('podcast', 'podcast'), ('page', 'page')], max_length=10, verbose_name='about a')),
                ('object_id', models.UUIDField(blank=True, help_text='The public id of what it is about.', null=True)),
                ('address', models.CharField(blank=True, help_text='The page it was sent from.', max_length=300, verbose_name='page')),
                ('text', models.TextField(max_length=3000)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='address for an answer')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('refused', 'refused')], default='open', max_length=10)),
                ('answer', models.TextField(blank=True, help_text='Sent to the reader, where they left an address.')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='reader told')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.publication', verbose_name='change made')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-received_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('object_type', models.CharField(choices=[('quote', 'quote'), ('claim', 'claim'), ('tag', 'topic'), ('guest', 'person'), ('company', 'company'), ('episode', 'episode'), ('podcast', 'podcast'), ('page', 'page')], max_length=10, verbose_name='about a')),
                ('object_id', models.UUIDField(blank=True, help_text='The public id of what it is about.', null=True)),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='page')),
                ('wrong', models.TextField(max_length=2000, verbose_name='what was wrong')),
                ('changed', models.TextField(max_length=2000, verbose_name='what was changed')),
                ('corrected_on', models.DateField(verbose_name='corrected on')),
                ('published_at', models.DateTimeField(auto_now_add=True, verbose_name='in the log since')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.publication', verbose_name='change made')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='annotations.errorreport')),
            ],
            options={
                'verbose_name': 'correction',
                'ordering': ['-published_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCorrection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False)),
                ('object_type', models.CharField(choices=[('quote', 'quote'), ('claim', 'claim'), ('tag', 'topic'), ('guest', 'person'), ('company', 'company'), ('episode', 'episode'), ('podcast', 'podcast'), ('page', 'page')], max_length=10, verbose_name='about a')),
                ('object_id', models.UUIDField(blank=True, help_text='The public id of what it is about.', null=True)),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='page')),
                ('wrong', models.TextField(max_length=2000, verbose_name='what was wrong')),
                ('changed', models.TextField(max_length=2000, verbose_name='what was changed')),
                ('corrected_on', models.DateField(verbose_name='corrected on')),
                ('published_at', models.DateTimeField(blank=True, editable=False, verbose_name='in the log since')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('change', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.publication', verbose_name='change made')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.errorreport')),
            ],
            options={
                'verbose_name': 'historical correction',
                'verbose_name_plural': 'historical corrections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalErrorReport',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False)),
                ('object_type', models.CharField(choices=[('quote', 'quote'), ('claim', 'claim'), ('tag', 'topic'), ('guest', 'person'), ('company', 'company'), ('episode', 'episode'), ('podcast', 'podcast'), ('page', 'page')], max_length=10, verbose_name='about a')),
                ('object_id', models.UUIDField(blank=True, help_text='The public id of what it is about.', null=True)),
                ('address', models.CharField(blank=True, help_text='The page it was sent from.', max_length=300, verbose_name='page')),
                ('text', models.TextField(max_length=3000)),
                ('received_at', models.DateTimeField(blank=True, editable=False, verbose_name='received')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('refused', 'refused')], default='open', max_length=10)),
                ('answer', models.TextField(blank=True, help_text='Sent to the reader, where they left an address.')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='reader told')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('change', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.publication', verbose_name='change made')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical error report',
                'verbose_name_plural': 'historical error reports',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name='errorreport',
            index=models.Index(fields=['-received_at', '-id'], name='error_report_newest'),
        ),
        migrations.AddIndex(
            model_name='errorreport',
            index=models.Index(fields=['state', '-received_at', '-id'], name='error_report_by_state'),
        ),
        migrations.AddIndex(
            model_name='errorreport',
            index=models.Index(fields=['object_type', 'object_id'], name='error_report_of_object'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(('object_type__in', ['quote', 'claim', 'tag', 'guest', 'company', 'episode', 'podcast', 'page'])), name='error_report_subject_known'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('object_id__isnull', True), ('object_type', 'page')), models.Q(models.Q(('object_type', 'page'), _negated=True), ('object_id__isnull', False)), _connector='OR'), name='error_report_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='error_report_says_something'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('settled_at__isnull', True), ('settled_by__isnull', True), ('state', 'open')), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('state__in', ['answered', 'refused']), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='error_report_settled_at_by_and_why'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(('told_at__isnull', True), ('email', ''), _connector='OR'), name='error_report_told_keeps_no_address'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['-published_at', '-public_id'], name='correction_newest'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['object_type', 'object_id'], name='correction_of_object'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('object_type__in', ['quote', 'claim', 'tag', 'guest', 'company', 'episode', 'podcast', 'page'])), name='correction_subject_known'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('object_id__isnull', True), ('object_type', 'page')), models.Q(models.Q(('object_type', 'page'), _negated=True), ('object_id__isnull', False)), _connector='OR'), name='correction_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wrong', ''), _negated=True), models.Q(('changed', ''), _negated=True)), name='correction_says_what'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='correction_withdrawn_says_why'),
        ),
    ]
