"""What corrections and their adoption leave behind, and known mis-hearings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0010_fewer_and_better_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mishearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heard', models.CharField(help_text='As the transcripts write it, whole words.', max_length=200)),
                ('meant', models.CharField(help_text='What is really said.', max_length=200)),
                ('match_case', models.BooleanField(default=True, help_text='Whether upper and lower case must agree.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'known mis-hearing',
                'ordering': ['podcast', 'heard'],
            },
        ),
        migrations.AddField(
            model_name='revision',
            name='adopted_at',
            field=models.DateTimeField(blank=True, help_text='When it first became the current text.', null=True),
        ),
        migrations.AddField(
            model_name='revision',
            name='adopted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='base',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made_from_it', to='transcripts.revision'),
        ),
        migrations.AddField(
            model_name='revision',
            name='declined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='revision',
            name='declined_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='declined_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='revision',
            name='origin',
            field=models.CharField(choices=[('import', 'imported'), ('correction', 'corrected'), ('return', 'taken back from an earlier one'), ('merge', 'a new import with our corrections')], max_length=10),
        ),
        migrations.AddField(
            model_name='mishearing',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mishearing',
            name='podcast',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mishearings', to='transcripts.podcast'),
        ),
        migrations.AddConstraint(
            model_name='mishearing',
            constraint=models.UniqueConstraint(fields=('podcast', 'heard'), name='mishearing_known_once'),
        ),
        migrations.AddConstraint(
            model_name='mishearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heard', ''), _negated=True), models.Q(('meant', ''), _negated=True), models.Q(('heard', models.F('meant')), _negated=True)), name='mishearing_differs'),
        ),

    ]
