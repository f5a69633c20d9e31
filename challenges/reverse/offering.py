"""How a municipality answers the call of a partner, and how the partner chooses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Challenge, Offer
from challenges.reverse import mails
from challenges.reverse.transitions import OFFER_TRANSITIONS, OfferStep
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality
from tomoni.receipts import new_receipt

_COLUMNS = ("title", "summary", "brings", "place", "schedule", "contact")
_CHOOSING = (Challenge.State.CLOSED, Challenge.State.SELECTING)


@transaction.atomic
def submit_offer(
    call: Challenge,
    answers: Mapping[str, Any],
    *,
    municipality: Municipality,
    by: User,
    begun_at: datetime,
) -> Offer:
    """Send in the `cleaned_data` of an OfferForm that was opened at `begun_at`.

    Raises StateError when the call takes no more offers, does not ask this municipality, or has an
    offer of it already.
    """
    call.lock()
    if not call.is_reverse or not call.accepts_proposal_begun_at(begun_at):
        raise StateError(_("This call no longer takes offers."))
    if not asks(call, municipality):
        raise StateError(_("This call does not ask your municipality."))
    if earlier_offer(call, municipality):
        raise StateError(_("Your municipality has answered this call already."))
    offer = Offer(challenge=call, municipality=municipality, submitted_by=by)
    for name in _COLUMNS:
        setattr(offer, name, answers[name])
    offer.submitted_at, offer.receipt = timezone.now(), new_receipt("O")
    offer.save()
    _record(by, "offer.submitted", offer)
    mails.send_receipt(offer)
    mails.tell_caller(offer)
    return offer


def asks(call: Challenge, municipality: Municipality) -> bool:
    """Whether the call is meant for this municipality: named, or nobody is."""
    named = set(call.called.values_list("pk", flat=True))
    return not named or municipality.pk in named


def earlier_offer(call: Challenge, municipality: Municipality) -> Offer | None:
    """What the municipality has offered already and not taken back."""
    rows = call.offers.filter(municipality=municipality)
    return rows.exclude(state=Offer.State.WITHDRAWN).first()


@transaction.atomic
def reply_to_offer(offer: Offer, step: OfferStep, *, by: User, text: str) -> None:
    """Choose or decline, with a reason; not before the deadline, so that all have the same chance.

    Raises StateError then, or where it was answered already.
    """
    offer.challenge.lock()
    offer.lock()
    if offer.challenge.state not in _CHOOSING:
        raise StateError(_("Offers are answered once the call takes no more of them."))
    now = timezone.now()
    changes = {"decided_at": now, "decided_by": by, "decision_text": text}
    _take(offer, step, by, f"offer.{OFFER_TRANSITIONS[step].target.value}", **changes)
    mails.send_decision(offer)


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User) -> None:
    """The municipality takes it back before it is answered; it stays on file. The partner is
    told.
    """
    offer.lock()
    _take(offer, OfferStep.WITHDRAW, by, "offer.withdrawn")
    mails.tell_caller_of_withdrawal(offer)


def _take(offer: Offer, step: OfferStep, by: User, verb: str, **changes: Any) -> None:
    transition = OFFER_TRANSITIONS[step]
    offer.require_state(*transition.sources)
    for name, value in {**changes, "state": transition.target}.items():
        setattr(offer, name, value)
    offer.save(update_fields=["state", "updated_at", *changes])
    _record(by, verb, offer)


def _record(by: User, verb: str, offer: Offer) -> None:
    record.record(by, verb, offer, municipality=offer.municipality, receipt=offer.receipt)
