"""Celery's entries into the services."""

from celery import shared_task

from annotations.search import index
from annotations.services import checking, digests, errorreports, presence, publishing, tallying


@shared_task(name="annotations.check_quotes")
def check_quotes() -> int:
    """Check every published quote against its text; how many do not agree."""
    return checking.check().found


@shared_task(name="annotations.publish_due")
def publish_due() -> int:
    """Publish what was scheduled for by now; how many schedules came to their end."""
    return publishing.publish_due()


@shared_task(name="annotations.sweep_desks")
def sweep_desks() -> int:
    """Forget who was at which desk and is no more; how many rows that were."""
    return presence.sweep()


@shared_task(name="annotations.recount")
def recount() -> int:
    """Count long lists again in which something changed; how many that were."""
    return tallying.recount()


@shared_task(name="annotations.sweep_reports")
def sweep_reports() -> int:
    """Answer readers whom mail did not reach, and forget addresses; how many were forgotten."""
    return errorreports.sweep()


@shared_task(name="annotations.send_digests")
def send_digests() -> int:
    """Send the mails of the day; how many went out."""
    return digests.send_due()


@shared_task(name="annotations.feed_opensearch")
def feed_opensearch() -> int:
    """Tell OpenSearch what changed in the search index; how many changes it took."""
    from annotations.search import feeding  # its client is loaded where it is switched on alone

    return feeding.deliver()


@shared_task(name="annotations.compare_search")
def compare_search() -> int:
    """Compare the search index with what is public, and mend it; how many entries differed."""
    return index.compare_and_tell()
