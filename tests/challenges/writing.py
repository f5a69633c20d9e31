"""Challenges as staff write them: what they type into the form, and the step alone."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from challenges.forms.challenge import answers_of
from challenges.lifecycle import write_challenge
from challenges.models import Challenge
from tests.responses import page_or_address
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Category, Field

NEW, CONFIRM = "/desk/challenges/new/", "/desk/challenges/new/confirm/"
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


def answers_like(challenge: Challenge, **changes: Any) -> dict[str, Any]:
    """What the form of this challenge gives to the step that saves it, with some changes."""
    return {**answers_of(challenge), "category": challenge.category, **changes}


def answers(**changes: Any) -> dict[str, Any]:
    """What a member of staff types."""
    return {
        "title": "空き家を地域の宝に",
        "wish": "空き家を改修したい。",
        "background": "増えています。",
        "project_name": "空き家活用プロジェクト",
        "project_content": "つなぎます。",
        "sub_themes-0-title": "改修",
        "sub_themes-1-title": "見守り",
        "expected_outcomes": "三軒。",
        "offered": "場所。",
        "primary_goals": ["11"],
        "related_goals": ["3", "4"],
        "fields": [str(Field.objects.get(slug="housing").pk)],
        "contacts-0-organisation": "企画政策課",
        "contacts-0-phone": "０５３７－２１－１１１１",
        "contacts-1-organisation": "青年会議所",
        "contacts-1-email": "ｊｃ＠example.jp",
        "category": str(Category.objects.get(slug="exchange").pk),
        "call_type": "theme",
        "mode": "collaboration",
        "opens_at": "",
        "closes_at": moment(days=30),
        "reply_days": "３０",
        **changes,
    }


def moment(**delta: Any) -> str:
    """As the browser's picker writes it."""
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


def post(client: Client, url: str = NEW, **changes: Any) -> str:
    """Post the form: the page with what is to be mended, or where it leads."""
    return page_or_address(client.post(url, answers(**changes)))


def send(client: Client, url: str = CONFIRM) -> Any:
    """The POST of the confirmation."""
    token = Draft.objects.get(sent_at=None).pk
    return client.post(url, {"draft": str(token)})
