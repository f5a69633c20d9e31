"""Who took part hears that a report is out, the office that something in it is not allowed."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from events.following.questionnaire import asked
from events.models import Report
from events.reporting.quoting import not_allowed
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.municipalities.office import people_of_office
from tomoni.notices import reading
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

OUT = "events.report_out"
NOT_ALLOWED = "events.report_not_allowed"


def tell_participants(report: Report) -> None:
    """Each of them once, however often it is taken out of sight and shown again."""
    seats = asked(report.event).filter(user__is_active=True).select_related("user")
    for seat in seats.order_by("pk"):
        if seat.user is not None:
            tell(seat.user, OUT, report, key=f"{OUT}:{report.pk}", url=report.get_absolute_url())


def tell_office(report: Report, words: list[str]) -> None:
    """Those who can put it right, once for the same words. Nobody learns who has objected."""
    mark = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    url = reverse("events:report_desk", args=[report.event.slug])
    for person in people_of_office(report.event.municipality_id):
        key = f"{NOT_ALLOWED}:{report.pk}:{report.version}:{mark}"
        tell(person, NOT_ALLOWED, report, key=key, url=url)


def settle(report: Report) -> None:
    """What stood in the report is out of it, or nobody reads it any more."""
    reading.settle(NOT_ALLOWED, [report.pk])


def published(reader: User) -> QuerySet[Report]:
    """Those that everybody may read."""
    return Report.objects.published().select_related("event")


def word_out(notice: Notice) -> dict[str, Any] | None:
    """The report can be read."""
    report: Report = notice.about
    return {"meeting": report.event.title, "title": report.title}


def at_the_desk_of(reader: User) -> QuerySet[Report]:
    """Published ones that the reader may write on."""
    towns = Municipality.objects.staffed_by(reader, at_least=StaffRole.Role.EDITOR)
    return published(reader).filter(event__municipality__in=towns.values("pk"))


def word_not_allowed(notice: Notice) -> dict[str, Any] | None:
    """What stands in it, as long as it does."""
    report: Report = notice.about
    words = not_allowed(report, report.text)
    return {"meeting": report.event.title, "words": words} if words else None
