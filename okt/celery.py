"""The Celery application: `celery -A okt worker -P solo -Q live`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okt.settings")

app = Celery("okt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["okt"])
