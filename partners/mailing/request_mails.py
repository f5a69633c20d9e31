"""The mails about what partners ask each other; each asked for in its step's transaction."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from partners.mailing.responsible import contact_of, people_of, still_acts
from partners.mailing.writers import writers_of
from partners.models import AffiliationRequest, Alliance, Asked, Listing, Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.municipalities.office import people_of_office

_Role = Membership.Role


def tell_of_question(request: AffiliationRequest, entry: Entry) -> None:
    """The other side hears that it is asked, and by when it should answer."""
    template = "affiliation_offered" if request.is_from_federation else "affiliation_applied"
    for user in people_of(request.asked):
        context = _of_affiliation(request, user)
        context["page"] = _page_for(request.asked, request)
        _send(user, template, context, entry)


def tell_of_answer(request: AffiliationRequest, template: str, entry: Entry) -> None:
    """Who asked hears the answer: its owners, and the person who did it, if they still belong."""
    told = people_of(request.asking)
    if request.asked_by not in told and still_acts(request.asked_by, request.asking):
        told.append(request.asked_by)
    for user in told:
        context = _of_affiliation(request, user)
        context["page"] = _page_for(request.asking, request)
        context["asked"] = request.asked.name
        context["reason"] = request.reason
        _send(user, template, context, entry)


def tell_of_end(partner: Partner, federation: Partner, ended_by: Partner, entry: Entry) -> None:
    """Both sides hear that it is over, who ended it, and that the listings stay."""
    for side in (partner, federation):
        for user in people_of(side):
            is_partner = side == partner
            context = {
                "name": user.name,
                "partner": partner.name,
                "federation": federation.name,
                "ended_by": ended_by.name,
                "page": reverse(
                    "partners:representation" if is_partner else "partners:affiliate_list"
                ),
            }
            _send(user, "affiliation_ended", context, entry)


def tell_of_alliance(alliance: Alliance, template: str, entry: Entry) -> None:
    """Those who may answer for the other need; names and addresses of people are not told."""
    receiving = alliance.other if template == "alliance_offered" else alliance.need
    partner = receiving.partner
    for user in writers_of(partner) or (
        people_of_office(partner.municipality_id) if partner.is_unclaimed else []
    ):
        _send(user, template, _of_alliance(alliance, receiving, user), entry)


def tell_of_agreement(alliance: Alliance, entry: Entry) -> None:
    """Both have said yes: each hears who the other person is and how to write to them.

    Who has offered it and does not act for the partner any more neither hears nor is named: then
    it is an owner.
    """
    asking = contact_of(alliance.need.partner, alliance.asked_by)
    answering = contact_of(alliance.other.partner, alliance.answered_by)
    pairs = [(alliance.need, asking, answering), (alliance.other, answering, asking)]
    for listing, user, contact in pairs:
        if user and contact:
            context = _of_alliance(alliance, listing, user)
            context |= {"contact": contact.name, "address": contact.email}
            _send(user, "alliance_agreed", context, entry)


def _of_affiliation(request: AffiliationRequest, user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "partner": request.partner.name,
        "federation": request.federation.name,
        "message": request.message,
        "until": _day(request, user),
    }


def _page_for(side: Partner, request: AffiliationRequest) -> str:
    """Where this side sees what is asked; the link switches to it."""
    view = "representation" if side == request.partner else "affiliate_list"
    return f"{reverse(f'partners:{view}')}?partner={side.slug}"


def _of_alliance(alliance: Alliance, own: Listing, user: User) -> dict[str, Any]:
    other = alliance.need if own == alliance.other else alliance.other
    return {
        "name": user.name,
        "own": own.title,
        "title": other.title if other.is_shown_to_partners else "",
        "who": other.partner.name,
        "message": alliance.message,
        "reason": alliance.reason,
        "until": _day(alliance, user),
        "page": f"{alliance.get_absolute_url()}?partner={own.partner.slug}",
    }


def _day(asked: Asked, user: User) -> str:
    with translation.override(user.language):
        return date_format(timezone.localtime(asked.expires_at), "DATE_FORMAT")


def _send(to: User, template: str, context: dict[str, Any], entry: Entry) -> None:
    send_mail_later(
        to=to,
        template=template,
        context=context,
        language=to.language,
        dedupe_key=f"{template}:{entry.pk}:{to.pk}",
    )
