"""Who is who in the role table: a city, its partner, and everybody around them.

What they have written stands in modules of its own, which know nothing of this one:
`world_of_partners.py`, `world_of_introductions.py`, `world_of_challenges.py` and
`world_of_meetings.py`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from partners.models import Membership, Partner
from tests.factories import (
    make_federation,
    make_member,
    make_municipality,
    make_notice,
    make_operator,
    make_partner,
    make_staff,
    make_user,
)
from tests.portal.world_of_challenges import challenge_rows
from tests.portal.world_of_introductions import introduction_rows
from tests.portal.world_of_meetings import meeting_rows
from tests.portal.world_of_partners import partner_rows
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.notices import links
from tomoni.portal import saving
from tomoni.portal.models import SavedSearch

ROLES = (
    "anonymous",
    "newcomer",  # signed in, no partner
    "applicant",  # owner of a partner that waits for approval
    "viewer",
    "editor",
    "owner",
    "stranger",  # owner of a federation of another city; it registered `unclaimed` on its behalf
    "city_viewer",
    "city_editor",
    "city_manager",
    "other_city",  # manager of another city
    "operator",
)


@dataclass
class World:
    """A city with a partner of its own, and everything a stranger must not reach."""

    users: dict[str, User | None] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.rows[name]


def make_world() -> World:
    """One row of everything, seen by everybody in ROLES."""
    free = {"accepts_free_proposals": True, "free_wish_ja": "居場所づくりのご提案をどうぞ。"}
    city, other = make_municipality(**free), make_municipality()
    soon = timezone.localdate() + timedelta(days=30)
    partner = make_partner(municipality=city)
    elsewhere = make_federation(municipality=other, expires_on=soon)
    waiting = make_partner(municipality=city, state=Partner.State.SUBMITTED, approved_at=None)
    users = {
        "anonymous": None,
        "newcomer": make_user(),
        "applicant": make_member(waiting),
        "viewer": make_member(partner, Membership.Role.VIEWER),
        "editor": make_member(partner, Membership.Role.EDITOR),
        "owner": make_member(partner),
        "stranger": make_member(elsewhere),
        "city_viewer": make_staff(city, StaffRole.Role.VIEWER),
        "city_editor": make_staff(city, StaffRole.Role.EDITOR),
        "city_manager": make_staff(city, StaffRole.Role.MANAGER),
        "other_city": make_staff(other, StaffRole.Role.MANAGER),
        "operator": make_operator(),
    }
    rows = {"city": city, "partner": partner, "waiting": waiting, "federation": elsewhere}
    rows |= partner_rows(city, partner, elsewhere, users)
    rows |= introduction_rows(
        partner, elsewhere, users, seed=rows["seed"], joinable=rows["joinable"]
    )
    rows |= challenge_rows(city, partner, elsewhere, users)
    rows |= meeting_rows(city, partner, elsewhere, users)
    rows |= _told(users["editor"], rows["message"])
    return World(users, rows)


def _told(editor: Any, message: Any) -> dict[str, Any]:
    """What the editor has saved and is told, and the links by which that is changed or ends."""
    return {
        "saved_search": SavedSearch.objects.create(
            user=editor, name="掛川の空き家", place="needs", query="goal=11"
        ),
        "stop_token": saving.stop_token(editor),
        "notice": make_notice(editor, message),
        "no_notices": links.stop_token(editor, "all"),
        "pace_token": links.preferences_token(editor),
    }
