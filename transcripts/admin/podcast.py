"""Podcasts: whose talk it is, and how much of it may be shown."""

from django.contrib import admin

from transcripts.admin.base import RecordAdmin
from transcripts.models import Podcast


@admin.register(Podcast)
class PodcastAdmin(RecordAdmin):
    """Podcasts and their rights policies."""

    list_display = ["title", "rights", "licence", "language"]
    list_filter = ["rights"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "website", "language"]}),
        ("What readers may see", {"fields": ["rights", "licence", "attribution"]}),
        ("Its audio", {"fields": ["dynamic_ads"]}),
    ]
