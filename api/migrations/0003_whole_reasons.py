"""Reasons of changes are kept whole; on the way back they are cut to what fits again."""

from django.db import migrations, models
from django.db.models.functions import Left

LONGEST = 100


def cut(apps, schema_editor):
    for model in apps.get_app_config("api").get_models(include_auto_created=True):
        if any(field.name == "history_change_reason" for field in model._meta.fields):
            rows = model.objects.using(schema_editor.connection.alias)
            rows.update(history_change_reason=Left("history_change_reason", LONGEST))


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_partners'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalpartner',
            name='history_change_reason',
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name='historicaltoken',
            name='history_change_reason',
            field=models.TextField(null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, cut),
    ]
