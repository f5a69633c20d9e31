"""Colleagues of the partner that can log in, whom it has invited, and its second partner."""

import secrets

from partners.models import Invitation, Membership
from partners.models.people import INVITATION_LASTS
from tomoni.portal.demo.people import LOGINS
from tomoni.portal.demo.world import World, ago

COLLEAGUES = [
    ("midorizaka-2@example.jp", "新茶 わかば", Membership.Role.EDITOR),
    ("midorizaka-3@example.jp", "番茶 いちろう", Membership.Role.VIEWER),
]
INVITED = [
    ("henjimachi@example.jp", Membership.Role.EDITOR, 2),
    ("kigengire@example.jp", Membership.Role.VIEWER, 9),
]
SECOND = "mihon-jc"  # another partner of the city for which the same person acts


def add_members(world: World) -> None:
    """Nobody of them can log in; nothing is sent."""
    owner = world.people.known[LOGINS[0].email]
    partner = owner.partners.get()
    for email, name, role in COLLEAGUES:
        user = world.people.person(email, name)
        Membership.objects.create(partner=partner, user=user, role=role)
    for email, role, days in INVITED:
        Invitation.objects.create(
            partner=partner,
            email=email,
            role=role,
            invited_by=owner,
            token_hash=secrets.token_hex(32),
            expires_at=ago(days) + INVITATION_LASTS,
        )
    second = world.partners[SECOND]
    Membership.objects.create(partner=second, user=owner, role=Membership.Role.EDITOR)
