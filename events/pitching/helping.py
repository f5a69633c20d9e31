"""“I can help”: said by a participant during the talk, and what becomes of it.

Each offer becomes a follow-up (`FollowUp`) that the presenter's side looks after: it has asked, it
sees all who can help at a glance, and whoever presses a button in the hall owes nobody a report.
"""

from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import follow_up_states as states
from events.follow_up_states import Step
from events.models import FollowUp, HelpOffer, Pitch, Registration
from events.pitching import telling
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

OPEN_FOR = timedelta(days=7)
"""How long after the meeting help can still be offered, or taken back."""
DUE_IN = timedelta(days=14)


def takes_help(pitch: Pitch) -> bool:
    """Whether somebody may say now that they can help: from the beginning to a week after it."""
    event = pitch.event
    is_time = event.starts_at <= timezone.now() < event.ends_at + OPEN_FOR
    return is_time and event.state == "announced" and pitch.state == Pitch.State.CHOSEN


def seat_of(user: User | AnonymousUser, pitch: Pitch) -> Registration | None:
    """The seat from which the person may help: at this meeting, and not for the same partner."""
    if not user.is_authenticated:
        return None
    rows = Registration.objects.registered().of_user(user).filter(event=pitch.event_id)
    return rows.exclude(partner=pitch.partner_id).first()


@transaction.atomic
def offer_help(
    pitch: Pitch,
    registration: Registration,
    words: str,
    *,
    by: User,
    shares_email: bool = False,
) -> HelpOffer:
    """Say that one can help, with a few words or none. Twice is once: the later words count.

    `shares_email`: the presenter's side may see the address; nobody else could reach who is there
    for no partner. Raises StateError outside the time, and where the seat was given back meanwhile.
    """
    _begin(pitch, registration)
    if registration.partner_id is None and not shares_email:
        raise StateError(_("Please let them see your e-mail address; else they cannot reach you."))
    offer, is_new = HelpOffer.objects.select_for_update().get_or_create(
        pitch=pitch,
        registration=registration,
        defaults={"words": words, "shares_email": shares_email},
    )
    if not is_new:
        offer.shares_email = shares_email
        offer.words, offer.withdrawn_at = words or offer.words, None
        offer.save()
    _follow_up(offer, by)
    record(by, "pitch.help_offered", offer, municipality=pitch.event.municipality)
    telling.tell_of_help(offer)
    return offer


@transaction.atomic
def take_help_back(pitch: Pitch, registration: Registration, *, by: User) -> None:
    """Not after all; the follow-up is let go unless something has come of it. Twice is once."""
    _begin(pitch, registration)
    rows = HelpOffer.objects.select_for_update().filter(pitch=pitch, registration=registration)
    offer = rows.filter(withdrawn_at=None).first()
    if offer is None:
        return
    offer.withdrawn_at = timezone.now()
    offer.save(update_fields=["withdrawn_at", "updated_at"])
    _let_go(offer, by)
    record(by, "pitch.help_taken_back", offer, municipality=pitch.event.municipality)
    telling.settle_help(offer)


def _begin(pitch: Pitch, registration: Registration) -> None:
    """One at a time per pitch and per seat, checked against how things stand now."""
    Pitch.objects.select_for_update(no_key=True).only("pk").get(pk=pitch.pk)
    pitch.refresh_from_db(fields=["state"])
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not held.has_seat or held.event_id != pitch.event_id:
        raise StateError(_("Only who has a seat at this meeting can offer help."))
    if held.partner_id == pitch.partner_id:
        raise StateError(_("This is the pitch of your own partner."))
    if not takes_help(pitch):
        raise StateError(
            _("Help can be offered from the beginning of the meeting to a week after.")
        )


def _let_go(offer: HelpOffer, by: User) -> None:
    """It was the offer that brought it, so it goes with it, whoever looks after it."""
    follow_up = FollowUp.objects.open().filter(help_offer=offer).first()
    if follow_up is None:
        return
    with suppress(StateError):  # done or let go at this moment
        states.begin(follow_up, Step.LET_GO, by=None)
        states.end(follow_up, Step.LET_GO)
        states.note(by, "follow_up.let_go", follow_up)


def _follow_up(offer: HelpOffer, by: User) -> None:
    """Made once per offer; one that was let go with the offer opens again. Its title names nobody:
    the office and colleagues read it.
    """
    pitch, registration = offer.pitch, offer.registration
    owner = _owner(pitch)
    if owner is None:
        return
    with translation.override(owner.language):
        title = gettext("Somebody can help with “%(pitch)s”") % {"pitch": pitch.title}
    due_on = timezone.localdate() + DUE_IN
    follow_up, is_new = FollowUp.objects.get_or_create(
        help_offer=offer,
        defaults={
            "event": pitch.event,
            "title": title[:200],
            "owner": owner,
            "partner": pitch.partner,
            "counterpart": registration.partner,
            "due_on": due_on,
            **origin_of(pitch),
        },
    )
    if is_new:
        states.note(by, "follow_up.made", follow_up)
    elif follow_up.state == FollowUp.State.DROPPED:
        states.begin(follow_up, Step.TAKE_UP, by=None)
        follow_up.owner = owner
        states.reopen(follow_up, due_on=due_on)
        states.note(by, "follow_up.taken_up", follow_up)


def _owner(pitch: Pitch) -> User | None:
    """Who handed the pitch in, as long as they may write for its partner; else who may."""
    people = telling.presenting(pitch)
    return pitch.user if pitch.user in people else next(iter(people), None)
