from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0008_personal_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalwebhook",
            name="linked",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
