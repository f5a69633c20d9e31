"""The mails about a registration and its people; each asked for in its step's transaction."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from partners.mailing.people_mails import people_of_news
from partners.mailing.responsible import answerable_for, people_of
from partners.models import Affiliation, Claim, Invitation, Membership, News, Partner
from partners.record import remarks
from partners.record.history import Line, lines_of
from tomoni.accounts.models import User
from tomoni.journal.mail import Secret, send_mail_later
from tomoni.journal.models import Entry

DEEDS_TOLD = 40  # in one mail; the page shows all
INVITATION, CODE = "partners.invitation", "partners.code"
"""Who words the secret parts of these mails, in `partners/jobs.py`."""


def copy_to_sender(partner: Partner, by: User, entry: Entry) -> None:
    """The receipt number and what was sent, to the person who sent it."""
    _send(partner, by, "partner_submitted", entry)


def tell_owners(partner: Partner, template: str, entry: Entry, **more: str) -> None:
    """One mail to each owner, in the owner's language; where there is none yet, to those who act
    for the partner.
    """
    for owner in answerable_for(partner):
        _send(partner, owner, template, entry, **more)


def _send(partner: Partner, to: User, template: str, entry: Entry, **more: str) -> None:
    with translation.override(to.language):
        municipality = partner.municipality.name
        expires_on = date_format(partner.expires_on) if partner.expires_on else ""
        asked = [[str(label), text] for label, text in remarks.labelled(partner)]
    context = {
        "name": to.name,
        "partner": partner.name,
        "municipality": municipality,
        "receipt": partner.receipt,
        "reason": partner.return_reason,
        "remarks": asked,
        "suspend_reason": partner.suspend_reason,
        "expires_on": expires_on,
        "description": partner.description,
        "page": partner.get_absolute_url(),
        "form": f"{reverse('partners:partner_form')}?partner={partner.slug}",
        "listings": _page_for(partner, to, reverse("partners:my_listings")),
        "mine": _page_for(partner, to, reverse("portal:my")),
        "is_registered": partner.is_approved,
        "renewal": f"{reverse('partners:partner_renew')}?partner={partner.slug}",
        "standing": _page_for(partner, to, reverse("portal:my")),
        **more,
    }
    # The entry is of this very step, so a second return is told again and a repeated step is not.
    send_mail_later(
        to=to,
        template=template,
        context=context,
        language=to.language,
        dedupe_key=f"{template}:{entry.pk}:{to.pk}",
    )


def _page_for(partner: Partner, to: User, own_page: str) -> str:
    """Where the reader acts for the partner: on this page of its members, or on its behalf."""
    if Membership.objects.filter(partner=partner, user=to).exists():
        return f"{own_page}?partner={partner.slug}"
    through = Affiliation.objects.acted_through_by(to).filter(partner=partner)
    if affiliation := through.select_related("federation").order_by("pk").first():
        page = reverse("partners:affiliate_detail", args=[partner.slug])
        return f"{page}?partner={affiliation.federation.slug}"
    return reverse("partners:partner_review", args=[partner.slug])


def invite(invitation: Invitation, entry: Entry) -> None:
    """The link, to the invited address."""
    context = {
        "partner": invitation.partner.name,
        "inviter": invitation.invited_by.name,
    }
    language = _language_at(invitation.email)
    role, until = _in_words(invitation, language)
    _send_words(
        invitation.email,
        "partner_invitation",
        {**context, "role": role, "until": until},
        language,
        entry,
        secret=[INVITATION, invitation.pk],
    )


def _language_at(address: str) -> str:
    """The language of the person, where they are known; else that of the installation, whatever
    who writes to them reads.
    """
    known = User.objects.filter(email__iexact=address).first()
    return known.language if known else settings.LANGUAGE_CODE


def tell_member(membership: Membership, template: str, entry: Entry) -> None:
    """What has happened to the person's place, to that person."""
    _tell(membership.user, template, membership.partner, entry)


def tell_of_hand_over(new: Membership, former: Membership, entry: Entry) -> None:
    """Both hear who is the owner now."""
    names = {"new_owner": new.user.name, "former_owner": former.user.name}
    _tell(new.user, "partner_owner_new", new.partner, entry, **names)
    _tell(former.user, "partner_owner_former", new.partner, entry, **names)


def tell_of_joining(invitation: Invitation, user: User, entry: Entry) -> None:
    """Who invited hears that the invitation is accepted, and with which address; the owners, where
    that person is none of them any more.
    """
    about = {"member": user.name, "address": user.email}
    owners = people_of(invitation.partner)
    inviting = [invitation.invited_by] if invitation.invited_by in owners else owners
    for owner in inviting:
        if owner != user:
            _tell(owner, "partner_member_joined", invitation.partner, entry, **about)


def send_code(claim: Claim, email: str, entry: Entry) -> None:
    """The code, to the address that the partner has given."""
    partner, language = claim.partner, _language_at(email)
    with translation.override(language):
        until = date_format(timezone.localtime(claim.expires_at), "DATE_FORMAT")
        municipality = partner.municipality.name
    page = f"{reverse('partners:partner_claim')}?receipt={partner.receipt}"
    context = {
        "partner": partner.name,
        "receipt": partner.receipt,
        "until": until,
        "municipality": municipality,
        "acting": partner.on_behalf.acting_name,
        "link": page,
    }
    _send_words(email, "partner_code", context, language, entry, secret=[CODE, claim.pk])


def tell_of_claim(partner: Partner, owner: User, acted: list[User], entry: Entry) -> None:
    """The new owner, and those who have acted for the partner until now."""
    _tell(owner, "partner_claimed", partner, entry)
    for user in acted:
        if user != owner:
            _tell(user, "partner_claimed_by_owner", partner, entry)


def tell_of_deeds(partner: Partner, entries: list[Entry]) -> None:
    """What others did in the partner's name since the last mail, to its owners; the latest first
    in `entries`, as the journal has them.
    """
    for owner in people_of(partner):
        with translation.override(owner.language):
            lines = lines_of(reversed(entries[:DEEDS_TOLD]))
            deeds = [_deed_in_words(line) for line in lines]
        context = {
            "name": owner.name,
            "partner": partner.name,
            "deeds": deeds,
            "more": max(0, len(entries) - DEEDS_TOLD),
            "page": f"{reverse('partners:representation')}?partner={partner.slug}",
        }
        _send_words(owner, "partner_deeds", context, owner.language, entries[0])


def _deed_in_words(line: Line) -> dict[str, str]:
    return {
        "at": date_format(timezone.localtime(line.at), "DATETIME_FORMAT"),
        "what": str(line.words),
        "about": line.about,
        "detail": line.detail,
        "by": line.by,
        "acting": line.acting,
    }


def tell_of_news(news: News, template: str, entry: Entry) -> None:
    """What the staff of the city have done with a piece of news, to the owners of its partner and
    who has written it.
    """
    for owner in people_of_news(news):
        with translation.override(owner.language):
            municipality = news.partner.municipality.name
        about = {
            "title": news.title,
            "reason": news.hidden_reason,
            "page": news.get_absolute_url(),
            "municipality": municipality,
        }
        _tell(owner, template, news.partner, entry, **about)


def _tell(to: User, template: str, partner: Partner, entry: Entry, **more: str) -> None:
    context = {
        "name": to.name,
        "partner": partner.name,
        "members": reverse("partners:member_list"),
        "representation": reverse("partners:representation"),
        **more,
    }
    _send_words(to, template, context, to.language, entry)


def _send_words(
    to: User | str,
    template: str,
    context: dict[str, Any],
    language: str,
    entry: Entry,
    secret: Secret | None = None,
) -> None:
    """Once per step and reader: the entry is of this very step. Keys stay for ever, so no address
    stands in one.
    """
    key = "address" if isinstance(to, str) else to.pk
    send_mail_later(
        to=to,
        template=template,
        context=context,
        language=language,
        dedupe_key=f"{template}:{entry.pk}:{key}",
        secret=secret,
    )


def _in_words(invitation: Invitation, language: str) -> tuple[str, str]:
    """The role, and until when the link is good."""
    with translation.override(language):
        until = timezone.localtime(invitation.expires_at)
        return str(Membership.Role(invitation.role).label), date_format(until, "DATETIME_FORMAT")


def ask_to_let_in(partner: Partner, asker: User, words: str, entry: Entry) -> None:
    """Each owner hears who would like to act for the partner, with the way to invite them."""
    query = urlencode({"partner": partner.slug, "email": asker.email})
    about = {"asker": asker.name, "address": asker.email, "words": words}
    link = f"{reverse('partners:invitation_create')}?{query}"
    for owner in people_of(partner):
        _tell(owner, "partner_join_asked", partner, entry, link=link, **about)


def ask_for_report(partner: Partner, year: int) -> None:
    """Each owner is reminded once of the report on a fiscal year."""
    link = reverse("partners:year_report_edit", args=[year])
    for owner in people_of(partner):
        context = {
            "name": owner.name,
            "partner": partner.name,
            "year": str(year),
            "next_year": str(year + 1),
            "link": f"{link}?partner={partner.slug}",
        }
        send_mail_later(
            to=owner,
            template="partner_report_due",
            context=context,
            language=owner.language,
            dedupe_key=f"partner_report_due:{partner.pk}:{year}:{owner.pk}",
        )
