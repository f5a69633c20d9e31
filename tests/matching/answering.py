"""Answering suggestions as a browser does it."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from challenges.models import Challenge
from matching.models import Trace
from matching.reading.cards import feedback_url
from matching.storing.keys import key_of
from matching.storing.traces import trace_of
from partners.models import Listing
from tests.factories import make_member
from tomoni.accounts.models import User

Row = Listing | Challenge
HTMX = {"HX-Request": "true"}


def client_of(user: Any) -> Client:
    """A browser in which the person is logged in, if it is one."""
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def press(
    client: Client, subject: Row, candidate: Row, verdict: str, *, target: str = "", **said: str
) -> HttpResponse:
    """Press the button of an answer; with a target as htmx does it."""
    query = said.pop("query", "")
    data = {"verdict": verdict, "idempotency_key": str(uuid4()), **said}
    headers = {**HTMX, "HX-Target": target} if target else {}
    url = f"{feedback_url(subject, key_of(candidate))}?{query}"
    response: Any = client.post(url, data, headers=headers)
    return response  # type: ignore[no-any-return]


def refuse(client: Client, subject: Row, candidate: Row, reason: str = "not_now") -> None:
    """Say that a suggestion is not for us."""
    assert press(client, subject, candidate, "not_for_us", reason=reason).status_code == 302


def said_of(subject: Row, candidate: Row) -> str:
    """What was answered, as it stands."""
    trace = trace_of(subject, candidate)
    return trace.verdict if trace else ""


def editor_of(listing: Listing) -> Client:
    """A browser of somebody who writes for the listing's partner."""
    return client_of(make_member(listing.partner))


def all_traces() -> dict[tuple[str, str], Trace]:
    """Every trace by the keys of subject and candidate."""
    rows = Trace.objects.select_related(
        "listing", "challenge", "candidate_listing", "candidate_challenge"
    )
    return {(key_of(row.subject), key_of(row.candidate)): row for row in rows}
