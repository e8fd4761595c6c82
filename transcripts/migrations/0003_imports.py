"""Imports are read, confirmed and stored: batches, jobs that wait for a person, their logs and readings."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0002_editorial_groups"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ('origin', models.CharField(choices=[('files', 'files'), ('paste', 'pasted text'), ('address', 'address'), ('feed', 'feed'), ('command', 'command line')], max_length=10)),
                ('title', models.CharField(max_length=255)),
                ('store_at_once', models.BooleanField(default=False, help_text='Store what is read without waiting for somebody to confirm it.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'batches',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='JobEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('message', models.TextField()),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KnownLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(max_length=200)),
                ('decided_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['podcast', 'folded'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parser', models.CharField(help_text="The parser's version; a newer one reads again.", max_length=40)),
                ('content', models.BinaryField(help_text='A ParsedDocument as compressed JSON.')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='job',
            name='job_state_known',
        ),
        migrations.AddField(
            model_name='job',
            name='address',
            field=models.URLField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='job',
            name='cancel_requested',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='job',
            name='chosen_format',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='job',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='job',
            name='due_at',
            field=models.DateTimeField(default=django.utils.timezone.now, help_text='Waits since then, or until then.'),
        ),
        migrations.AddField(
            model_name='job',
            name='decisions',
            field=models.JSONField(blank=True, default=dict, help_text='Who the editor says the labels are, by episode and label.'),
        ),
        migrations.AddField(
            model_name='job',
            name='done',
            field=models.PositiveIntegerField(default=0, help_text='Episodes stored so far.'),
        ),
        migrations.AddField(
            model_name='job',
            name='name',
            field=models.CharField(db_default='', default='', help_text="The document's file name or address.", max_length=255),
        ),
        migrations.AddField(
            model_name='job',
            name='podcast',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transcripts.podcast'),
        ),
        migrations.AddField(
            model_name='job',
            name='task',
            field=models.CharField(choices=[('fetch', 'fetch'), ('read', 'read'), ('store', 'store')], default='read', max_length=10),
        ),
        migrations.AddField(
            model_name='job',
            name='total',
            field=models.PositiveIntegerField(default=0, help_text='Episodes to store.'),
        ),
        migrations.AlterField(
            model_name='job',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='transcripts.sourcedocument'),
        ),
        migrations.AlterField(
            model_name='job',
            name='state',
            field=models.CharField(choices=[('queued', 'waiting for a worker'), ('running', 'running'), ('ready', 'to confirm'), ('succeeded', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('discarded', 'discarded')], default='queued', max_length=10),
        ),
        migrations.AddField(
            model_name='batch',
            name='podcast',
            field=models.ForeignKey(blank=True, help_text='The podcast of all these documents; empty: as each document says.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transcripts.podcast'),
        ),
        migrations.AddField(
            model_name='job',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='transcripts.batch'),
        ),
        migrations.RemoveIndex(model_name='job', name='job_to_take'),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'due_at', 'id'], name='job_to_take'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['batch', 'state'], name='job_progress'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready', 'succeeded', 'failed', 'cancelled', 'discarded'])), name='job_state_known'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('task__in', ['fetch', 'read', 'store'])), name='job_task_known'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('document__isnull', False), ('task', 'fetch'), ('state__in', ['cancelled', 'discarded', 'failed']), _connector='OR'), name='job_has_document_or_address'),
        ),
        migrations.AddField(
            model_name='jobevent',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='transcripts.job'),
        ),
        migrations.AddField(
            model_name='knownlabel',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='knownlabel',
            name='guest',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_labels', to='transcripts.guest'),
        ),
        migrations.AddField(
            model_name='knownlabel',
            name='podcast',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_labels', to='transcripts.podcast'),
        ),
        migrations.AddField(
            model_name='reading',
            name='job',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='transcripts.job'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['files', 'paste', 'address', 'feed', 'command'])), name='batch_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='knownlabel',
            constraint=models.UniqueConstraint(fields=('podcast', 'folded'), name='known_label_once_per_podcast'),
        ),
        migrations.AddConstraint(
            model_name='knownlabel',
            constraint=models.CheckConstraint(condition=models.Q(('folded', ''), _negated=True), name='known_label_has_letters'),
        ),

    ]
