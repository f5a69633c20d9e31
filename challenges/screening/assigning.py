"""Whose task in the office a proposal, a question or a challenge is."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from challenges.models import Assignment, Challenge, Proposal, Question
from challenges.screening import mails
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.municipalities.models import Municipality, StaffRole

Task = Proposal | Question | Challenge
MINE, NOBODY = "mine", "nobody"
_KINDS: dict[type[models.Model], str] = {
    Proposal: "proposal",
    Question: "question",
    Challenge: "challenge",
}


def kind_of(task: Task) -> str:
    """What it is, as addresses and columns name it."""
    return _KINDS[type(task)]


def town_of(task: Task) -> Municipality:
    """The municipality whose office has the task."""
    return task.challenge.municipality if isinstance(task, Question) else task.municipality


def able(municipality: Municipality) -> QuerySet[User]:
    """Who in the office can do such tasks."""
    roles = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    staff = municipality.staff.filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=staff, is_active=True).order_by("name", "pk")


@transaction.atomic
def assign(task: Task, *, to: User | None, by: User) -> Assignment:
    """Put somebody in charge, or nobody; who is put in charge by another is told by mail.

    Raises ValueError for who cannot do it.
    """
    town = town_of(task)
    if to is not None and not able(town).filter(pk=to.pk).exists():
        raise ValueError("whoever is in charge works in the office, as editor or manager")
    about: dict[str, Any] = {kind_of(task): task}
    row, is_new = Assignment.objects.select_for_update().get_or_create(
        **about, defaults={"assignee": to}
    )
    if not is_new and row.assignee_id == (to.pk if to else None):
        return row
    row.assignee = to
    row.save()
    # Told of the assignment: what is told of a proposal its partner reads.
    entry = record.record(by, "task.assigned", row, municipality=town, to=str(to) if to else "")
    mails.tell_assignee(row, entry.pk, by, path_of(task))
    return row


def path_of(task: Task) -> str:
    """Where the task is done."""
    if isinstance(task, Question):
        return reverse("challenges:question_answer", args=[task.pk])
    if isinstance(task, Challenge):
        return reverse("challenges:challenge_desk", args=[task.slug])
    return task.get_absolute_url()


def whose(who: str, reader: User) -> Q:
    """Tasks that are the reader's, or nobody's; any other word means all."""
    if who == MINE:
        return Q(assignment__assignee=reader)
    return Q(assignment__assignee=None) if who == NOBODY else Q()
