"""The Celery application: a worker is told the id of a ledger row, nothing else."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")

app = Celery("tomoni")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
