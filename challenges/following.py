"""What those who follow a challenge are told of it, each at their own pace."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from challenges.audience import followers, waiting_authors, writers
from challenges.models import Challenge, Extension, Question
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

ANSWERED, MOVED = "challenges.question_published", "challenges.followed"
EXTENDED, CANCELLED = "extended", "cancelled"
State = Challenge.State
_STILL_SO = {
    State.DECIDED: (State.DECIDED, State.UNDER_WAY, State.COMPLETED),
    State.COMPLETED: (State.COMPLETED,),
}
"""In which states it is still worth saying that a challenge was decided, or completed."""


# --- Told ---------------------------------------------------------------------------------------


def tell_of_answer(question: Question) -> None:
    """A question was answered for everybody; who asked is told by a mail of their own."""
    challenge = question.challenge
    for person in followers(challenge).exclude(pk=question.asked_by_id):
        key = f"{ANSWERED}:{question.pk}"
        tell(person, ANSWERED, question, key=key, url=challenge.get_absolute_url())


def tell_of_extension(extension: Extension) -> None:
    """There is more time; who is writing is told by a mail of their own."""
    challenge = extension.challenge
    others = followers(challenge).exclude(pk__in=writers(challenge).values("pk"))
    _tell(others, challenge, EXTENDED, extension.pk)


def tell_of_outcome(challenge: Challenge) -> None:
    """It was decided, or completed."""
    _tell(followers(challenge), challenge, challenge.state)


def tell_of_cancellation(challenge: Challenge) -> None:
    """It was called off; who is writing or waits for a reply is told by a mail of their own."""
    others = followers(challenge).exclude(pk__in=writers(challenge).values("pk"))
    others = others.exclude(pk__in=waiting_authors(challenge).values("pk"))
    _tell(others, challenge, CANCELLED)


def _tell(people: QuerySet[User], challenge: Challenge, what: str, number: int = 0) -> None:
    for person in people:
        tell(
            person,
            MOVED,
            challenge,
            key=f"{MOVED}:{challenge.pk}:{what}:{number}",
            url=challenge.get_absolute_url(),
            data={"what": what, "number": number},
        )


# --- Worded -------------------------------------------------------------------------------------


def followed_by(reader: User) -> QuerySet[Challenge]:
    """What the reader still follows and may see."""
    rows = Challenge.objects.visible_to(reader).filter(follows__user=reader)
    return rows.select_related("municipality", "caller").prefetch_related("extensions")


def answers_to(reader: User) -> QuerySet[Question]:
    """The answers for everybody on what the reader still follows."""
    followed = Challenge.objects.visible_to(reader).filter(follows__user=reader)
    rows = Question.objects.filter(challenge__in=followed.order_by().values("pk"), is_public=True)
    return rows.select_related("challenge__municipality", "challenge__caller")


def word_answer(notice: Notice) -> dict[str, Any] | None:
    """The question and its answer as it stands now."""
    question: Question = notice.about
    if question.answered_at is None:
        return None
    return {
        **_named(question.challenge),
        "question": question.text,
        "answer": question.answer,
    }


def word_move(notice: Notice) -> dict[str, Any] | None:
    """What has become of it; nothing where that is not how it stands any more."""
    challenge: Challenge = notice.about
    what = notice.data["what"]
    said = {**_named(challenge), "what": what}
    if what == EXTENDED:
        return _extension(challenge, notice.data["number"], said)
    if what == CANCELLED:
        is_so = challenge.state == State.CANCELLED
        return {**said, "reason": challenge.cancel_reason} if is_so else None
    return said if challenge.state in _STILL_SO[what] else None


def _extension(challenge: Challenge, pk: int, said: dict[str, Any]) -> dict[str, Any] | None:
    """The later deadline, unless it is over or a later one still has taken its place."""
    moved = next((each for each in challenge.extensions.all() if each.pk == pk), None)
    if moved is None or moved.until != challenge.closes_at or not challenge.accepts_proposals:
        return None
    until = date_format(localtime(moved.until), "DATETIME_FORMAT")
    return {**said, "until": until, "reason": moved.reason}


def _named(challenge: Challenge) -> dict[str, Any]:
    return {"challenge": challenge.title, "municipality": challenge.asker.name}
