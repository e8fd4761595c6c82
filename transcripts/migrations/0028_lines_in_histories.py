from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transcripts', '0027_links_in_histories'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalaudiofile',
            name='linked',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicalcompany',
            name='linked',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicalguest',
            name='linked',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='companyname',
            name='folded',
            field=models.CharField(editable=False, error_messages={'unique': 'Another company goes by one of these names. Take it away there first.'}, max_length=200, unique=True),
        ),
    ]
