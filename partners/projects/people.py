"""Who takes part in a project: further partners are asked, and join with their own yes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.acting import on_behalf
from partners.models import Participation, Partner, Project
from partners.projects import mails, telling
from partners.projects.steps import note, take
from partners.projects.transitions import Step
from tomoni.accounts.models import User
from tomoni.journal.record import history_of
from tomoni.models import StateError

State = Participation.State
RESTS = timedelta(days=90)
"""How long who has said no, or has left, is not asked again."""
MOST_ASKED = 10  # partners whose answer is awaited at the same time
MOST_TIMES = 3  # so often one partner is asked within RESTS: each time is a mail to its people


@transaction.atomic
def ask_partner(project: Project, partner: Partner, *, by: User, message: str = "") -> None:
    """Ask a registered partner to take part. Who answers for it gets a mail.

    Raises StateError, worded for the reader, where it takes part, is asked or rests, and where it
    was asked and not asked any more again and again.
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
    if _times_asked(project, partner, since=now - RESTS) >= MOST_TIMES:
        raise StateError(_("This partner was asked several times already. Please give it a rest."))
    place = place or Participation(project=project, partner=partner)
    place.state, place.asked_by, place.message, place.changed_at = State.ASKED, by, message, now
    place.save()
    entry = note(by, "project.partner_asked", project, partner=partner.slug)
    telling.tell_asked(place, entry)


def _times_asked(project: Project, partner: Partner, *, since: datetime) -> int:
    asked = history_of(project).filter(verb="project.partner_asked", at__gt=since)
    return asked.filter(data__partner=partner.slug).count()


@transaction.atomic
def answer(project: Project, partner: Partner, *, by: User, joins: bool) -> None:
    """The partner says yes or no; who has asked hears it.

    StateError where it is not asked, and for the yes of one that is not registered any more.
    """
    project.lock()
    place = project.participations.asked().filter(partner=partner).first()
    if place is None:
        raise StateError(_("Your answer is not awaited any more."))
    if joins:
        take(project, Step.ASK)
        if not partner.is_approved:
            raise StateError(_("Only registered partners can take part."))
    place.state = State.JOINED if joins else State.DECLINED
    place.changed_at = timezone.now()
    place.save()
    verb = "project.partner_joined" if joins else "project.partner_declined"
    acted = on_behalf(by, partner)
    telling.tell_answer(place, note(by, verb, project, partner=partner.slug, **acted))


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
    mails.tell_recalled(place, note(by, "project.partner_recalled", project, partner=partner.slug))


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
    acted = on_behalf(by, partner)
    entry = note(by, "project.partner_left", project, partner=partner.slug, **acted)
    mails.tell_left(project, partner, entry, by=by)
