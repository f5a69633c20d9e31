"""Renewing a registration: the owners are reminded before it ends, and it lapses when nobody does.

The rule: it may be renewed from 90 days before its last day on. A renewal counts from that day, so
nothing is lost by being early. Up to 90 days after it, the owner renews at once, and it still
counts from that day; later, or where that would be over already, the municipality looks at it again
and the new term counts from its approval.

Once a day the ledger asks for a look at every registration that is due. A look may be repeated as
often as it happens: a mail has one key per partner, date and person, and only what is over lapses.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from partners.acting import capacity, on_behalf
from partners.dates import months_later
from partners.life import checklists, ending
from partners.life.steps import lock, note, some
from partners.mailing import mails
from partners.mailing.responsible import answerable_for
from partners.mailing.telling import tell_later
from partners.models import RENEWABLE_AFTER, ChecklistItem, Listing, Membership, Partner
from partners.publishing import listings
from partners.publishing.reviewing import FROM_HOUR
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.mail import send_mail_later
from tomoni.models import StateError

DAY, PARTNER = "partners.renewal_day", "partners.renewal_look"
_State = Partner.State


@transaction.atomic
def renew_partner(
    partner: Partner, *, by: User, seen: date | None, pledged: Iterable[ChecklistItem] = ()
) -> None:
    """Its owner says that everything is right: renewed at once, or sent in to be approved again.

    `seen` is the last day that stood on the page. StateError where another stands there now, where
    it is too early, or where something is still to be declared.
    """
    lock(partner, _State.APPROVED, _State.LAPSED)
    partner.refresh_from_db(fields=["state", "expires_on", "submitted_at"])
    if partner.expires_on != seen or not partner.is_renewable:
        raise StateError(f"{partner.pk} is registered until {partner.expires_on}")
    acting = capacity(by, partner, at_least=Membership.Role.OWNER)
    ticked = checklists.tick(
        partner, pledged, by=by, acting=acting if on_behalf(by, partner) else None
    )
    if checklists.pledges_asked(partner).exists():
        raise StateError(f"{partner.pk} has still something to declare")
    if ends_on := renewed_until(partner):
        _renew(partner, ends_on, by, **some(pledged=ticked))
    else:
        _send_in_again(partner, by, **some(pledged=ticked))
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def extend_partner(partner: Partner, *, by: User) -> None:
    """Staff renew a registration of which nobody else could: it has no people of its own."""
    lock(partner, _State.APPROVED)
    partner.refresh_from_db(fields=["state", "expires_on"])
    if partner.memberships.exists() or not partner.is_renewable:
        raise StateError(f"{partner.pk} is for others to renew, or not yet")
    assert partner.expires_on  # noqa: S101 – it is registered
    _renew(partner, _next_end(partner, partner.expires_on), by)
    partner_changed.send(Partner, partner=partner)


def renewed_until(partner: Partner) -> date | None:
    """The last day it would have if it were renewed now; None where staff look at it again."""
    today = timezone.localdate()
    if partner.expires_on is None or partner.expires_on + RENEWABLE_AFTER < today:
        return None
    ends_on = _next_end(partner, partner.expires_on)
    return ends_on if ends_on >= today else None


def ask_for_renewals() -> None:
    """Have everything that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_partners(today: date) -> list[int]:
    """The registrations whose owners are to be reminded, or that lapse."""
    due = Partner.objects.awaiting_renewal(today).order_by("pk")
    return list(due.values_list("pk", flat=True))


def ask_for_looks(pks: list[int]) -> None:
    """One piece of work for each, so that none can hold up the others."""
    for pk in pks:
        ledger.enqueue(PARTNER, f"partner:{pk}")


@transaction.atomic
def look_at(pk: int) -> None:
    """Remind the owners of one registration, or let it lapse when its last day is over."""
    today = timezone.localdate()
    due = Partner.objects.awaiting_renewal(today).select_related("municipality")
    partner = due.filter(pk=pk).first()
    if partner is None:
        return
    assert partner.expires_on  # noqa: S101 – it is registered
    if partner.expires_on < today:
        with suppress(StateError):  # somebody has just renewed it
            ending.lapse_partner(partner)
    if partner.is_approved or partner.has_lapsed:
        for person in answerable_for(partner):
            _write_to(person, partner, today)


def _renew(partner: Partner, ends_on: date, by: User, **data: object) -> None:
    """Another term; what is shown of its needs and seeds holds on, too."""
    partner.state, partner.expires_on = _State.APPROVED, ends_on
    partner.save(update_fields=["state", "expires_on", "updated_at"])
    entry = note(
        by, "partner.renewed", partner, expires_on=ends_on, **data, **on_behalf(by, partner)
    )
    mails.tell_owners(partner, "partner_renewed", entry)
    for listing in partner.listings.filter(state=Listing.State.PUBLISHED).select_related("partner"):
        if listing.is_live:
            listings.resume_listing(listing, by=by)


def _send_in_again(partner: Partner, by: User, **data: object) -> None:
    partner.state, partner.submitted_at = _State.SUBMITTED, timezone.now()
    partner.save(update_fields=["state", "submitted_at", "updated_at"])
    acted = on_behalf(by, partner)
    entry = note(by, "partner.renewal_asked", partner, **data, **acted)
    if acted:
        tell_later(partner, entry)
    mails.copy_to_sender(partner, by, entry)


def _next_end(partner: Partner, ends_on: date) -> date:
    return months_later(ends_on, partner.municipality.renewal_months)


def _write_to(person: User, partner: Partner, today: date) -> None:
    assert partner.expires_on  # noqa: S101 – it is due
    days = (partner.expires_on - today).days
    which = "over" if days < 0 else "14" if days <= 14 else "60"
    send_mail_later(
        to=person,
        template="partner_renewal",
        context=_facts(partner, person, today),
        language=person.language,
        dedupe_key=f"partner_renewal:{which}:{partner.pk}:{partner.expires_on}:{person.pk}",
    )


def _facts(partner: Partner, person: User, today: date) -> dict[str, object]:
    assert partner.expires_on  # noqa: S101 – it is due
    with translation.override(person.language):
        day, last = (
            date_format(on) for on in (partner.expires_on, partner.expires_on + RENEWABLE_AFTER)
        )
        municipality = partner.municipality.name
    return {
        "name": person.name,
        "partner": partner.name,
        "municipality": municipality,
        "day": day,
        "last": last,
        "is_over": partner.expires_on < today,
        "months": partner.municipality.renewal_months,
        "link": f"{reverse('partners:partner_renew')}?partner={partner.slug}",
    }
