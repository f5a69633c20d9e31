"""The five questions after a meeting: who is asked, who may answer, and what came of it all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.models import Answer, Event, Registration, RegistrationQuerySet
from tomoni.journal.record import record
from tomoni.models import StateError

ANSWERED_WITHIN = timedelta(days=60)
"""After the meeting."""
CHANGED_WITHIN = timedelta(days=14)
"""After it was answered."""
FEWEST = 3
"""Of fewer answers nothing is shown: one could tell whose they are."""
POINTS = (5, 4, 3, 2, 1)


def takes_answers(event: Event) -> bool:
    """From the end of the meeting on, for sixty days."""
    is_held = event.is_over and event.state == Event.State.ANNOUNCED
    return is_held and timezone.now() < event.ends_at + ANSWERED_WITHIN


def asked(event: Event) -> RegistrationQuerySet:
    """Who was there, as the reception knows; where it has noted nobody, who had a seat."""
    seats = Registration.objects.registered().filter(event=event)
    present = seats.filter(checked_in_at__isnull=False)
    return present if present.exists() else seats


def may_change(answer: Answer) -> bool:
    """For two weeks after it was given."""
    return timezone.now() < answer.created_at + CHANGED_WITHIN


@transaction.atomic
def answer(seat: Registration, said: dict[str, Any]) -> Answer:
    """Keep the answers of a participant; a second time they are changed.

    Raises StateError where nobody is asked (any more), or they cannot be changed any more. Who has
    answered is on record, what was answered is not.
    """
    held = Registration.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    event = seat.event
    if not held.has_seat or not takes_answers(event):
        raise StateError(_("The questionnaire of this meeting is closed."))
    given = Answer.objects.filter(registration=held).first()
    if given is not None and not may_change(given):
        raise StateError(_("Answers can be changed for two weeks; that time is over."))
    made, is_new = Answer.objects.update_or_create(registration=held, defaults=said)
    if is_new:
        record(held.user, "questionnaire.answered", event, municipality=event.municipality)
    return made


@dataclass
class Results:
    """What was answered at a meeting, without names; read it only where `are_shown`."""

    answers: Sequence[Answer]
    asked: int

    @property
    def count(self) -> int:
        """How many have answered."""
        return len(self.answers)

    @property
    def are_shown(self) -> bool:
        """Enough have answered that nobody can be told apart."""
        return self.count >= FEWEST

    @cached_property
    def satisfaction(self) -> list[tuple[str, int]]:
        """How many gave how many points, the best first."""
        return _points([row.satisfaction for row in self.answers])

    @cached_property
    def table_helped(self) -> list[tuple[str, int]]:
        """The same of the talk at the table; who sat at none has said nothing."""
        return _points([row.table_helped for row in self.answers if row.table_helped])

    @cached_property
    def continuing(self) -> list[tuple[str, int]]:
        """How many go on with somebody."""
        said = Counter(row.continuing for row in self.answers)
        return [(str(choice.label), said[choice]) for choice in Answer.Continuing]

    @property
    def content(self) -> int:
        """How many gave four or five points."""
        return sum(row.satisfaction >= 4 for row in self.answers)

    @property
    def helped(self) -> int:
        """How many found the talk at their table helpful: four or five points."""
        return sum((row.table_helped or 0) >= 4 for row in self.answers)

    @property
    def said_of_tables(self) -> int:
        """How many said something of their table."""
        return sum(row.table_helped is not None for row in self.answers)

    @property
    def going_on(self) -> int:
        """How many will continue with somebody, for certain or perhaps."""
        return sum(row.continuing != Answer.Continuing.NO for row in self.answers)

    @property
    def new_contacts(self) -> float:
        """With how many people one talked for the first time, on average."""
        return round(mean(row.new_contacts for row in self.answers), 1)

    @property
    def remarks(self) -> list[str]:
        """In the order of the alphabet, so that nobody can tell who answered when."""
        return sorted(row.remarks for row in self.answers if row.remarks)


def results_of(event: Event) -> Results:
    """Of all who had a seat."""
    answers = Answer.objects.filter(registration__event=event).order_by("pk")
    return Results(list(answers), asked(event).count())


def _points(given: list[int]) -> list[tuple[str, int]]:
    said = Counter(given)
    return [(str(points), said[points]) for points in POINTS]
