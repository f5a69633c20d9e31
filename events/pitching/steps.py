"""How a pitch is handed in, changed, chosen, put in order, declined and withdrawn.

Whatever touches the programme holds the row of the meeting, so that two of the office who choose
at once give two places, not one twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from events.models import Event, Pitch
from events.pitching import telling
from events.pitching.transitions import TRANSITIONS, Step, is_in_time
from partners.models import Listing, Partner
from tomoni.accounts.models import DraftFile, User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.receipts import new_receipt

State = Pitch.State


class PitchesClosedError(StateError):
    """The meeting takes no pitches now, or the partner has handed one in already."""


@dataclass(frozen=True)
class Answers:
    """What a partner says of its pitch. `slides` is a file of the draft, `drops_slides` takes the
    present one away.
    """

    title: str
    ask: str
    listing: Listing | None
    presenter: str
    minutes: int
    slides: DraftFile | None = None
    drops_slides: bool = False


@transaction.atomic
def hand_in(event: Event, partner: Partner, answers: Answers, *, by: User) -> Pitch:
    """Apply for a pitch: its receipt number, a copy by mail, and the office hears of it.

    Raises PitchesClosedError after the deadline, by our clock, and for a second pitch of a partner.
    """
    held = _hold(event)
    if not held.takes_pitches:
        raise PitchesClosedError(_("This meeting takes no pitches at the moment."))
    pitch = Pitch(event=held, partner=partner, user=by, receipt=new_receipt("H"))
    _write(pitch, answers)
    try:
        with transaction.atomic():
            pitch.save()
    except IntegrityError as error:
        raise PitchesClosedError(_("Your partner has already handed in a pitch.")) from error
    entry = note(by, "pitch.handed_in", pitch, partner=partner.pk)
    telling.confirm(pitch)
    telling.tell_office(pitch, telling.HANDED_IN, entry)
    return pitch


@transaction.atomic
def change(pitch: Pitch, answers: Answers, *, by: User, seen_version: int) -> None:
    """Write it anew until the deadline; LostUpdateError where a colleague was faster."""
    pitch.lock()
    pitch.require_state(State.APPLIED, State.CHOSEN)
    if not pitch.event.takes_pitches:
        raise PitchesClosedError(_("This meeting takes no pitches at the moment."))
    pitch.claim_version(seen_version)
    before = pitch.slides.name
    _write(pitch, answers)
    pitch.save()
    if before and before != pitch.slides.name:
        transaction.on_commit(partial(pitch.slides.storage.delete, before), robust=True)
    entry = note(by, "pitch.changed", pitch, partner=pitch.partner_id)
    if pitch.state == State.CHOSEN:
        telling.tell_office(pitch, telling.CHANGED, entry)


@transaction.atomic
def choose(pitch: Pitch, *, by: User) -> None:
    """Take it into the programme, behind those that are in it already."""
    _begin(pitch, Step.CHOOSE)
    if not Partner.objects.filter(pk=pitch.partner_id, state=Partner.State.APPROVED).exists():
        raise StateError(_("This partner is not shown at the moment, so its pitch cannot be."))
    chosen = Pitch.objects.filter(event=pitch.event_id, state=State.CHOSEN)
    last: int | None = chosen.aggregate(last=Max("position"))["last"]
    _go(pitch, Step.CHOOSE, position=(last or 0) + 1)
    telling.tell_partner(pitch, telling.CHOSEN, note(by, "pitch.chosen", pitch))


@transaction.atomic
def take_back(pitch: Pitch, *, by: User) -> None:
    """Take a choice back before the meeting: the pitch waits for an answer again."""
    _begin(pitch, Step.TAKE_BACK)
    _go(pitch, Step.TAKE_BACK, position=None)
    telling.tell_partner(pitch, telling.TAKEN_BACK, note(by, "pitch.taken_back", pitch))


@transaction.atomic
def decline(pitch: Pitch, reason: str, *, by: User) -> None:
    """Not this time, with a reason that the partner reads."""
    _begin(pitch, Step.DECLINE)
    _go(pitch, Step.DECLINE, decline_reason=reason)
    telling.tell_partner(pitch, telling.DECLINED, note(by, "pitch.declined", pitch))


@transaction.atomic
def withdraw(pitch: Pitch, *, by: User) -> None:
    """The partner does not want to present after all; the office hears of it."""
    _begin(pitch, Step.WITHDRAW)
    _go(pitch, Step.WITHDRAW, position=None)
    entry = note(by, "pitch.withdrawn", pitch, partner=pitch.partner_id)
    telling.tell_office(pitch, telling.WITHDRAWN, entry)


@transaction.atomic
def put_in_order(event: Event, order: Sequence[int], *, by: User) -> None:
    """Put the chosen ones in this order of their ids; who is not named stands behind, as before.

    Ids of other pitches are left out: the order may come from a page that is no longer true.
    """
    _hold(event)
    chosen = {row.pk: row for row in event.pitches.chosen()}
    wanted = [pk for pk in dict.fromkeys(order) if pk in chosen]
    for position, pk in enumerate([*wanted, *(pk for pk in chosen if pk not in wanted)], 1):
        Pitch.objects.filter(pk=pk).update(position=position)
    record(by, "event.pitches_ordered", event, municipality=event.municipality)


def note(by: User | None, verb: str, pitch: Pitch, **data: int) -> Entry:
    """Write down who did what. Reasons and words are not kept for ever."""
    return record(by, verb, pitch, municipality=pitch.event.municipality, **data)


def _begin(pitch: Pitch, step: Step) -> None:
    event = _hold(pitch.event)
    pitch.lock()
    pitch.event = event
    pitch.require_state(*TRANSITIONS[step].sources)
    if not is_in_time(pitch, step):
        raise StateError(
            _("The meeting has begun or was called off; its pitches stay as they are.")
        )


def _go(pitch: Pitch, step: Step, **fields: object) -> None:
    pitch.state = TRANSITIONS[step].target
    for name, value in fields.items():
        setattr(pitch, name, value)
    pitch.save(update_fields=["state", "updated_at", *fields])
    telling.settle(pitch)


def _hold(event: Event) -> Event:
    rows = Event.objects.select_for_update(of=("self",)).select_related("municipality")
    return rows.get(pk=event.pk)


def _write(pitch: Pitch, answers: Answers) -> None:
    pitch.title, pitch.ask, pitch.listing = answers.title, answers.ask, answers.listing
    pitch.presenter, pitch.minutes = answers.presenter, answers.minutes
    if answers.slides:
        with answers.slides.file.open() as file:
            name = PurePath(answers.slides.file.name or "").name
            pitch.slides = ContentFile(file.read(), name=name)
        pitch.slides_name = answers.slides.name
    elif answers.drops_slides:
        pitch.slides, pitch.slides_name = "", ""
