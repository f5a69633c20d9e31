"""The mails between a partner that calls and the municipalities that answer."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from challenges.audience import members_of, writers_of
from challenges.models import Challenge, Offer
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.office import people_of_office

More = Callable[[], dict[str, Any]]
TEXTS = ("summary", "brings", "place", "schedule", "contact")


def send_receipt(offer: Offer) -> None:
    """To the office that sent it: the receipt number and a copy."""

    def copy() -> dict[str, Any]:
        return {"copy": list(_answers(offer))}

    for person in people_of_office(offer.municipality_id):
        _send(offer, person, "challenge_offer_received", "received", copy)


def tell_caller(offer: Offer) -> None:
    """To the editors and owners of the partner: a municipality has answered."""
    for person in callers(offer.challenge):
        _send(offer, person, "challenge_offer_arrived", "arrived")


def tell_caller_of_withdrawal(offer: Offer) -> None:
    """To the editors and owners of the partner: a municipality has taken its offer back."""
    for person in callers(offer.challenge):
        _send(offer, person, "challenge_offer_withdrawn", "withdrawn")


def send_decision(offer: Offer) -> None:
    """To the office that sent it: chosen or not, and what the partner writes."""

    def said() -> dict[str, Any]:
        is_chosen = offer.state == Offer.State.ACCEPTED
        return {"is_chosen": is_chosen, "text": offer.decision_text}

    for person in people_of_office(offer.municipality_id):
        _send(offer, person, "challenge_offer_decided", "decided", said)


def tell_of_cancellation(call: Challenge) -> None:
    """To the offices that wait for a reply to an offer: the partner has called it off."""
    for offer in call.offers.awaiting_decision().select_related("municipality"):
        for person in people_of_office(offer.municipality_id):
            _send(offer, person, "challenge_offer_cancelled", "cancelled", lambda: _reason(call))


def _reason(call: Challenge) -> dict[str, Any]:
    return {"reason": call.cancel_reason}


def tell_of_publication(call: Challenge) -> None:
    """To the editors and owners of the partner: it was checked and is public, or will be."""
    for person in callers(call) if call.is_reverse else ():
        with translation.override(person.language):
            opens = call.opens_at if call.state == Challenge.State.SCHEDULED else None
            said = {"opens_at": date_format(localtime(opens), "DATETIME_FORMAT") if opens else ""}
        _send_about(call, person, "challenge_call_published", "published", said)


def tell_called(call: Challenge) -> None:
    """To the offices of the municipalities that are asked by name. Who is not sees it on the desk;
    to write to all of them would teach them not to read it.
    """
    towns = call.called.values_list("pk", flat=True) if call.is_reverse else ()
    people = {person for town in towns for person in people_of_office(town)}
    for person in people:
        _send_about(call, person, "challenge_call_opened", "opened", {})


def _send_about(
    call: Challenge, to: User, template: str, reason: str, more: dict[str, Any]
) -> None:
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "caller": str(call.caller),
                "call": call.title,
                "closes_at": date_format(localtime(call.closes_at), "DATETIME_FORMAT"),
                "path": call.get_absolute_url(),
                "work_path": call.get_work_url(),
                **more,
            },
            language=to.language,
            dedupe_key=f"call.{reason}:{call.pk}:{call.version}:{to.pk}",
        )


def callers(call: Challenge) -> QuerySet[User]:
    """Who acts for the partner that calls; where nobody writes for it, all who belong to it."""
    writing = writers_of([call.caller_id])
    return writing if writing.exists() else members_of([call.caller_id])


def _answers(offer: Offer) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        if text := getattr(offer, name):
            yield str(Offer._meta.get_field(name).verbose_name), text  # type: ignore[union-attr]


def _nothing() -> dict[str, Any]:
    return {}


def _send(offer: Offer, to: User, template: str, reason: str, more: More = _nothing) -> None:
    """`more` is asked in the language of the reader."""
    call = offer.challenge
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "receipt": offer.receipt,
                "title": offer.title,
                "municipality": offer.municipality.name,
                "caller": str(call.caller),
                "call": call.title,
                "path": offer.get_absolute_url(),
                **more(),
            },
            language=to.language,
            dedupe_key=f"offer.{reason}:{offer.pk}:{to.pk}",
        )
