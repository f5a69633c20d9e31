"""`{% load afterwards %}`: what the page of a meeting offers during and after it."""

from dataclasses import astuple, dataclass
from typing import Any

from django import template

from events.consulting.steps import takes_topics
from events.following.again import takes_wishes
from events.following.questionnaire import takes_answers
from events.models import Event, Registration, Report

register = template.Library()


@dataclass(frozen=True)
class Offers:
    """What a reader may do or read now."""

    takes_topics: bool
    has_topics: bool
    writes: bool
    wishes: bool
    answers: bool
    report: bool

    def __bool__(self) -> bool:
        """There is something."""
        return any(astuple(self))


@register.simple_tag
def afterwards_of(event: Event, registration: Registration | str | None) -> Offers:
    """For who has a seat, and for everybody else."""
    seat: Any = registration
    has_seat = bool(seat) and seat.has_seat
    published = Report.objects.filter(event=event.pk, state=Report.State.PUBLISHED)
    return Offers(
        takes_topics=takes_topics(event),
        has_topics=event.takes_topics and not event.is_draft,
        writes=has_seat and event.has_started and not event.is_cancelled,
        wishes=has_seat and takes_wishes(event),
        answers=has_seat and takes_answers(event),
        report=event.is_over and published.exists(),
    )
