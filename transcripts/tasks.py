"""Celery's entries into the services; a message only says that something waits in the table of jobs."""

from celery import shared_task

from transcripts.services import duplicates, feeds, jobs, searches


@shared_task(name="transcripts.run_jobs")
def run_jobs() -> int:
    """Do some of the jobs that wait."""
    return jobs.run_many()


@shared_task(name="transcripts.sweep_jobs")
def sweep_jobs() -> int:
    """Wake workers for what was lost."""
    return jobs.sweep()


@shared_task(name="transcripts.refresh_feeds")
def refresh_feeds() -> int:
    """Fetch the feeds that are due."""
    return feeds.refresh_due()


@shared_task(name="transcripts.find_duplicates")
def find_duplicates() -> int:
    """Look for people and companies that may be one; how many pairs are new."""
    return duplicates.find()


@shared_task(name="transcripts.run_searches")
def run_searches() -> int:
    """Look for likely duplicates, where somebody asked for it."""
    return searches.run()
