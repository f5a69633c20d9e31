"""The office hears that a registration waits for it: handed in, handed in anew, or a suspended
partner asks to be shown again.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.municipalities.office import people_of_office
from tomoni.notices import reading
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

WAITS = "partners.registration_waits"


def tell_office(partner: Partner, entry: Entry, *, by: User) -> None:
    """Everybody in the office who can do something about it, but who handed it in there."""
    for person in people_of_office(partner.municipality_id).exclude(pk=by.pk):
        tell(
            person,
            WAITS,
            partner,
            key=f"{WAITS}:{entry.pk}",
            url=reverse("partners:partner_review", args=[partner.slug]),
        )


def is_answered(partner: Partner) -> None:
    """Nobody waits any more: it is no news to the office either."""
    reading.settle(WAITS, [partner.pk])


def on_desk_of(reader: User) -> QuerySet[Partner]:
    """The registrations that the reader deals with."""
    towns = Municipality.objects.staffed_by(reader, at_least=StaffRole.Role.EDITOR)
    rows = Partner.objects.on_desk().filter(municipality__in=towns.values("pk"))
    return rows.select_related("municipality", "type")


def words(notice: Notice) -> dict[str, Any] | None:
    """Who waits, and how long the city has for an answer; nothing once it is answered."""
    partner: Partner = notice.about
    if partner.waits_since is None:
        return None
    return {
        "partner": partner.name,
        "type": partner.type.name,
        "municipality": partner.municipality.name,
        "is_suspended": partner.state == Partner.State.SUSPENDED,
        "due_on": partner.reply_due_on,
    }
