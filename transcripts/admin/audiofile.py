"""Audio files of episodes: which is linked, and where its times and the transcript's agree."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from transcripts import timelines
from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.forms import ClockField, Rows
from transcripts.models import AudioFile, Episode, SyncPoint, Timing
from transcripts.timelines import Point, Stretch

BACKWARD = (
    "Later in the transcript ({transcript}), but earlier in the audio than the point before. "
    "Mend one of the two."
)
FINGERPRINT = re.compile("[0-9a-f]{64}")
NO_FINGERPRINT = "This is no SHA-256: it has 64 hexadecimal digits. Copy it again, or leave it empty."
UNSURE = "not known, so no links"


class Points(Rows):
    """Matching points, which rise together."""

    def clean(self) -> None:
        """No point is earlier in the audio than one before it in the transcript."""
        super().clean()
        kept = {
            Point(form.cleaned_data["transcript_ms"], form.cleaned_data["audio_ms"]): form
            for form in self.forms
            if {"transcript_ms", "audio_ms"} <= getattr(form, "cleaned_data", {}).keys()
            and not form.cleaned_data.get("DELETE")
        }
        for _, later in timelines.contradictions(list(kept)):
            shown = ClockField().prepare_value(later.transcript_ms)
            kept[later].add_error("audio_ms", BACKWARD.format(transcript=shown))


class PointForm(forms.ModelForm):
    """A point, its times as clocks."""

    transcript_ms = ClockField(label="In the transcript")
    audio_ms = ClockField(label="In the audio")

    class Meta:
        model = SyncPoint
        fields = ["transcript_ms", "audio_ms"]


class PointInline(RowInline):
    """The points set by hand."""

    model = SyncPoint
    form = PointForm
    formset = Points
    verbose_name_plural = "matching points"


class AudioFileForm(forms.ModelForm):
    """An audio file, its duration as a clock."""

    duration_ms = ClockField(label="Duration", required=False)

    class Meta:
        model = AudioFile
        fields = ["episode", "name", "url", "duration_ms", "sha256", "timing", "document", "is_linked"]

    def clean_sha256(self) -> str:
        """The fingerprint in small letters; nothing else tells a file from others."""
        typed = str(self.cleaned_data["sha256"]).strip().lower()
        if typed and not FINGERPRINT.fullmatch(typed):
            raise forms.ValidationError(NO_FINGERPRINT)
        return typed


class AudioFileInline(RowInline):
    """The audio files of an episode, for its page; the points are set on the file's own."""

    model = AudioFile
    fields = ["name", "timing", "is_linked"]
    readonly_fields = ["name", "timing", "is_linked"]
    show_change_link = True
    can_delete = False
    max_num = 0
    verbose_name_plural = "audio files"


@admin.register(AudioFile)
class AudioFileAdmin(RecordAdmin):
    """Audio files and their points."""

    form = AudioFileForm
    list_display = ["name", "episode", "timing", "is_linked"]
    list_filter = ["is_linked", "timing"]
    list_select_related = ["episode"]
    search_fields = ["name", "episode__title"]
    autocomplete_fields = ["episode"]
    raw_id_fields = ["document"]
    readonly_fields = ["known"]
    inlines = [PointInline]
    fieldsets = [
        (None, {"fields": ["episode", "name", "url", "duration_ms", "sha256"]}),
        ("Its times", {"fields": ["timing", "document", "is_linked", "known"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the audio and the document of the episode one comes from."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        asked = str(initial.get("episode", ""))
        if asked.isdigit() and (episode := Episode.objects.filter(pk=asked).first()):
            initial |= {"url": episode.audio_url, "document": episode.document_id}
        return initial

    @admin.display(description="where quotes are linked")
    def known(self, audio: AudioFile) -> str | SafeString:
        """Which parts of the transcript have a known place in the audio, and which have none."""
        if audio.pk is None:
            return "Save the file, then set points."
        if audio.timing == Timing.SAME:
            return "Everywhere: the times are the same."
        points = [point.as_point() for point in audio.points.all()]
        if not points:
            return "Nowhere yet: set two points that agree, one near each end."
        parts = timelines.stretches(points)
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((told(one),) for one in parts))
        )


def told(stretch: Stretch) -> str:
    """A stretch of the transcript in words: "0:00 to 12:30: 30 s later in the audio"."""
    clock = ClockField().prepare_value
    until = "the end" if stretch.end_ms is None else clock(stretch.end_ms)
    if stretch.offset is None:
        return f"{clock(stretch.start_ms)} to {until}: {UNSURE}"
    seconds = f"{abs(stretch.offset) / 1000:g} s"
    where = f"{seconds} {'later' if stretch.offset > 0 else 'earlier'}" if stretch.offset else "the same time"
    return f"{clock(stretch.start_ms)} to {until}: {where} in the audio"
