"""The publication log gets an order without gaps."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0022_claims_of_a_company_in_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='position',
            field=models.BigIntegerField(editable=False, help_text='Its place in the feed of changes, given once it is certain that none comes before it.', null=True, unique=True),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('position', None)), fields=['id'], name='publication_without_position'),
        ),
    ]
