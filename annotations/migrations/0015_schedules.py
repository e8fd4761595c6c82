"""Times at which what is approved is to be published, and what came of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0014_identity_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='to be published at')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='set at')),
                ('outcome', models.CharField(choices=[('waiting', 'waiting'), ('published', 'published'), ('refused', 'refused'), ('cancelled', 'cancelled')], default='waiting', max_length=10)),
                ('why', models.TextField(blank=True, help_text='Why it was refused or cancelled.')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='came to its end at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by')),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='annotations.claim')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='annotations.quoteversion', verbose_name='quote')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('outcome', 'waiting')), fields=['at', 'id'], name='schedule_waiting'), models.Index(condition=models.Q(('outcome', 'refused')), fields=['-ended_at', '-id'], name='schedule_refused')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', True), ('version__isnull', False)), models.Q(('claim__isnull', False), ('version__isnull', True)), _connector='OR'), name='schedule_of_one_thing'), models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('version',), name='schedule_one_of_a_version'), models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('claim',), name='schedule_one_of_a_claim'), models.CheckConstraint(condition=models.Q(('outcome__in', ['waiting', 'published', 'refused', 'cancelled'])), name='schedule_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('outcome', 'waiting')), models.Q(models.Q(('outcome', 'waiting'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='schedule_ended_at_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='schedule_refused_says_why')],
            },
        ),
    ]
