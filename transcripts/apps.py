"""The app that holds what was said."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TranscriptsConfig(AppConfig):
    """Documents, episodes, people, companies, revisions and turns."""

    name = "transcripts"
    verbose_name = "What was said"

    def ready(self) -> None:
        """Look after the full-text index following every migration."""
        from transcripts import timestamps  # noqa: F401 # listens for connections
        from transcripts.wordindex import install

        post_migrate.connect(install, sender=self)
