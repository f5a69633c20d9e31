"""What the notices after a meeting say, from the rows as they are when they are read."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from events.following.questionnaire import takes_answers
from events.models import AgainWish, Answer, FollowUp, Registration
from tomoni.accounts.models import User
from tomoni.notices.models import Notice


def looked_after_by(reader: User) -> QuerySet[FollowUp]:
    """What the reader looks after now."""
    rows = FollowUp.objects.filter(owner=reader.pk)
    return rows.select_related("event", "counterpart", "partner")


def seats_of(reader: User) -> QuerySet[Registration]:
    """The reader's seats, and whether the questions were answered."""
    answered = Exists(Answer.objects.filter(registration=OuterRef("pk")))
    rows = Registration.objects.registered().of_user(reader).select_related("event")
    return rows.annotate(has_answered=answered)


def wishes_of(reader: User) -> QuerySet[AgainWish]:
    """What the reader has wished and the other, too."""
    rows = AgainWish.objects.filter(wisher__user=reader.pk, mutual_at__isnull=False)
    return rows.select_related("wisher__event", "wished__user", "wished__partner")


def word_reminder(notice: Notice) -> dict[str, Any] | None:
    """It was to be done by now; the latest reminder alone is still true."""
    follow_up: FollowUp = notice.about
    if not follow_up.is_open or follow_up.reminders != notice.data["number"]:
        return None
    return _facts(follow_up) | {"is_last": notice.data["number"] > 1}


def word_lapsed(notice: Notice) -> dict[str, Any] | None:
    """It has been let go, as long as nobody has taken it up again."""
    follow_up: FollowUp = notice.about
    return _facts(follow_up) if follow_up.state == FollowUp.State.DROPPED else None


def word_handed_over(notice: Notice) -> dict[str, Any] | None:
    """The reader looks after it now."""
    follow_up: FollowUp = notice.about
    return _facts(follow_up) | {"by": notice.data["by"]} if follow_up.is_open else None


def word_mutual(notice: Notice) -> dict[str, Any] | None:
    """The other wishes it, too."""
    wish: AgainWish = notice.about
    return {"other": wish.wished.person_name, "meeting": wish.wisher.event.title}


def word_questions(notice: Notice) -> dict[str, Any] | None:
    """Five questions, as long as they are not answered."""
    seat: Any = notice.about
    if seat.has_answered or not takes_answers(seat.event):
        return None
    return {
        "meeting": seat.event.title,
        "is_reminder": notice.data.get("is_reminder", notice.data["number"] > 1),
    }


def _facts(follow_up: FollowUp) -> dict[str, Any]:
    other = follow_up.counterpart
    return {
        "title": follow_up.title,
        "meeting": follow_up.event.title,
        "due_on": date_format(follow_up.due_on),
        "lapses_on": date_format(follow_up.lapses_on),
        "counterpart": other.name if other else "",
    }
