"""Anchors say how sure they are and why; placements and alarms."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0001_initial'),
        ('transcripts', '0013_adopted_or_declined'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('words', 'its words are not what stands at its place'), ('seal', 'its words are not those that were approved'), ('text', 'the text of its revision is not the one that was stored'), ('speaker', 'it credits somebody who does not speak there')], max_length=10)),
                ('message', models.TextField()),
                ('found_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(help_text='When it was found last.')),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_note', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-found_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_start', models.PositiveIntegerField()),
                ('source_end', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('exact', 'exact'), ('moved', 'moved with its words unchanged'), ('confirm', 'needs confirming'), ('lost', 'not found')], max_length=10)),
                ('reason', models.CharField(max_length=20)),
                ('score', models.FloatField()),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('candidates', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('decision', models.CharField(blank=True, choices=[('confirmed', 'confirmed as proposed'), ('selected', 'selected again'), ('withdrawn', 'withdrawn or discarded'), ('overtaken', 'settled by a later text')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='quoteversion',
            name='quote_version_published_is_attributed_and_anchored',
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='anchor_reason',
            field=models.CharField(db_default='unchanged', default='unchanged', help_text='Why the anchor stands so.', max_length=20),
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='anchor_score',
            field=models.FloatField(db_default=1.0, default=1.0, help_text='From 0 to 1 (the same words).'),
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='exact_sha256',
            field=models.CharField(db_default='', default='', editable=False, help_text='Of the words in UTF-8.', max_length=64),
        ),
        migrations.AddIndex(
            model_name='quoteversion',
            index=models.Index(condition=models.Q(('anchor_status__in', ['confirm', 'lost'])), fields=['anchor_status', '-id'], name='quote_version_to_confirm'),
        ),
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), models.Q(('kind', 'notes'), ('speaker__isnull', False), _connector='OR')), _connector='OR'), name='quote_version_published_is_attributed'),
        ),
        migrations.AddConstraint(
            model_name='quoteversion',
            constraint=models.CheckConstraint(condition=models.Q(('anchor_status__in', ['exact', 'moved', 'confirm', 'lost']), ('anchor_score__gte', 0), ('anchor_score__lte', 1)), name='quote_version_anchor_known'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alarm',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='annotations.quoteversion'),
        ),
        migrations.AddField(
            model_name='placement',
            name='by',
            field=models.ForeignKey(help_text='Who changed the text.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='placement',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='placement',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transcripts.revision'),
        ),
        migrations.AddField(
            model_name='placement',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='transcripts.revision'),
        ),
        migrations.AddField(
            model_name='placement',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='annotations.quoteversion'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['words', 'seal', 'text', 'speaker'])), name='alarm_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('version', 'kind'), name='alarm_raised_once'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at__isnull', True), models.Q(('settled_by__isnull', False), models.Q(('settled_note', ''), _negated=True)), _connector='OR'), name='alarm_settled_by_and_why'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(condition=models.Q(('decision', ''), ('status__in', ['confirm', 'lost'])), fields=['id'], name='placement_waiting'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', ''), ('status__in', ['confirm', 'lost'])), fields=('version',), name='placement_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['confirm', 'lost']), models.Q(('start__isnull', False), ('end__gt', models.F('start')), ('decision', '')), _connector='OR'), name='placement_certain_has_place'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', '')), models.Q(('decision__in', ['confirmed', 'selected', 'withdrawn', 'overtaken']), ('decided_at__isnull', False)), _connector='OR'), name='placement_decided_at'),
        ),
    ]
