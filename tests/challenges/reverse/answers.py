"""What is typed into the forms of calls and offers, and who was told of them."""

from typing import Any
from uuid import uuid4

from tests.challenges.writing import moment
from tomoni.accounts.models import Draft
from tomoni.journal.models import Job

NEW = "/my/calls/new/"


def key(**fields: Any) -> dict[str, Any]:
    """A form that is sent once."""
    return {"idempotency_key": str(uuid4()), **fields}


def told(template: str) -> list[int]:
    """Whom a mail was written to, in order."""
    jobs = Job.objects.filter(payload__template=template).order_by("pk")
    return [job.payload["to"] for job in jobs]


def call_answers(**changes: Any) -> dict[str, Any]:
    """What a partner writes of its call."""
    return {
        "title": "小さな水力発電を試したい",
        "wish": "街灯をともしたい。",
        "background": "",
        "money": "三百万円まで",
        "offered": "技術者二名",
        "conditions": "用水路があること",
        "primary_goals": ["7"],
        "contacts-0-organisation": "環境開発部",
        "contacts-0-phone": "0537-21-1111",
        "opens_at": "",
        "closes_at": moment(days=30),
        "reply_days": "30",
        **changes,
    }


def offer_answers(**changes: Any) -> dict[str, Any]:
    """What a municipality answers."""
    return {
        "title": "用水路のある公園で",
        "summary": "三か所で試せます。",
        "brings": "場所",
        "place": "",
        "schedule": "",
        "contact": "環境政策課",
        **changes,
    }


def token() -> dict[str, str]:
    """What the page of confirmation sends: the one draft there is."""
    return {"draft": str(Draft.objects.get(sent_at=None).pk)}
