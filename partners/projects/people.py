"""Who takes part in a project: further partners are asked, and join with their own yes."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Participation, Partner, Project
from partners.projects import changes, telling
from partners.projects.steps import note, take
from partners.projects.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import StateError

State = Participation.State
RESTS = timedelta(days=90)
"""How long who has said no, or has left, is not asked again."""
MOST_ASKED = 10  # partners whose answer is awaited at the same time


@transaction.atomic
def ask_partner(project: Project, partner: Partner, *, by: User, message: str = "") -> None:
    """Ask a registered partner to take part. Its editors and owners get a mail.

    Raises StateError, worded for the reader, where it takes part, is asked or rests.
    """
    project.lock()
    take(project, Step.ASK)
    if not partner.is_approved:
        raise StateError(_("Only registered partners can be asked."))
    if project.participations.asked().count() >= MOST_ASKED:
        raise StateError(_("Please wait for an answer before you ask further partners."))
    now = timezone.now()
    place = project.participations.filter(partner=partner).first()
    if place and place.state in (State.JOINED, State.ASKED):
        raise StateError(_("This partner takes part or is asked already."))
    if place and place.state != State.RECALLED and place.changed_at > now - RESTS:
        raise StateError(_("This partner has said no not long ago. Please do not ask it again."))
    place = place or Participation(project=project, partner=partner)
    place.state, place.asked_by, place.message, place.changed_at = State.ASKED, by, message, now
    place.save()
    entry = note(by, "project.partner_asked", project, partner=partner.slug)
    telling.tell_asked(place, entry)


@transaction.atomic
def answer(project: Project, partner: Partner, *, by: User, joins: bool) -> None:
    """The partner says yes or no; who has asked hears it. StateError where it is not asked."""
    project.lock()
    place = project.participations.asked().filter(partner=partner).first()
    if place is None:
        raise StateError(_("Your answer is not awaited any more."))
    if joins:
        take(project, Step.ASK)
    place.state = State.JOINED if joins else State.DECLINED
    place.changed_at = timezone.now()
    place.save()
    verb = "project.partner_joined" if joins else "project.partner_declined"
    telling.tell_answer(place, note(by, verb, project, partner=partner.slug))


@transaction.atomic
def recall(project: Project, partner: Partner, *, by: User) -> None:
    """Ask the partner no more: it reads nothing of the members' any longer, and hears of that.

    It may be asked again. StateError where its answer is not awaited.
    """
    project.lock()
    place = project.participations.asked().filter(partner=partner).first()
    if place is None:
        raise StateError(_("An answer of this partner is not awaited."))
    place.state, place.changed_at = State.RECALLED, timezone.now()
    place.save()
    changes.tell_recalled(
        place, note(by, "project.partner_recalled", project, partner=partner.slug)
    )


@transaction.atomic
def leave(project: Project, partner: Partner, *, by: User) -> None:
    """The partner takes part no longer; what it has written stays, and the others are told. The
    last one cannot leave.
    """
    project.lock()
    take(project, Step.LEAVE)
    joined = project.participations.joined()
    place = joined.filter(partner=partner).first()
    if place is None:
        raise StateError(_("This partner does not take part."))
    if joined.count() == 1:
        raise StateError(_("The last partner cannot leave. Please end the project instead."))
    place.state, place.changed_at = State.LEFT, timezone.now()
    place.save()
    entry = note(by, "project.partner_left", project, partner=partner.slug)
    changes.tell_left(project, partner, entry, by=by)
