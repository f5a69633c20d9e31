"""Challenges as staff write them, through the step."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from challenges.lifecycle import write_challenge
from challenges.models import Challenge
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality

_TEXTS = (
    "title",
    "wish",
    "background",
    "project_name",
    "project_content",
    "expected_outcomes",
    "offered",
)
_SETS = (
    "offered_resources",
    "sought_resources",
    "primary_goals",
    "related_goals",
    "fields",
    "visions",
)


def written(city: Municipality, by: User) -> Challenge:
    """A draft with the least it can have, and two sub-themes."""
    answers: dict[str, Any] = {
        **dict.fromkeys(_TEXTS, "空き家"),
        **{name: [] for name in _SETS},
        "asked_of_advisers": "",
        "remarks": "",
        "category": None,
        "call_type": Challenge.CallType.THEME,
        "mode": Challenge.Mode.COLLABORATION,
        "opens_at": None,
        "closes_at": timezone.now() + timedelta(days=30),
        "reply_days": 30,
        "sub_themes": [{"title": "改修"}, {"title": "見守り"}],
        "contacts": [],
    }
    return write_challenge(answers, municipality=city, by=by)
