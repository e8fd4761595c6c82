"""The Celery application: `celery -A osbiz worker`, `celery -A osbiz beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

app = Celery("osbiz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
