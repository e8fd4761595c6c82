"""Celery's entries into the services."""

from celery import shared_task

from annotations.services import checking


@shared_task(name="annotations.check_quotes")
def check_quotes() -> int:
    """Check every published quote against its text; how many do not agree."""
    return checking.check().found
