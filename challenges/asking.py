"""Asking about a challenge, answering, and following what happens with it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges import following, mails
from challenges.models import Challenge, Follow, Question
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError

MOST_WAITING = 3  # questions of one person to one challenge that have no answer yet
MOST_A_DAY = 10  # questions of one person to anybody


@transaction.atomic
def ask(challenge: Challenge, *, by: User, text: str) -> Question:
    """Ask while the challenge takes proposals; its office is told.

    Raises StateError when it does not, or when the person has asked enough for now.
    """
    challenge.lock()
    if not challenge.takes_questions:
        raise StateError(_("Questions can be asked while a challenge takes proposals."))
    _require_moderation(challenge, by)
    question = challenge.questions.create(asked_by=by, text=text)
    record.record(by, "question.asked", question, municipality=challenge.municipality)
    mails.tell_staff_of_question(question)
    return question


def _require_moderation(challenge: Challenge, by: User) -> None:
    asked = Question.objects.filter(asked_by=by)
    if asked.filter(challenge=challenge).waiting().count() >= MOST_WAITING:
        raise StateError(
            ngettext(
                "%d question of yours has no answer yet. Please wait for it before you ask again.",
                "%d questions of yours have no answer yet. Please wait for one of them before you"
                " ask again.",
                MOST_WAITING,
            )
            % MOST_WAITING
        )
    yesterday = timezone.now() - timedelta(days=1)
    if asked.filter(created_at__gt=yesterday).count() >= MOST_A_DAY:
        raise StateError(_("You have asked many questions today. Please go on tomorrow."))


@transaction.atomic
def answer(question: Question, *, by: User, text: str, is_public: bool) -> None:
    """Answer, or mend an answer; who asked is told, and once it is public who follows.

    A mended answer is mailed again only where its words have changed.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    is_first, was_public = question.answered_at is None, question.is_public
    has_changed = question.answer != text
    question.answer, question.is_public, question.answered_by = text, is_public, by
    question.answered_at = question.answered_at or timezone.now()
    question.save()
    verb = "question.answered" if is_first else "question.answer_changed"
    record.record(by, verb, question, municipality=question.challenge.municipality)
    if has_changed:
        mails.tell_asker(question)
    if is_public and not was_public:
        following.tell_of_answer(question)


@transaction.atomic
def follow(challenge: Challenge, *, by: User) -> None:
    """Be told of published answers, of a later deadline, of the result and of what came of it."""
    Follow.objects.get_or_create(challenge=challenge, user=by)


@transaction.atomic
def unfollow(challenge: Challenge, *, by: User) -> None:
    """Be told no more."""
    Follow.objects.filter(challenge=challenge, user=by).delete()
