"""After the deadline: nobody is left without a reply, and everybody reads what came of it."""

from uuid import uuid4

import pytest
from django.test import Client

from challenges import outcome
from challenges.models import Challenge
from tests.factories import make_challenge, make_proposal, make_staff
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State


def test_a_result_waits_for_the_last_reply() -> None:
    challenge = make_challenge(state=State.SELECTING)
    proposal = make_proposal(challenge)
    with pytest.raises(StateError, match="回答"):
        outcome.decide_challenge(challenge, by=challenge.created_by, result="決まりました。")
    proposal.state = "withdrawn"
    proposal.save()
    outcome.decide_challenge(challenge, by=challenge.created_by, result="決まりました。")
    challenge.refresh_from_db()
    assert (challenge.state, challenge.result) == (State.DECIDED, "決まりました。")
    assert challenge.decided_at


@pytest.mark.parametrize(
    ("step", "field", "before", "after"),
    [
        ("decide", "result", State.SELECTING, State.DECIDED),
        ("complete", "report", State.UNDER_WAY, State.COMPLETED),
    ],
)
def test_everybody_reads_what_came_of_it(
    client: Client, city: Municipality, step: str, field: str, before: str, after: str
) -> None:
    challenge = make_challenge(city, state=before)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    url = f"/desk/challenges/{challenge.slug}/{step}/"
    empty = client.post(url, {"idempotency_key": str(uuid4()), field: "  "})
    assert f"id_{field}_error" in empty.content.decode()
    client.post(url, {"idempotency_key": str(uuid4()), field: "**三軒**がよみがえりました。"})
    challenge.refresh_from_db()
    assert challenge.state == after
    client.logout()
    page = client.get(f"/challenges/{challenge.slug}/").content.decode()
    assert "<strong>三軒</strong>がよみがえりました。" in page
