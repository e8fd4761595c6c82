"""The Celery application: `celery -A osbiz worker`, `celery -A osbiz beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_task_publish
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

app = Celery("osbiz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_task_publish.connect(sender="transcripts.sweep_jobs")
def show_that_beat_is_alive(**kwargs: Any) -> None:
    """Touch the file `beat` in the data folder: only beat sends the sweep, so its age is beat’s health."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    (settings.DATA_DIR / "beat").touch()
