"""What waits for a partner's answer: told on its own page, in one query."""

from typing import NamedTuple

from django.db.models import Exists

from partners.models import AffiliationRequest, Alliance, Membership, Partner


class Waiting(NamedTuple):
    """Whether somebody waits for an answer of the partner, and who of its people gives it."""

    federation: bool
    member: bool
    alliance: bool


def waiting_for(membership: Membership) -> Waiting:
    """What the person may answer: owners for federations, editors too for members and alliances."""
    partner, own = membership.partner_id, Partner.objects.filter(pk=membership.partner_id)
    open_requests = AffiliationRequest.objects.open()
    asked = open_requests.filter(partner=partner, is_from_federation=True)
    applied = open_requests.filter(federation=partner, is_from_federation=False)
    offered = Alliance.objects.open().filter(other__partner=partner)
    found = own.values_list(Exists(asked), Exists(applied), Exists(offered)).get()
    is_owner, is_editor = (
        membership.may(role) for role in (Membership.Role.OWNER, Membership.Role.EDITOR)
    )
    return Waiting(found[0] and is_owner, found[1] and is_editor, found[2] and is_editor)
