"""Celery's entries into the services."""

from celery import shared_task

from annotations.services import checking, errorreports, presence, publishing


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


@shared_task(name="annotations.sweep_reports")
def sweep_reports() -> int:
    """Answer readers whom mail did not reach, and forget addresses; how many were forgotten."""
    return errorreports.sweep()
