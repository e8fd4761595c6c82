"""The app that holds what editors make of the talk."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

CHECK_PAUSE_SECONDS = 60.0
PUBLISH_PAUSE_SECONDS = 10.0
SWEEP_PAUSE_SECONDS = 300.0
REPORTS_PAUSE_SECONDS = 900.0
DIGESTS_PAUSE_SECONDS = 3600.0
TALLIES_PAUSE_SECONDS = 10.0
OPENSEARCH_PAUSE_SECONDS = 2.0


class AnnotationsConfig(AppConfig):
    """Quotes, claims, tags, reviews and what is published of them."""

    name = "annotations"
    verbose_name = "What we make of it"

    def ready(self) -> None:
        """Move quotes and comments with their texts, have workers bring in marked passages, check quotes
        daily and publish what is due, and install the database's own guards after every migration (SQLite
        cannot migrate under them)."""
        from annotations import listplaces
        from annotations.guards import install_guards, lift_guards
        from annotations.services import researchjobs, topiccounts
        from annotations.services.anchors import move_quotes
        from annotations.services.checking import check_if_due, follow_policy
        from annotations.services.comments import move_comments
        from annotations.services.digests import send_due
        from annotations.services.errorreports import sweep as sweep_reports
        from annotations.services.presence import sweep
        from annotations.services.publiclog import follow_records, tell_of_text
        from annotations.services.publishing import publish_due
        from annotations.services.tallying import recount
        from annotations.statementindex import install
        from transcripts.models import Podcast
        from transcripts.services import chores
        from transcripts.signals import records_changing, text_adopted

        researchjobs.install()
        chores.add(check_if_due, pause_seconds=CHECK_PAUSE_SECONDS)
        chores.add(publish_due, pause_seconds=PUBLISH_PAUSE_SECONDS)
        chores.add(sweep, pause_seconds=SWEEP_PAUSE_SECONDS)
        chores.add(sweep_reports, pause_seconds=REPORTS_PAUSE_SECONDS)
        chores.add(recount, pause_seconds=TALLIES_PAUSE_SECONDS)
        chores.add(send_due, pause_seconds=DIGESTS_PAUSE_SECONDS)
        if settings.OPENSEARCH_URL:
            from annotations.search import feeding

            chores.add(feeding.deliver, pause_seconds=OPENSEARCH_PAUSE_SECONDS)
        text_adopted.connect(move_quotes, dispatch_uid="annotations.move_quotes")
        text_adopted.connect(move_comments, dispatch_uid="annotations.move_comments")
        text_adopted.connect(tell_of_text, dispatch_uid="annotations.tell_of_text")
        records_changing.connect(follow_records, dispatch_uid="annotations.follow_records")
        records_changing.connect(follow_policy, sender=Podcast, dispatch_uid="annotations.follow_policy")

        post_migrate.connect(install, sender=self, dispatch_uid="annotations.statementindex")
        post_migrate.connect(topiccounts.install, sender=self, dispatch_uid="annotations.topiccounts")
        post_migrate.connect(listplaces.install, sender=self, dispatch_uid="annotations.listplaces")
        pre_migrate.connect(listplaces.lift, sender=self, dispatch_uid="annotations.listplaces")
        pre_migrate.connect(lift_guards, sender=self)
        post_migrate.connect(install_guards, sender=self)
