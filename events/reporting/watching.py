"""Whoever stops something at a table from being published stops it in the report, too.

The notes know nothing of reports (`noting` stands before `reporting`), so their rows are watched.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from events.models import NoteEntry, Objection, Report, TableNotes
from events.reporting import telling
from events.reporting.quoting import not_allowed


@receiver(post_save, sender=Objection)
def objected(instance: Objection, **kwargs: Any) -> None:
    """Somebody objects to an entry."""
    _look(instance.entry.table.event_id)


@receiver(post_save, sender=NoteEntry)
def changed(instance: NoteEntry, created: bool, **kwargs: Any) -> None:
    """An entry is changed or taken out."""
    if not created:
        _look(instance.table.event_id)


@receiver(post_save, sender=TableNotes)
def taken_back(instance: TableNotes, created: bool, **kwargs: Any) -> None:
    """A table takes its agreement back."""
    if not created and instance.agreed_at is None:
        _look(instance.table.event_id)


def _look(event: int) -> None:
    """Tell the office where the published report of the meeting says what it may not say."""
    report = Report.objects.published().filter(event=event).select_related("event").first()
    if report is not None and (words := not_allowed(report, report.text)):
        telling.tell_office(report, words)
