"""Audio files, points where they and the transcript agree, and podcasts that insert advertisements."""

import django.db.models.deletion
import simple_history.models
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0013_adopted_or_declined"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpodcast",
            name="dynamic_ads",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Its audio differs from download to download, so times are shown without a link.",
                verbose_name="inserts advertisements",
            ),
        ),
        migrations.AddField(
            model_name="podcast",
            name="dynamic_ads",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Its audio differs from download to download, so times are shown without a link.",
                verbose_name="inserts advertisements",
            ),
        ),
        migrations.CreateModel(
            name="AudioFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                (
                    "name",
                    models.CharField(
                        help_text="What it is, such as “the feed’s file of 3 July 2024”.", max_length=200
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=2000, verbose_name="address")),
                ("duration_ms", models.PositiveIntegerField(blank=True, null=True, verbose_name="duration")),
                (
                    "sha256",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the file, 64 hexadecimal digits.",
                        max_length=64,
                        verbose_name="fingerprint",
                    ),
                ),
                (
                    "timing",
                    models.CharField(
                        choices=[
                            ("same", "the transcript’s times are this file’s times"),
                            ("points", "matched by points set by hand"),
                        ],
                        default="points",
                        max_length=10,
                    ),
                ),
                (
                    "is_linked",
                    models.BooleanField(
                        default=False,
                        help_text="One file of an episode can be linked.",
                        verbose_name="link quotes to it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose transcript was matched with the file: times of another document are not linked. Empty: any.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="transcripts.sourcedocument",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audio_files",
                        to="transcripts.episode",
                    ),
                ),
            ],
            options={
                "ordering": ["episode", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAudioFile",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "public_id",
                    models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7, editable=False),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What it is, such as “the feed’s file of 3 July 2024”.", max_length=200
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=2000, verbose_name="address")),
                ("duration_ms", models.PositiveIntegerField(blank=True, null=True, verbose_name="duration")),
                (
                    "sha256",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the file, 64 hexadecimal digits.",
                        max_length=64,
                        verbose_name="fingerprint",
                    ),
                ),
                (
                    "timing",
                    models.CharField(
                        choices=[
                            ("same", "the transcript’s times are this file’s times"),
                            ("points", "matched by points set by hand"),
                        ],
                        default="points",
                        max_length=10,
                    ),
                ),
                (
                    "is_linked",
                    models.BooleanField(
                        default=False,
                        help_text="One file of an episode can be linked.",
                        verbose_name="link quotes to it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Whose transcript was matched with the file: times of another document are not linked. Empty: any.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="transcripts.sourcedocument",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="transcripts.episode",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical audio file",
                "verbose_name_plural": "historical audio files",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SyncPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("transcript_ms", models.PositiveIntegerField(verbose_name="in the transcript")),
                ("audio_ms", models.PositiveIntegerField(verbose_name="in the audio")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "audio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="transcripts.audiofile",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "matching point",
                "ordering": ["audio", "transcript_ms", "audio_ms"],
            },
        ),
        migrations.AddConstraint(
            model_name="audiofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sha256", ""), _negated=True),
                    models.Q(models.Q(("url", ""), _negated=True), ("duration_ms__isnull", False)),
                    _connector="OR",
                ),
                name="audio_file_is_told_from_others",
                violation_error_message="Give its fingerprint, or its address and duration, so that it can be told from other files.",
            ),
        ),
        migrations.AddConstraint(
            model_name="audiofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_linked", False), models.Q(("url", ""), _negated=True), _connector="OR"
                ),
                name="audio_file_linked_has_address",
                violation_error_message="Only a file with an address can be linked.",
            ),
        ),
        migrations.AddConstraint(
            model_name="audiofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("timing__in", ["same", "points"])), name="audio_file_timing_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="audiofile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_linked", True)),
                fields=("episode",),
                name="audio_file_one_linked",
                violation_error_message="Another file of this episode is linked. Untick it there first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="syncpoint",
            constraint=models.UniqueConstraint(
                fields=("audio", "transcript_ms", "audio_ms"), name="sync_point_once"
            ),
        ),
    ]
