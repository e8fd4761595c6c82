"""Topics have a status, those merged lead to another, and old addresses lead on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0015_schedules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TagAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='historicaltag',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.tag'),
        ),
        migrations.AddField(
            model_name='historicaltag',
            name='status',
            field=models.CharField(choices=[('proposed', 'proposed'), ('active', 'active'), ('deprecated', 'deprecated'), ('merged', 'merged')], db_default='active', default='active', max_length=10),
        ),
        migrations.AddField(
            model_name='tag',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='annotations.tag'),
        ),
        migrations.AddField(
            model_name='tag',
            name='status',
            field=models.CharField(choices=[('proposed', 'proposed'), ('active', 'active'), ('deprecated', 'deprecated'), ('merged', 'merged')], db_default='active', default='active', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'active', 'deprecated', 'merged'])), name='tag_status_known'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged'), models.Q(('merged_into', models.F('id')), _negated=True)), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='tag_merged_says_into_which'),
        ),
        migrations.AddField(
            model_name='tagaddress',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='annotations.tag'),
        ),
    ]
