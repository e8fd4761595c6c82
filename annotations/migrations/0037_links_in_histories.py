from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0036_search_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalclaim",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
