"""Proposals without a challenge, to a municipality that takes them: rule, way, words."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Proposal
from tests.challenges.proposing import answers, token_of
from tests.factories import make_member, make_municipality, make_partner, make_proposal, make_staff
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
RULE = "/desk/free-proposals/"
WISH = "子どもの居場所について、ご提案をお待ちしています。"


@pytest.fixture
def open_city(city: Municipality) -> Municipality:
    city.accepts_free_proposals, city.free_wish_ja, city.reply_days = True, WISH, 21
    city.save()
    return city


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def sent(client: Client, city: Municipality, person: User) -> Proposal:
    """The whole way through the form."""
    url = f"/m/{city.slug}/propose/"
    assert client.post(url, answers())["Location"] == f"{url}confirm/"
    client.post(f"{url}confirm/", token_of(person))
    return Proposal.objects.get()


def test_a_free_proposal_is_put_right_taken_back_and_taken_up_again(
    client: Client, open_city: Municipality, person: User
) -> None:
    proposal = sent(client, open_city, person)
    page, anew = proposal.get_absolute_url(), f"{proposal.get_absolute_url()}revise/"
    assert f'href="{anew}"' in client.get(page).content.decode()
    client.get(anew)
    client.post(anew, answers(plan="直した計画です。"))
    client.post(f"{anew}confirm/", token_of(person))
    proposal.refresh_from_db()
    assert (proposal.plan, proposal.versions.count()) == ("直した計画です。", 1)
    assert "がフリー型の提案を受け付けている間は" in client.get(page).content.decode()
    client.post(f"{page}withdraw/", key())
    shown = client.get(page).content.decode()
    assert "取り下げ" in shown
    assert f'href="{anew}"' in shown
    client.get(anew)
    client.post(anew, answers(plan="もう一度の計画です。"))
    client.post(f"{anew}confirm/", token_of(person))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.versions.count()) == (Proposal.State.SUBMITTED, 2)
    Municipality.objects.update(accepts_free_proposals=False)
    assert f'href="{anew}"' not in client.get(page).content.decode()
    assert client.get(anew, follow=True).redirect_chain[0][0] == page


def test_a_partner_proposes_without_a_challenge(
    client: Client, open_city: Municipality, person: User
) -> None:
    page = client.get(f"/m/{open_city.slug}/propose/").content.decode()
    assert WISH in page
    assert "21日以内" in page
    proposal = sent(client, open_city, person)
    assert (proposal.challenge, proposal.municipality) == (None, open_city)
    assert proposal.reply_due_on is not None
    assert (proposal.reply_due_on - timezone.localdate()).days == 21
    done = client.get(f"/proposals/{proposal.receipt}/done/").content.decode()
    assert proposal.receipt in done


def test_sending_it_twice_makes_one(client: Client, open_city: Municipality, person: User) -> None:
    url = f"/m/{open_city.slug}/propose/"
    client.post(url, answers())
    token = token_of(person)
    first, second = (client.post(f"{url}confirm/", token) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_drafts_of_a_free_proposal_and_of_a_challenge_are_kept_apart(
    client: Client, open_city: Municipality, person: User
) -> None:
    other = make_municipality(accepts_free_proposals=True)
    client.post(f"/m/{open_city.slug}/propose/", answers(title="掛川へ"))
    assert "掛川へ" not in client.get(f"/m/{other.slug}/propose/").content.decode()
    assert "掛川へ" in client.get(f"/m/{open_city.slug}/propose/").content.decode()


def test_mails_and_pages_say_free_where_a_challenge_is_missing(
    client: Client, open_city: Municipality, person: User
) -> None:
    staff = make_staff(open_city)
    proposal = sent(client, open_city, person)
    payloads = {job.payload["template"]: job.payload for job in Job.objects.all()}
    assert payloads["proposal_arrived"]["to"] == staff.pk
    assert payloads["proposal_received"]["context"]["challenge"] == ""
    for path in (proposal.get_absolute_url(), "/my/proposals/", "/my/"):
        assert "None" not in client.get(path).content.decode()
    assert "フリー型の提案" in client.get("/my/proposals/").content.decode()
    client.force_login(staff)
    for path in (proposal.get_absolute_url(), "/desk/proposals/", "/desk/"):
        assert "フリー型の提案" in client.get(path).content.decode()
    accept = f"/desk/proposals/{proposal.receipt}/accept/"
    assert "フリー型の提案先" in client.get(accept).content.decode()


def test_the_queue_is_narrowed_by_kind(client: Client, city: Municipality) -> None:
    free = make_proposal(title="自由な提案")
    Proposal.objects.filter(pk=free.pk).update(challenge=None, municipality=city)
    make_proposal(title="よその提案")
    client.force_login(make_staff(city))
    assert "自由な提案" in client.get("/desk/proposals/?kind=free").content.decode()
    assert "自由な提案" not in client.get("/desk/proposals/?kind=challenge").content.decode()


def test_where_it_is_not_switched_on_it_is_refused_and_what_was_typed_is_kept(
    client: Client, open_city: Municipality, person: User
) -> None:
    url = f"/m/{open_city.slug}/propose/"
    client.post(url, answers(title="続きを書きたい"))
    token = token_of(person)
    Municipality.objects.update(accepts_free_proposals=False)
    for path in (url, f"{url}confirm/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "受け付けていません" in response.content.decode()
    assert client.post(f"{url}confirm/", token).status_code == 403
    assert not Proposal.objects.exists()
    Municipality.objects.update(accepts_free_proposals=True)
    assert "続きを書きたい" in client.get(url).content.decode()


def test_it_is_offered_only_where_it_is_switched_on(client: Client, city: Municipality) -> None:
    link = f'href="/m/{city.slug}/propose/"'
    for path in (f"/m/{city.slug}/", "/free-proposals/"):
        assert link not in client.get(path).content.decode()
    Municipality.objects.update(accepts_free_proposals=True, free_wish_ja=WISH)
    for path in (f"/m/{city.slug}/", "/free-proposals/"):
        page = client.get(path).content.decode()
        assert link in page
        assert WISH in page


def test_who_is_not_registered_is_told_what_to_do_first(
    client: Client, open_city: Municipality
) -> None:
    url = f"/m/{open_city.slug}/propose/"
    assert client.get(url)["Location"].startswith("/accounts/login/")
    client.force_login(make_member(make_partner(state="submitted", approved_at=None)))
    response = client.get(url)
    assert response.status_code == 403
    assert "登録を確認しています" in response.content.decode()


def test_a_manager_switches_it_on_with_a_wish(client: Client, city: Municipality) -> None:
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    assert "id_wish_ja_error" in page_or_address(client.post(RULE, key(accepts="on")))
    client.post(RULE, key(accepts="on", wish_ja=WISH))
    city.refresh_from_db()
    assert (city.accepts_free_proposals, city.free_wish_ja) == (True, WISH)
    assert Entry.objects.get(verb="municipality.free_rule_changed").data == {"accepts": True}
    client.post(RULE, key(wish_ja=WISH))
    city.refresh_from_db()
    assert not city.accepts_free_proposals


def test_editors_read_the_rule_and_strangers_do_not(client: Client, city: Municipality) -> None:
    client.force_login(make_staff(city))
    assert "<textarea" not in client.get(RULE).content.decode()
    assert client.post(RULE, key(accepts="on", wish_ja=WISH)).status_code == 403
    client.force_login(make_member(make_partner()))
    assert client.get(RULE).status_code == 404


def test_the_list_costs_the_same_with_more_rows(client: Client) -> None:
    def another() -> None:
        make_municipality(accepts_free_proposals=True, free_wish_ja=WISH)

    assert_constant_queries(client, "/free-proposals/", another, at_most=2)
