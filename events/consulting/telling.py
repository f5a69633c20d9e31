"""The receipt of a topic, and who is told of topics and answers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from events.models import Topic
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.municipalities.office import people_of_office
from tomoni.notices import reading
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

WAITING = "events.topic_waiting"
ANSWERED = "events.topic_answered"


def confirm(topic: Topic) -> None:
    """The receipt."""
    user = topic.user
    with translation.override(user.language):
        context = {
            "name": user.name,
            "receipt": topic.receipt,
            "title": topic.event.title,
            "text": topic.text,
            "partner": topic.partner.name if topic.partner else "",
            "is_public": topic.is_public,
            "topic_path": topic.get_absolute_url(),
        }
    send_mail_later(
        to=user,
        template="event_topic_received",
        context=context,
        language=user.language,
        dedupe_key=f"event_topic_received:{topic.receipt}",
    )


def tell_office(topic: Topic) -> None:
    """Those who can answer it."""
    url = reverse("events:topic_queue", args=[topic.event.slug])
    for person in people_of_office(topic.event.municipality_id):
        if person.pk != topic.user_id:
            tell(person, WAITING, topic, key=f"{WAITING}:{topic.pk}", url=url)


def tell_answered(topic: Topic, entry: Entry) -> None:
    """Who has asked."""
    if topic.user.is_active:
        key = f"{ANSWERED}:{topic.pk}:{entry.pk}"
        tell(topic.user, ANSWERED, topic, key=key, url=topic.get_absolute_url())


def settle(topic: Topic) -> None:
    """What is answered or taken back waits for nobody in the office any more."""
    reading.settle(WAITING, [topic.pk])


# --- Words --------------------------------------------------------------------------------------


def topics_of(reader: User) -> QuerySet[Topic]:
    """The reader's own."""
    return Topic.objects.filter(user=reader.pk).select_related("event")


def topics_before(reader: User) -> QuerySet[Topic]:
    """Those that the reader may answer."""
    towns = Municipality.objects.staffed_by(reader, at_least=StaffRole.Role.EDITOR)
    rows = Topic.objects.filter(event__municipality__in=towns.values("pk"))
    return rows.select_related("event")


def word_waiting(notice: Notice) -> dict[str, str] | None:
    """It waits for an answer, as long as it does."""
    topic: Topic = notice.about
    if not topic.is_waiting:
        return None
    return {"text": topic.text, "meeting": topic.event.title}


def word_answered(notice: Notice) -> dict[str, str] | None:
    """What the office answers, as it stands now."""
    topic: Topic = notice.about
    if topic.state != Topic.State.ANSWERED:
        return None
    return {"text": topic.text, "answer": topic.answer, "meeting": topic.event.title}
