"""The app that holds what was said."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    """Documents, episodes, people, companies, revisions and turns."""

    name = "transcripts"
    verbose_name = "What was said"
