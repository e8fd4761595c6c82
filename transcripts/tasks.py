"""Celery's entries into the services; the jobs table is the truth, a message carries only an id."""

from celery import shared_task

from transcripts.services import jobs


@shared_task(name="transcripts.run_job")
def run_job(job_id: int) -> bool:
    """Do one job, unless another worker has it."""
    return jobs.run(job_id)


@shared_task(name="transcripts.sweep_jobs")
def sweep_jobs() -> int:
    """Send again what was lost."""
    return jobs.sweep()
