"""Tomoni: the platform package. The Celery application is loaded with it."""

from tomoni.celery import app as celery_app

__all__ = ["celery_app"]
