"""How a follow-up is written down, changed, handed over, done or let go; all of it is optional."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from events.follow_up_states import Step, begin, end, note, reopen, settle
from events.following import telling
from events.models import Event, FollowUp, Registration
from events.models.afterwards import LAPSES_AFTER
from matching.models import Introduction, Party
from partners.mailing.responsible import still_acts
from partners.models import Partner, Project
from partners.models.origin import origin_of
from partners.projects.people import ask_partner
from partners.projects.steps import start_project
from tomoni.accounts.models import User
from tomoni.models import StateError

USUALLY_WITHIN = timedelta(days=30)
"""What the form proposes, unless another day is chosen."""


@dataclass(frozen=True)
class Plan:
    """What is to be done, by when, and with which partner, if with one."""

    title: str
    due_on: date
    counterpart: Partner | None = None


@transaction.atomic
def write_down(event: Event, seat: Registration, plan: Plan, *, by: User) -> FollowUp:
    """A participant writes down what they would like to do.

    Raises StateError before the meeting has begun, and for who has no seat.
    """
    if not event.has_started or event.is_cancelled:
        raise StateError(_("Follow-ups can be written down once the meeting has begun."))
    if seat.event_id != event.pk or seat.user_id != by.pk or not seat.has_seat:
        raise StateError(_("Only who takes part in the meeting can write this down."))
    if plan.counterpart is not None and plan.counterpart.pk == seat.partner_id:
        raise StateError(_("Please choose another partner than your own."))
    made = FollowUp.objects.create(
        event=event,
        title=plan.title,
        owner=by,
        partner=seat.partner,
        counterpart=plan.counterpart,
        due_on=plan.due_on,
        **origin_of(_led_here(seat, plan.counterpart) or event),
    )
    note(by, "follow_up.made", made)
    return made


def _led_here(seat: Registration, counterpart: Partner | None) -> Introduction | None:
    """The latest introduction in which the two partners have agreed to talk before the meeting was
    over: then the follow-up came out of it as well as of the meeting.
    """
    if seat.partner_id is None or counterpart is None:
        return None
    rows = Introduction.objects.agreed().filter(accepted_at__lte=seat.event.ends_at)
    for partner in (seat.partner_id, counterpart.pk):
        rows = rows.filter(
            Exists(
                Party.objects.filter(
                    introduction=OuterRef("pk"), partner=partner, state=Party.State.AGREED
                )
            )
        )
    return rows.order_by("-accepted_at", "-pk").first()


@transaction.atomic
def change(follow_up: FollowUp, plan: Plan, *, by: User, seen: int) -> None:
    """Another title, day or partner; its reminders begin anew when the day moves.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    begin(follow_up, Step.CHANGE, by=by, seen=seen)
    if plan.due_on != follow_up.due_on:
        follow_up.reminders = 0
    follow_up.title, follow_up.due_on = plan.title, plan.due_on
    follow_up.counterpart = plan.counterpart
    follow_up.save()
    note(by, "follow_up.changed", follow_up, due_on=plan.due_on)
    settle(follow_up)


@transaction.atomic
def hand_over(follow_up: FollowUp, to: Registration, *, by: User) -> None:
    """Another participant of the same partner looks after it from now on, and is told.

    Raises StateError where the other has no seat at the meeting for this partner.
    """
    begin(follow_up, Step.HAND_OVER, by=by)
    new_owner = next((seat.user for seat in successors(follow_up) if seat.pk == to.pk), None)
    if new_owner is None:
        raise StateError(_("This person did not take part for your partner."))
    follow_up.owner = new_owner
    follow_up.save(update_fields=["owner", "updated_at"])
    settle(follow_up)
    entry = note(by, "follow_up.handed_over", follow_up, to=new_owner.pk)
    telling.tell_handed_over(follow_up, entry)


def successors(follow_up: FollowUp) -> list[Registration]:
    """Who could look after it instead: others who took part for the same partner."""
    if follow_up.partner_id is None:
        return []
    seats = Registration.objects.registered().filter(
        event=follow_up.event_id, partner=follow_up.partner_id, user__is_active=True
    )
    return list(seats.exclude(user=follow_up.owner_id).select_related("user"))


@transaction.atomic
def finish(
    follow_up: FollowUp, *, by: User, outcome: str, starts_project: bool = False
) -> Project | None:
    """It is done; with what came of it, and a project where co-operation has begun.

    The partner with which it was done is asked to take part in that: it has agreed to nothing yet.
    Raises StateError where a project is to begin and the person may not write for the partner.
    """
    begin(follow_up, Step.FINISH, by=by)
    follow_up.outcome = outcome
    end(follow_up, Step.FINISH)
    note(by, "follow_up.done", follow_up)
    return _project(follow_up, by) if starts_project else None


def acts_in(follow_up: FollowUp, person: User) -> Partner | None:
    """The partner for which it is done, as long as the person may write for it."""
    own = follow_up.partner
    return own if own is not None and still_acts(person, own) else None


def starts_projects_for(follow_up: FollowUp, person: User) -> Partner | None:
    """The same, where the person will read what becomes of the project: a federation that acts for
    a partner does so until somebody has claimed the partner.
    """
    own = acts_in(follow_up, person)
    reads = own and Partner.objects.stood_for_by(person).filter(pk=own.pk).exists()
    return own if reads else None


def _project(follow_up: FollowUp, by: User) -> Project:
    own = starts_projects_for(follow_up, by)
    if own is None:
        raise StateError(_("Only who may write for your partner can begin a project with it."))
    project = start_project(
        follow_up,
        municipality=follow_up.event.municipality,
        partners=[own],
        by=by,
        title=follow_up.title[:100],
        summary=follow_up.outcome,
        goals=own.primary_goals.all(),
    )
    other = follow_up.counterpart
    if other is not None and other.is_approved:
        ask_partner(project, other, by=by)
    return project


@transaction.atomic
def let_go(follow_up: FollowUp, *, by: User) -> None:
    """Nothing comes of it for now, and that is fine."""
    begin(follow_up, Step.LET_GO, by=by)
    end(follow_up, Step.LET_GO)
    note(by, "follow_up.let_go", follow_up)


@transaction.atomic
def lapse(follow_up: FollowUp) -> None:
    """Nobody has said anything for so long that it is let go by itself, with a kind word."""
    begin(follow_up, Step.LAPSE, by=None)
    end(follow_up, Step.LAPSE)
    telling.tell_lapsed(follow_up, note(None, "follow_up.lapsed", follow_up))


@transaction.atomic
def take_up(follow_up: FollowUp, *, by: User) -> None:
    """What was let go is wanted after all; its clock begins anew."""
    begin(follow_up, Step.TAKE_UP, by=by)
    if follow_up.help_offer and follow_up.help_offer.withdrawn_at:
        raise StateError(_("The help was taken back, so there is nothing to take up."))
    reopen(follow_up, due_on=max(follow_up.due_on, timezone.localdate() + USUALLY_WITHIN))
    note(by, "follow_up.taken_up", follow_up)


def last_day(today: date) -> date:
    """The latest day that can be chosen: two years ahead."""
    return today + timedelta(days=730)


def has_run_out(follow_up: FollowUp) -> bool:
    """Its sixty days are over."""
    return timezone.localdate() > follow_up.due_on + LAPSES_AFTER
