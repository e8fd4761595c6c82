from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0037_links_in_histories'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicaltag',
            name='linked',
            field=models.JSONField(editable=False, null=True),
        ),
    ]
