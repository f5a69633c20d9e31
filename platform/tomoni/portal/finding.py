"""The search over partners, needs, seeds, challenges and meetings: the best few of each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Window
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from events.models import Event
from partners.models import Listing, Partner
from tomoni import text
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field
from tomoni.taxonomy.vocabulary import all_goals

SHOWN = 5
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Asked:
    """What the reader wants; anything that cannot be is left out, never an error."""

    words: str
    goal: int | None
    field: str
    municipality: str

    @property
    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not (self.words or self.goal or self.field or self.municipality)

    @property
    def query_string(self) -> str:
        """The same as parameters of a list."""
        values = {
            "q": self.words,
            "goal": self.goal,
            "field": self.field,
            "municipality": self.municipality,
        }
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    name: str
    label: str | Promise
    url: str
    count: int
    rows: list[Any]


def asked_for(parameters: QueryDict) -> Asked:
    """Read the parameters of the search page."""
    goal = text.digits(parameters.get("goal", ""))
    return Asked(
        words=text.one_line(parameters.get("q", ""))[:LONGEST_QUERY],
        goal=int(goal) if goal.isascii() and goal.isdigit() and 1 <= int(goal[:3]) <= 17 else None,
        field=text.key(parameters.get("field", ""))[:60],
        municipality=text.key(parameters.get("municipality", ""))[:60],
    )


def choices() -> dict[str, Any]:
    """What the three selects offer."""
    return {
        "goals": all_goals(),
        "fields": list(Field.objects.all()),
        "municipalities": list(Municipality.objects.all()),
    }


def find(asked: Asked, user: Any) -> list[Group]:
    """The best few of each kind, in one query per kind."""
    if asked.is_empty:
        return []
    kinds: list[tuple[str, str | Promise, str, Callable[[], Any], str]] = [
        ("need", _("Needs"), "partners:need_list", lambda: _listings(user).needs(), "partner__"),
        ("seed", _("Seeds"), "partners:seed_list", lambda: _listings(user).seeds(), "partner__"),
        ("challenge", _("Challenges"), "challenges:challenge_list", lambda: _challenges(user), ""),
        ("partner", _("Partners"), "partners:partner_list", lambda: _partners(user), ""),
        ("event", _("Meetings"), "events:event_list", lambda: _events(user), ""),
    ]
    return [_group(asked, *kind) for kind in kinds]


def _group(
    asked: Asked,
    name: str,
    label: str | Promise,
    url_name: str,
    rows: Callable[[], Any],
    prefix: str,
) -> Group:
    filtered = _filtered(rows(), asked, prefix, has_main_goals=name != "event")
    total = Window(Count("pk"))
    shown = list(filtered.ranked_by(asked.words).annotate(total=total)[:SHOWN])
    url = f"{reverse(url_name)}?{asked.query_string}"
    return Group(name, label, url, shown[0].total if shown else 0, shown)


def _filtered(rows: Any, asked: Asked, prefix: str, *, has_main_goals: bool) -> Any:
    if asked.goal and has_main_goals:
        main, further = rows.model.primary_goals.through, rows.model.related_goals.through
        owner = f"{rows.model._meta.model_name}_id"
        rows = rows.filter(
            Q(pk__in=main.objects.filter(goal=asked.goal).values(owner))
            | Q(pk__in=further.objects.filter(goal=asked.goal).values(owner))
        )
    elif asked.goal:
        rows = rows.filter(goals=asked.goal)
    if asked.field:
        rows = rows.filter(fields__slug=asked.field)
    if asked.municipality:
        rows = rows.filter(**{f"{prefix}municipality__slug": asked.municipality})
    return rows


def _listings(user: Any) -> Any:
    shown = Listing.objects.visible_to(user).live()
    return shown.select_related("partner", "partner__municipality")


def _challenges(user: Any) -> Any:
    return Challenge.objects.visible_to(user).published().select_related("municipality")


def _partners(user: Any) -> Any:
    return Partner.objects.approved().select_related("municipality", "type")


def _events(user: Any) -> Any:
    return Event.objects.visible_to(user).select_related("municipality")
