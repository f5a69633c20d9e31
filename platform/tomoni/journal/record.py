"""Writing and reading the journal: who did what to what."""

from typing import Any

import structlog
from django.conf import settings
from django.db import models
from django.utils import translation

from tomoni.accounts.models import User
from tomoni.journal.models import TITLE_LENGTH, Entry
from tomoni.municipalities.models import Municipality


def record(
    by: User | None,
    verb: str,
    subject: models.Model,
    *,
    municipality: Municipality | None = None,
    **data: Any,
) -> Entry:
    """Write one entry, in the caller's transaction: it stands or falls with what it tells.

    `by` is None for what the platform did by itself. `data` is anything JSON can hold, dates and
    decimals included. A subject that was never saved raises ValueError.
    """
    if subject.pk is None:
        raise ValueError(f"{verb}: the subject has no row yet")
    return Entry.objects.create(
        actor=by,
        verb=verb,
        subject_type=_type_of(subject),
        subject_id=str(subject.pk),
        subject_title=_title_of(subject),
        municipality=municipality,
        data=data,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )


def history_of(subject: models.Model) -> models.QuerySet[Entry]:
    """What happened to the subject, latest first."""
    return Entry.objects.filter(
        subject_type=_type_of(subject), subject_id=str(subject.pk)
    ).select_related("actor")


def _type_of(subject: models.Model) -> str:
    return subject._meta.label_lower


def _title_of(subject: models.Model) -> str:
    # In one language for all, whatever the reader of the moment has chosen.
    with translation.override(settings.LANGUAGE_CODE):
        return str(subject)[:TITLE_LENGTH]
