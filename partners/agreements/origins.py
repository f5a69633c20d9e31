"""What an agreement may have come out of, and what the form then proposes.

The row may be one of an app above; it is asked for by its name, and for what rows like it have.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from partners.models import Agreement, Partner, Project
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality

KINDS = {
    "project": "partners.project",
    "proposal": "challenges.proposal",
    "introduction": "matching.introduction",
    "follow-up": "events.followup",
}
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class Proposed:
    """What stands in the form before anybody has typed, and the items that come with it."""

    initial: dict[str, Any]
    items: list[dict[str, Any]]


def origin_named(asked: str, reader: User) -> models.Model | None:
    """The row of "project:12", if the reader may see it."""
    kind, _, number = asked.partition(":")
    if kind not in KINDS or not number.isdecimal() or len(number) > 18:
        return None
    rows: Any = apps.get_model(KINDS[kind])._default_manager
    found: models.Model | None = rows.visible_to(reader).filter(pk=int(number)).first()
    return found


def proposed_from(origin: Any, city: Municipality) -> Proposed:
    """The city and whoever is of the origin as parties, its goals as items, each with a field."""
    names = [city.name, *(partner.name for partner in partners_of(origin))]
    title = str(getattr(origin, "title", "") or origin)
    return Proposed(
        {
            "title": title[:_LONGEST_TITLE],
            "purposes": getattr(origin, "summary", ""),
            "parties": [{"name": name} for name in names],
            "notice_days": Agreement._meta.get_field("notice_days").default,
        },
        _items(origin, title[:_LONGEST_TITLE]),
    )


def partners_of(origin: Any) -> list[Partner]:
    """The partners that take part in it, each once."""
    if isinstance(origin, Project):
        places = origin.participations.joined().order_by("pk")
        return [place.partner for place in places.select_related("partner")]
    if hasattr(origin, "parties"):
        return [party.partner for party in origin.parties.select_related("partner")]
    partner = getattr(origin, "partner", None)
    return [partner] if partner else []


def _items(origin: Any, title: str) -> list[dict[str, Any]]:
    """One for each of its goals; where it has none, one for all of it."""
    goals = list(origin.goals.all()) if hasattr(origin, "goals") else []
    fields = list(origin.fields.all()) if hasattr(origin, "fields") else []
    named = [(goal.name, goal.pk) for goal in goals] or [(title, None)]
    return [
        {
            "id": None,
            "title": name,
            "body": "",
            "goal_id": goal,
            "field_id": fields[place % len(fields)].pk if fields else None,
            "owner_id": None,
        }
        for place, (name, goal) in enumerate(named)
    ]
