"""After the deadline: nobody is left without a reply, and everybody reads what came of it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges import outcome
from challenges.models import Challenge
from tests.factories import (
    make_challenge,
    make_co_author,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_staff,
)
from tomoni.journal.record import history_of
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


@pytest.mark.parametrize("what", ["result", "report"])
def test_what_was_told_can_be_put_right_by_a_manager(
    client: Client, city: Municipality, what: str
) -> None:
    state = State.DECIDED if what == "result" else State.COMPLETED
    challenge = make_challenge(city, state=state, **{what: "一件とすすめます。"})
    url = f"/desk/challenges/{challenge.slug}/retell/{what}/"
    client.force_login(make_staff(city))
    assert client.get(url).status_code == 403
    assert url not in client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    assert url in client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "一件とすすめます。" in client.get(url).content.decode()
    answers = {"text": "二件とすすめます。", "version": str(challenge.version)}
    for text in ("二件とすすめます。", "古い画面からの文"):  # the second has not seen the first
        client.post(url, {**answers, "text": text, "idempotency_key": str(uuid4())})
    challenge.refresh_from_db()
    assert getattr(challenge, what) == "二件とすすめます。"
    entry = history_of(challenge).get(verb=f"challenge.{what}_changed")
    assert entry.data == {"was": "一件とすすめます。"}
    client.logout()
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert "二件とすすめます。" in page
    assert "に修正" in page


def test_what_was_not_told_is_not_put_right(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city, state=State.SELECTING)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    desk = f"/desk/challenges/{challenge.slug}/"
    assert client.get(f"{desk}retell/result/")["Location"] == desk
    assert client.get(f"{desk}retell/title/").status_code == 404
    with pytest.raises(StateError):
        outcome.retell(challenge, "result", text="x", by=challenge.created_by, seen=1)


def test_accepted_public_proposals_are_linked_on_the_page_of_the_challenge(client: Client) -> None:
    challenge = make_challenge(state=State.DECIDED, decided_at=timezone.now())
    fields = {"state": "accepted", "decided_at": timezone.now()}
    shown = make_proposal(challenge, title="見せる提案", confidentiality="public", **fields)
    shared = make_proposal_draft(challenge, shown.partner)
    make_co_author(shared, make_partner("製材の森"), state="confirmed", proposal=shown)
    make_proposal(challenge, title="会員だけの提案", confidentiality="partners", **fields)
    make_proposal(challenge, title="まだの提案", confidentiality="public")
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert f'href="{shown.get_absolute_url()}"' in page
    assert f"{shown.partner.name}、製材の森" in page
    assert "会員だけの提案" not in page
    assert "まだの提案" not in page
