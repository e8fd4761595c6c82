"""Podcasts: whose talk it is, and how much of it may be shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from transcripts.admin.base import RecordAdmin
from transcripts.models import Podcast
from transcripts.permissions import can_lead

POLICY = (
    *("ground", "permission", "permission_from", "permission_on", "permission_until"),
    *("longest_quote", "greatest_share"),
)


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
        (
            "What may be quoted of it",
            {
                "fields": [
                    "ground",
                    "permission",
                    ("permission_from", "permission_on", "permission_until"),
                    ("longest_quote", "greatest_share"),
                ],
                "description": "Every publication is checked against this. Chief editors set it.",
            },
        ),
        ("Its audio", {"fields": ["dynamic_ads"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What may be quoted is not for everybody to change."""
        return () if can_lead(request.user) else POLICY
