"""Samples of quotes are coded a second time, blind, to measure agreement."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0018_due_dates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodingRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.BigIntegerField(help_text='The same seed draws the same sample from the same quotes.')),
                ('drawn_at', models.DateTimeField(auto_now_add=True)),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coding_rounds', to=settings.AUTH_USER_MODEL, verbose_name='second coder')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'agreement round',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('first', models.JSONField(help_text='The topics it had.')),
                ('second', models.JSONField(help_text='The topics the second coder gave it.', null=True)),
                ('coded_at', models.DateTimeField(null=True)),
                ('decided', models.JSONField(help_text='The topics a third person decided on.', null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stratum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='annotations.tag')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='annotations.quoteversion')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='annotations.codinground')),
            ],
            options={
                'ordering': ['round', 'position'],
                'constraints': [models.UniqueConstraint(fields=('round', 'position'), name='coding_position_once'), models.UniqueConstraint(fields=('round', 'version'), name='coding_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('coded_at__isnull', True), ('second__isnull', True)), models.Q(('coded_at__isnull', False), ('second__isnull', False)), _connector='OR'), name='coding_coded_at'), models.CheckConstraint(condition=models.Q(models.Q(('decided__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False), ('second__isnull', False)), _connector='OR'), name='coding_decided_at_and_by')],
            },
        ),
    ]
