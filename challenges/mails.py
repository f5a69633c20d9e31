"""The mails about challenges, worded in the reader's language. Those about proposals stand in
`proposing/mails.py`; who is told, in `audience.py`; what followers hear at their own pace, in
`following.py`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from challenges.audience import followers, writers
from challenges.models import Challenge, Extension, Question, Remark
from challenges.parts import part_name
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.models import StaffRole
from tomoni.municipalities.office import people_of_office


def ask_managers(challenge: Challenge, by: User) -> None:
    """To the managers of the city: a challenge waits for a second pair of eyes."""
    managers = User.objects.filter(
        staff_roles__municipality=challenge.municipality,
        staff_roles__role=StaffRole.Role.MANAGER,
    ).exclude(pk=by.pk)
    asked = _moment_key(challenge.review_asked_at)
    for person in managers.order_by("pk"):
        said = {"asked_by": str(by), **_where_to_check(challenge)}
        _send_about(challenge, person, "challenge_review", f"review:{asked}", said)


def _where_to_check(challenge: Challenge) -> dict[str, str]:
    """Staff have no part in the pages of a partner that calls."""
    if not challenge.is_reverse:
        return {}
    return {"desk_path": reverse("challenges:call_check", args=[challenge.slug])}


def tell_of_return(challenge: Challenge, remarks: Iterable[Remark]) -> None:
    """To who asked for the review: what a manager would change."""
    to = challenge.review_asked_by
    if to is None:
        return
    asked = _moment_key(challenge.review_asked_at)
    with translation.override(to.language):
        said = [{"part": str(part_name(row.part)), "text": row.text} for row in remarks]
    _send_about(challenge, to, "challenge_returned", f"returned:{asked}", {"remarks": said})


def tell_of_publication(challenge: Challenge, by: User) -> None:
    """To who asked for the review: a second person has published it."""
    to = challenge.review_asked_by
    if to is None or to.pk == by.pk or challenge.is_reverse:
        return
    with translation.override(to.language):
        is_later = challenge.state == Challenge.State.SCHEDULED and challenge.opens_at
        opens = timezone.localtime(challenge.opens_at) if is_later else None
        said = {"by": str(by), "opens_at": date_format(opens, "DATETIME_FORMAT") if opens else ""}
    asked = _moment_key(challenge.review_asked_at)
    _send_about(challenge, to, "challenge_published", f"published:{asked}", said)


def tell_writers_of_extension(extension: Extension) -> None:
    """To everybody with an unsent proposal: there is more time."""
    challenge = extension.challenge
    for person in writers(challenge):
        context = _extended(extension, person)
        _send_about(challenge, person, "challenge_extended", f"extended:{extension.pk}", context)


def _extended(extension: Extension, person: User) -> dict[str, Any]:
    with translation.override(person.language):
        until = date_format(timezone.localtime(extension.until), "DATETIME_FORMAT")
    return {"until": until, "reason": extension.reason}


def tell_of_early_end(challenge: Challenge) -> None:
    """To who is writing, and to who follows: it takes no more, earlier than was promised, and why.

    Who has begun before has still the few minutes of grace.
    """
    said = {"reason": challenge.close_reason}
    reason = f"closed:{_moment_key(challenge.closed_at)}"
    _tell_writers_and_followers(challenge, "challenge_closed_early", reason, said)


def tell_of_reopening(challenge: Challenge) -> None:
    """To who is writing, and to who follows: it takes proposals or offers again."""
    reason = f"reopened:{_moment_key(challenge.updated_at)}"
    _tell_writers_and_followers(challenge, "challenge_reopened", reason, {})


def _tell_writers_and_followers(
    challenge: Challenge, template: str, reason: str, said: dict[str, Any]
) -> None:
    writing = set(writers(challenge))
    for person in writing | set(followers(challenge)):
        with translation.override(person.language):
            until = date_format(timezone.localtime(challenge.closes_at), "DATETIME_FORMAT")
        more = {**said, "until": until, "is_writing": person in writing}
        _send_about(challenge, person, template, reason, more)


def tell_writers_of_cancellation(challenge: Challenge) -> None:
    """To everybody with an unsent proposal: there is nothing left to send it to."""
    for person in writers(challenge):
        context = {"reason": challenge.cancel_reason}
        _send_about(challenge, person, "challenge_called_off", "called_off", context)


def tell_staff_of_question(question: Question) -> None:
    """To the editors and managers of the city: somebody wants to know something."""
    for person in people_of_office(question.challenge.municipality_id):
        _send_about(
            question.challenge,
            person,
            "question_asked",
            f"question:{question.pk}",
            {"question": question.text, "question_path": _answer_path(question)},
        )


def tell_asker(question: Question) -> None:
    """To who asked: the answer, whether everybody reads it or not."""
    said = {"question": question.text, "answer": question.answer, "is_public": question.is_public}
    reason = f"answer:{question.pk}:{_moment_key(question.updated_at)}"
    _send_about(question.challenge, question.asked_by, "question_answered", reason, said)


def _answer_path(question: Question) -> str:
    return reverse("challenges:question_answer", args=[question.pk])


def _moment_key(moment: datetime | None) -> str:
    return f"{moment:%Y%m%d%H%M%S%f}" if moment else ""


def _send_about(
    challenge: Challenge, to: User, template: str, reason: str, more: dict[str, Any]
) -> None:
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "challenge": challenge.title,
                "municipality": challenge.asker.name,
                "path": challenge.get_absolute_url(),
                "desk_path": challenge.get_work_url(),
                **more,
            },
            language=to.language,
            dedupe_key=f"challenge.{reason}:{challenge.pk}:{to.pk}",
        )
