"""Whose task in the office a proposal, a question, a challenge, a registration or a need or seed
that is going stale is.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from challenges.models import Assignment, Challenge, Proposal, Question
from challenges.screening import mails
from partners.models import Listing, Partner
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.municipalities.models import Municipality, StaffRole

Task = Proposal | Question | Challenge | Partner | Listing
MINE, NOBODY = "mine", "nobody"
_KINDS: dict[type[models.Model], str] = {
    Proposal: "proposal",
    Question: "question",
    Challenge: "challenge",
    Partner: "partner",
    Listing: "listing",
}


def kind_of(task: Task) -> str:
    """What it is, as addresses and columns name it."""
    return _KINDS[type(task)]


def town_of(task: Task) -> Municipality:
    """The municipality whose office has the task."""
    return _holder(task).municipality


def town_id_of(task: Task) -> int:
    """The number of it, without another query."""
    return _holder(task).municipality_id


def _holder(task: Task) -> Proposal | Challenge | Partner:
    """What stands in the row of the municipality itself."""
    if isinstance(task, Question):
        return task.challenge
    return task.partner if isinstance(task, Listing) else task


def on_desk_of(kind: str, reader: User) -> QuerySet[Any]:
    """The tasks of a kind in the offices for which the person works; KeyError where there is none.

    A registration is a task from the day on which it is handed in.
    """
    model = {name: row for row, name in _KINDS.items()}[kind]
    towns = Municipality.objects.staffed_by(reader).values("pk")
    if model is Partner:
        waiting = Partner.objects.on_desk().filter(municipality__in=towns)
        return waiting.select_related("municipality")
    if model is Listing:
        shown = Listing.objects.exclude(state=Listing.State.DRAFT)
        own = shown.filter(partner__municipality__in=towns)
        return own.select_related("partner__municipality")
    rows: Any = model._default_manager
    return rows.on_desk_of(reader)


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
    if isinstance(task, Partner | Listing):
        partner = task.partner if isinstance(task, Listing) else task
        return reverse("partners:partner_review", args=[partner.slug])
    if isinstance(task, Challenge):
        return reverse("challenges:challenge_desk", args=[task.slug])
    return task.get_absolute_url()


def whose(who: str, reader: User) -> Q:
    """Tasks that are the reader's, or nobody's; any other word means all."""
    if who == MINE:
        return Q(assignment__assignee=reader)
    return Q(assignment__assignee=None) if who == NOBODY else Q()
