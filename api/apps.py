"""The app that serves partners and the desk."""

from django.apps import AppConfig

WEBHOOKS_PAUSE_SECONDS = 3.0
EXPORTS_PAUSE_SECONDS = 2.0
SWEEP_PAUSE_SECONDS = 3600.0


class ApiConfig(AppConfig):
    """The REST API."""

    name = "api"
    verbose_name = "API"

    def ready(self) -> None:
        """Have workers send and prepare what partners are to have, and forget what was done long ago."""
        from api.services import deliveries, exports, searches, writes
        from transcripts.services import chores

        chores.add(deliveries.run, pause_seconds=WEBHOOKS_PAUSE_SECONDS)
        chores.add(exports.run, pause_seconds=EXPORTS_PAUSE_SECONDS)
        chores.add(exports.sweep, pause_seconds=SWEEP_PAUSE_SECONDS)
        chores.add(searches.send_due, pause_seconds=SWEEP_PAUSE_SECONDS)
        chores.add(deliveries.sweep, pause_seconds=SWEEP_PAUSE_SECONDS)
        chores.add(writes.sweep, pause_seconds=SWEEP_PAUSE_SECONDS)
