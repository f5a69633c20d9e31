"""The mails between a partner that calls and the municipalities that answer."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from challenges.models import Challenge, Offer
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.models import StaffRole

TEXTS = ("summary", "brings", "place", "schedule", "contact")


def send_receipt(offer: Offer) -> None:
    """To who sent it: the receipt number and a copy."""
    with translation.override(offer.submitted_by.language):
        copy = list(_answers(offer))
    _send(offer, offer.submitted_by, "challenge_offer_received", "received", {"copy": copy})


def tell_caller(offer: Offer) -> None:
    """To the editors and owners of the partner: a municipality has answered."""
    for person in callers(offer.challenge):
        _send(offer, person, "challenge_offer_arrived", "arrived", {})


def send_decision(offer: Offer) -> None:
    """To who sent it: chosen or not, and what the partner writes."""
    is_chosen = offer.state == Offer.State.ACCEPTED
    said = {"is_chosen": is_chosen, "text": offer.decision_text}
    _send(offer, offer.submitted_by, "challenge_offer_decided", "decided", said)


def tell_of_cancellation(call: Challenge) -> None:
    """To who waits for a reply to an offer: the partner has called it off."""
    for offer in call.offers.awaiting_decision().select_related("submitted_by", "municipality"):
        said = {"reason": call.cancel_reason}
        _send(offer, offer.submitted_by, "challenge_offer_cancelled", "cancelled", said)


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
    roles = [StaffRole.Role.EDITOR, StaffRole.Role.MANAGER]
    staff = StaffRole.objects.filter(municipality__in=call.called.values("pk"), role__in=roles)
    people = User.objects.filter(pk__in=staff.values("user")).order_by("pk")
    for person in people if call.is_reverse else ():
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


def callers(call: Challenge) -> Iterator[User]:
    """Who acts for the partner that calls."""
    writing = Membership.Role.at_least(Membership.Role.EDITOR)
    members = Membership.objects.filter(partner=call.caller_id, role__in=writing)
    yield from User.objects.filter(pk__in=members.values("user")).order_by("pk")


def _answers(offer: Offer) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        if text := getattr(offer, name):
            yield str(Offer._meta.get_field(name).verbose_name), text  # type: ignore[union-attr]


def _send(offer: Offer, to: User, template: str, reason: str, more: dict[str, Any]) -> None:
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
                **more,
            },
            language=to.language,
            dedupe_key=f"offer.{reason}:{offer.pk}:{to.pk}",
        )
