"""Who is told what after a meeting. The words stand in `wording.py`."""

from typing import Any

from django.urls import reverse

from events.follow_up_states import HANDED_OVER, REMINDER
from events.models import AgainWish, Event, FollowUp, Registration
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

LAPSED = "events.follow_up_lapsed"
MUTUAL = "events.again_mutual"
QUESTIONS = "events.questionnaire"


def remind(follow_up: FollowUp) -> None:
    """Who looks after it; each reminder of a day once, and of a new day anew."""
    mark = f"{follow_up.due_on}:{follow_up.reminders}"
    data = {"number": follow_up.reminders}
    _about(follow_up.owner, REMINDER, follow_up, mark, data=data)


def tell_lapsed(follow_up: FollowUp, entry: Entry) -> None:
    """It is off the list, and can be taken up again."""
    _about(follow_up.owner, LAPSED, follow_up, str(entry.pk))


def tell_handed_over(follow_up: FollowUp, entry: Entry) -> None:
    """Who looks after it from now on."""
    data = {"by": str(entry.actor)}
    _about(follow_up.owner, HANDED_OVER, follow_up, str(entry.pk), data=data)


def tell_mutual(wish: AgainWish) -> None:
    """One of the two: the other wishes it, too."""
    person = wish.wisher.user
    url = reverse("events:again_list", args=[wish.wisher.event.slug])
    if person is not None:
        tell(person, MUTUAL, wish, key=f"{MUTUAL}:{wish.pk}", url=url)


def ask_questions(event: Event, seat: Registration, number: int) -> None:
    """The questionnaire: asked for once, reminded of once. Who was not asked in time is asked with
    the words of a first time.
    """
    url = reverse("events:questionnaire", args=[event.slug])
    if seat.user is not None and seat.user.is_active:
        key = f"{QUESTIONS}:{event.pk}:{number}"
        first = Notice.objects.of(seat.user).filter(key=f"{QUESTIONS}:{event.pk}:1")
        data = {"number": number, "is_reminder": number > 1 and first.exists()}
        tell(seat.user, QUESTIONS, seat, key=key, url=url, data=data)


def _about(
    person: User,
    kind: str,
    follow_up: FollowUp,
    mark: str,
    *,
    data: dict[str, Any] | None = None,
) -> None:
    if person.is_active:
        key = f"{kind}:{follow_up.pk}:{mark}"
        tell(person, kind, follow_up, key=key, url=follow_up.get_absolute_url(), data=data)
