"""The wiring: what happens when something changed, and how everyone sees it."""

from okt.celery import app as celery_app

__all__ = ["celery_app"]
