"""The mails about a registration; each is asked for in the transaction of its step."""

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry


def copy_to_sender(partner: Partner, by: User, entry: Entry) -> None:
    """The receipt number and what was sent, to the person who sent it."""
    _send(partner, by, "partner_submitted", entry)


def tell_owners(partner: Partner, template: str, entry: Entry) -> None:
    """One mail to each owner, in the owner's language."""
    owners = Membership.objects.filter(partner=partner, role=Membership.Role.OWNER)
    for membership in owners.select_related("user"):
        _send(partner, membership.user, template, entry)


def _send(partner: Partner, to: User, template: str, entry: Entry) -> None:
    with translation.override(to.language):
        municipality = partner.municipality.name
        expires_on = date_format(partner.expires_on) if partner.expires_on else ""
    context = {
        "name": to.name,
        "partner": partner.name,
        "municipality": municipality,
        "receipt": partner.receipt,
        "reason": partner.return_reason,
        "expires_on": expires_on,
        "description": partner.description,
        "page": partner.get_absolute_url(),
        "form": f"{reverse('partners:partner_form')}?partner={partner.slug}",
        "listings": reverse("partners:my_listings"),
    }
    # The entry is of this very step, so a second return is told again and a repeated step is not.
    send_mail_later(
        to=to,
        template=template,
        context=context,
        language=to.language,
        dedupe_key=f"{template}:{entry.pk}:{to.pk}",
    )
