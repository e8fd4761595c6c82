"""Claims with a subject, a value, a time, a rank and relations; what is tied to them is accepted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0019_agreement'),
        ('transcripts', '0020_former_names_and_owners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('accepted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('contradicts', 'contradicts'), ('refines', 'refines'), ('supersedes', 'supersedes')], max_length=12)),
            ],
            options={
                'verbose_name': 'relation between claims',
                'verbose_name_plural': 'relations between claims',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_state_known',
        ),
        migrations.AddField(
            model_name='claim',
            name='about',
            field=models.ForeignKey(blank=True, help_text='Where it is about no company or person.', limit_choices_to={'status': 'active'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims_about', to='annotations.tag', verbose_name='topic it is about'),
        ),
        migrations.AddField(
            model_name='claim',
            name='currency',
            field=models.CharField(blank=True, db_default='', default='', help_text='By its code (ISO 4217): USD, EUR.', max_length=3),
        ),
        migrations.AddField(
            model_name='claim',
            name='high',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='Where a range ends.', max_digits=24, null=True, verbose_name='to'),
        ),
        migrations.AddField(
            model_name='claim',
            name='holds_from',
            field=models.DateField(blank=True, help_text='The first day; empty where that is not known.', null=True, verbose_name='holds from'),
        ),
        migrations.AddField(
            model_name='claim',
            name='holds_until',
            field=models.DateField(blank=True, help_text='The last day; empty where it still holds.', null=True, verbose_name='holds until'),
        ),
        migrations.AddField(
            model_name='claim',
            name='low',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='In full: 13000000. Of a range, where it begins.', max_digits=24, null=True, verbose_name='value'),
        ),
        migrations.AddField(
            model_name='claim',
            name='metric',
            field=models.CharField(blank=True, db_default='', default='', help_text='What is measured, always by the same name: “annual recurring revenue”.', max_length=100),
        ),
        migrations.AddField(
            model_name='claim',
            name='per',
            field=models.CharField(blank=True, db_default='', default='', help_text='“year”, “seat”.', max_length=50),
        ),
        migrations.AddField(
            model_name='claim',
            name='precision',
            field=models.CharField(blank=True, choices=[('year', 'year'), ('month', 'month'), ('day', 'day')], db_default='', default='', help_text='How precisely these days are known. “In 2018” is 1 January to 31 December 2018, by year.', max_length=5),
        ),
        migrations.AddField(
            model_name='claim',
            name='qualifier',
            field=models.CharField(blank=True, choices=[('about', 'about'), ('at_least', 'at least'), ('at_most', 'at most'), ('more_than', 'more than'), ('less_than', 'less than')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='claim',
            name='rank',
            field=models.CharField(choices=[('preferred', 'preferred'), ('normal', 'normal'), ('deprecated', 'deprecated')], db_default='normal', default='normal', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='claim',
            name='rank_reason',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='claim',
            name='scope',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of what it holds, where not of all: “in Europe”, “of self-hosted customers”.', max_length=200),
        ),
        migrations.AddField(
            model_name='claim',
            name='subject',
            field=models.CharField(blank=True, db_default='', default='', help_text='Else what it is about: a project, a market, “founders”.', max_length=200, verbose_name='subject in words'),
        ),
        migrations.AddField(
            model_name='claim',
            name='unit',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of what: “percent”, “people”, “times”.', max_length=50),
        ),
        migrations.AddField(
            model_name='evidence',
            name='accepted_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='accepted_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='override',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.reviewevent'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='about',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Where it is about no company or person.', limit_choices_to={'status': 'active'}, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='annotations.tag', verbose_name='topic it is about'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='currency',
            field=models.CharField(blank=True, db_default='', default='', help_text='By its code (ISO 4217): USD, EUR.', max_length=3),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='high',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='Where a range ends.', max_digits=24, null=True, verbose_name='to'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='holds_from',
            field=models.DateField(blank=True, help_text='The first day; empty where that is not known.', null=True, verbose_name='holds from'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='holds_until',
            field=models.DateField(blank=True, help_text='The last day; empty where it still holds.', null=True, verbose_name='holds until'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='low',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='In full: 13000000. Of a range, where it begins.', max_digits=24, null=True, verbose_name='value'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='metric',
            field=models.CharField(blank=True, db_default='', default='', help_text='What is measured, always by the same name: “annual recurring revenue”.', max_length=100),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='per',
            field=models.CharField(blank=True, db_default='', default='', help_text='“year”, “seat”.', max_length=50),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='precision',
            field=models.CharField(blank=True, choices=[('year', 'year'), ('month', 'month'), ('day', 'day')], db_default='', default='', help_text='How precisely these days are known. “In 2018” is 1 January to 31 December 2018, by year.', max_length=5),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='qualifier',
            field=models.CharField(blank=True, choices=[('about', 'about'), ('at_least', 'at least'), ('at_most', 'at most'), ('more_than', 'more than'), ('less_than', 'less than')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='rank',
            field=models.CharField(choices=[('preferred', 'preferred'), ('normal', 'normal'), ('deprecated', 'deprecated')], db_default='normal', default='normal', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='rank_reason',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='scope',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of what it holds, where not of all: “in Europe”, “of self-hosted customers”.', max_length=200),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='subject',
            field=models.CharField(blank=True, db_default='', default='', help_text='Else what it is about: a project, a market, “founders”.', max_length=200, verbose_name='subject in words'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='unit',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of what: “percent”, “people”, “times”.', max_length=50),
        ),
        migrations.AlterField(
            model_name='claim',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('superseded', 'superseded'), ('needs_evidence', 'needs evidence'), ('withdrawn', 'withdrawn'), ('discarded', 'discarded')], default='draft', editable=False, max_length=20),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='historicalclaim',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('superseded', 'superseded'), ('needs_evidence', 'needs evidence'), ('withdrawn', 'withdrawn'), ('discarded', 'discarded')], default='draft', editable=False, max_length=20),
        ),
        migrations.AlterField(
            model_name='reviewevent',
            name='from_state',
            field=models.CharField(blank=True, choices=[('draft', 'draft'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('superseded', 'superseded'), ('needs_evidence', 'needs evidence'), ('withdrawn', 'withdrawn'), ('discarded', 'discarded')], max_length=20),
        ),
        migrations.AlterField(
            model_name='reviewevent',
            name='to_state',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('superseded', 'superseded'), ('needs_evidence', 'needs evidence'), ('withdrawn', 'withdrawn'), ('discarded', 'discarded')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['company', 'metric', 'holds_from'], name='claim_of_company'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('metric', ''), _negated=True), fields=['metric', 'holds_from'], name='claim_of_metric'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(condition=models.Q(('accepted_at__isnull', True)), fields=['id'], name='evidence_waiting'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'changes_requested', 'approved', 'published', 'superseded', 'needs_evidence', 'withdrawn', 'discarded'])), name='claim_state_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('high__isnull', True), models.Q(('high__gt', models.F('low')), ('low__isnull', False)), _connector='OR'), name='claim_range_rises', violation_error_message='A range needs a value to begin with, and ends above it.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('low__isnull', False), models.Q(('currency', ''), ('per', ''), ('qualifier', ''), ('unit', '')), _connector='OR'), name='claim_unit_is_of_a_value', violation_error_message='A qualifier, unit, currency or “per” needs a value.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('qualifier__in', ['', 'about', 'at_least', 'at_most', 'more_than', 'less_than'])), name='claim_qualifier_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('currency', ''), ('currency__regex', '^[A-Z]{3}$'), _connector='OR'), name='claim_currency_is_a_code', violation_error_message='Give the currency by its code of three capitals, such as USD.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holds_from__isnull', True), ('holds_until__isnull', True), ('precision', '')), models.Q(('precision__in', ['year', 'month', 'day']), models.Q(('holds_from__isnull', False), ('holds_until__isnull', False), _connector='OR')), _connector='OR'), name='claim_time_says_how_precise', violation_error_message='A time needs a first or a last day, and how precisely it is known.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('holds_from__isnull', True), ('holds_until__isnull', True), ('holds_until__gte', models.F('holds_from')), _connector='OR'), name='claim_time_runs_forward', violation_error_message='The last day comes before the first. Exchange them.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', ['preferred', 'normal', 'deprecated'])), name='claim_rank_known'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rank', 'deprecated'), _negated=True), models.Q(('rank_reason', ''), _negated=True), _connector='OR'), name='claim_deprecated_says_why'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='evidence_accepted_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_by__isnull', True), models.Q(('accepted_by', models.F('created_by')), _negated=True), ('override__isnull', False), _connector='OR'), name='evidence_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('override__isnull', True), ('accepted_by__isnull', False), _connector='OR'), name='evidence_override_is_of_an_acceptance'),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='accepted_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='created_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='override',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.reviewevent'),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='annotations.claim'),
        ),
        migrations.AddField(
            model_name='claimrelation',
            name='target',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='related_by', to='annotations.claim'),
        ),
        migrations.AddIndex(
            model_name='claimrelation',
            index=models.Index(fields=['target', 'kind', 'source'], name='claim_relation_back'),
        ),
        migrations.AddIndex(
            model_name='claimrelation',
            index=models.Index(condition=models.Q(('accepted_at__isnull', True)), fields=['id'], name='claim_relation_waiting'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='claimrelation_accepted_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_by__isnull', True), models.Q(('accepted_by', models.F('created_by')), _negated=True), ('override__isnull', False), _connector='OR'), name='claimrelation_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(('override__isnull', True), ('accepted_by__isnull', False), _connector='OR'), name='claimrelation_override_is_of_an_acceptance'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.UniqueConstraint(fields=('source', 'kind', 'target'), name='claim_relation_once'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['contradicts', 'refines', 'supersedes'])), name='claim_relation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='claim_relation_not_to_itself'),
        ),
        migrations.AddConstraint(
            model_name='claimrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'contradicts'), _negated=True), ('source__lt', models.F('target')), _connector='OR'), name='claim_relation_contradicts_once'),
        ),
    ]
