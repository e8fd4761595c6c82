"""What may be quoted of a podcast, on what ground, how long and how much of an episode."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transcripts', '0016_contributors_and_chief_editors'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalpodcast',
            name='greatest_share',
            field=models.DecimalField(blank=True, decimal_places=1, help_text='In per cent of its words, all its published quotes together; empty: no limit.', max_digits=4, null=True, verbose_name='greatest share of an episode'),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='ground',
            field=models.CharField(choices=[('quotation', 'the right to quote'), ('licence', 'its licence'), ('permission', 'a permission')], db_default='quotation', default='quotation', help_text='Nothing of it is published while what the ground asks for is not written down here: the licence, or the permission, and in both cases the attribution.', max_length=10, verbose_name='quoted on the ground of'),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='longest_quote',
            field=models.PositiveIntegerField(blank=True, help_text='In words; empty: as long as the passage needs.', null=True),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='permission',
            field=models.TextField(blank=True, db_default='', default='', help_text='What we may quote, as it was granted.'),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='permission_from',
            field=models.CharField(blank=True, db_default='', default='', help_text='Who, and in what role.', max_length=200, verbose_name='granted by'),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='permission_on',
            field=models.DateField(blank=True, null=True, verbose_name='granted on'),
        ),
        migrations.AddField(
            model_name='historicalpodcast',
            name='permission_until',
            field=models.DateField(blank=True, help_text='The last day of the permission; empty: it has no end.', null=True, verbose_name='ends on'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='greatest_share',
            field=models.DecimalField(blank=True, decimal_places=1, help_text='In per cent of its words, all its published quotes together; empty: no limit.', max_digits=4, null=True, verbose_name='greatest share of an episode'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='ground',
            field=models.CharField(choices=[('quotation', 'the right to quote'), ('licence', 'its licence'), ('permission', 'a permission')], db_default='quotation', default='quotation', help_text='Nothing of it is published while what the ground asks for is not written down here: the licence, or the permission, and in both cases the attribution.', max_length=10, verbose_name='quoted on the ground of'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='longest_quote',
            field=models.PositiveIntegerField(blank=True, help_text='In words; empty: as long as the passage needs.', null=True),
        ),
        migrations.AddField(
            model_name='podcast',
            name='permission',
            field=models.TextField(blank=True, db_default='', default='', help_text='What we may quote, as it was granted.'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='permission_from',
            field=models.CharField(blank=True, db_default='', default='', help_text='Who, and in what role.', max_length=200, verbose_name='granted by'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='permission_on',
            field=models.DateField(blank=True, null=True, verbose_name='granted on'),
        ),
        migrations.AddField(
            model_name='podcast',
            name='permission_until',
            field=models.DateField(blank=True, help_text='The last day of the permission; empty: it has no end.', null=True, verbose_name='ends on'),
        ),
        migrations.AddConstraint(
            model_name='podcast',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['quotation', 'licence', 'permission'])), name='podcast_ground_known'),
        ),
        migrations.AddConstraint(
            model_name='podcast',
            constraint=models.CheckConstraint(condition=models.Q(('longest_quote__isnull', True), ('longest_quote__gte', 1), _connector='OR'), name='podcast_longest_quote_has_words', violation_error_message='The longest quote has at least one word.'),
        ),
        migrations.AddConstraint(
            model_name='podcast',
            constraint=models.CheckConstraint(condition=models.Q(('greatest_share__isnull', True), models.Q(('greatest_share__gt', 0), ('greatest_share__lte', 100)), _connector='OR'), name='podcast_share_is_a_percentage', violation_error_message='The greatest share is a percentage: more than 0 and at most 100.'),
        ),
        migrations.AddConstraint(
            model_name='podcast',
            constraint=models.CheckConstraint(condition=models.Q(('permission_until__isnull', True), ('permission_until__gte', models.F('permission_on')), _connector='OR'), name='podcast_permission_ends_after_it_begins', violation_error_message='The permission ends before it was granted. Correct one of the days.'),
        ),
    ]
