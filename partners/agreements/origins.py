"""What an agreement may have come out of, and what the form then proposes.

The row may be one of an app above; it is asked for by its name, and for what rows like it have.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models

from partners.agreements.parts import MOST_ITEMS
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


def kind_of(origin: models.Model) -> str:
    """The kind of a row by which `origin_named` finds it."""
    return next(kind for kind, label in KINDS.items() if label == origin._meta.label_lower)


def origin_city(origin: Any) -> int:
    """The id of the municipality whose office looks after the origin, and then the agreement."""
    city: int = getattr(origin, "municipality_id", None) or origin.event.municipality_id
    return city


def proposed_from(origin: Any, city: Municipality) -> Proposed:
    """The city and whoever is of the origin as parties, its goals as items, each with a field.

    Out of what not everybody may read comes an agreement that is not for everybody either, unless
    somebody chooses so.
    """
    names = [city.name, *(partner.name for partner in partners_of(origin))]
    title = str(getattr(origin, "title", "") or origin)
    return Proposed(
        {
            "title": title[:_LONGEST_TITLE],
            "purposes": getattr(origin, "summary", ""),
            "visibility": _visibility(origin),
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
        willing = origin.parties.exclude(state__in=["declined", "silent"]).select_related("partner")
        return [party.partner for party in willing]
    if hasattr(origin, "authors"):
        return sorted(origin.authors(), key=lambda author: author.pk != origin.partner_id)
    two = (origin.partner, getattr(origin, "counterpart", None))
    return list(dict.fromkeys(partner for partner in two if partner))


def _visibility(origin: Any) -> str:
    rows: Any = type(origin)._default_manager.visible_to(AnonymousUser())
    is_open = rows.filter(pk=origin.pk).exists()
    return Agreement.Visibility.PUBLIC if is_open else Agreement.Visibility.PARTIES


def _items(origin: Any, title: str) -> list[dict[str, Any]]:
    """One for each of its goals; where it has none, or too many, one for all of it."""
    goals = list(origin.goals.all()) if hasattr(origin, "goals") else []
    fields = list(origin.fields.all()) if hasattr(origin, "fields") else []
    named = [(goal.name, goal.pk) for goal in goals]
    if not 0 < len(named) <= MOST_ITEMS:
        named = [(title, None)]
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
