"""On whose side somebody stands in what several partners do together: projects, agreements."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest

from partners.access import acting_membership, acts_for, capacity_for, memberships
from partners.models import Membership, Partner
from tomoni.accounts.models import User


@dataclass(frozen=True)
class Side:
    """A partner whose people, or who acts for it, read what it reads. `acts`: with the role of an
    editor, so that they may answer and leave for it. `is_on_behalf`: nobody has claimed it yet.
    """

    partner: Partner
    acts: bool
    is_on_behalf: bool = False

    @property
    def writes(self) -> bool:
        """What is read by others is written only for registered partners (docs/partners.md)."""
        return self.acts and self.partner.is_approved


def sides_of(request: HttpRequest, partners: Collection[Partner]) -> list[Side]:
    """Those of the partners for which the person stands, the acting one first: as a member, and
    where nobody has claimed it yet, on its behalf.

    Asks once for those of which `on_behalf` says that somebody else has registered them; callers
    read that along with the partners.
    """
    own = {membership.partner_id: membership for membership in memberships(request)}
    acting = acting_membership(request)
    found = [
        Side(partner, own[partner.pk].may(Membership.Role.EDITOR))
        for partner in partners
        if partner.pk in own
    ]
    found.sort(key=lambda side: not acting or side.partner.pk != acting.partner_id)
    others = [partner for partner in partners if partner.pk not in own]
    return found + [
        Side(partner, acts_for(request, partner, at_least=Membership.Role.EDITOR), True)
        for partner in _acted_for(request, others)
        if capacity_for(request, partner)
    ]


def _acted_for(request: HttpRequest, partners: list[Partner]) -> list[Partner]:
    if not isinstance(request.user, User):
        return []
    found = {each.pk: each for each in partners if getattr(each, "on_behalf", None)}
    if not found:
        return []
    rows = Partner.objects.unclaimed().filter(pk__in=found).acted_for_by(request.user)
    return [found[pk] for pk in rows.order_by("pk").values_list("pk", flat=True)]
