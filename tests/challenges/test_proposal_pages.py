"""A proposal after it was sent: who reads it, its files, withdrawing, the partner's list."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from challenges.models import Proposal, ProposalAttachment
from challenges.proposing.steps import accept_proposal, decline_proposal
from partners.models import Membership, Partner
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries, count_queries
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db
Confidentiality = Proposal.Confidentiality

INSIDE = {
    "owner": lambda p: make_member(p.partner),
    "member who reads": lambda p: make_member(p.partner, Membership.Role.VIEWER),
    "city viewer": lambda p: make_staff(p.municipality, StaffRole.Role.VIEWER),
    "city editor": lambda p: make_staff(p.municipality),
}
PARTNERS = {"other partner": lambda p: make_member(make_partner(), Membership.Role.VIEWER)}
OUTSIDE = {
    "newcomer": lambda p: make_user(),
    "applicant": lambda p: make_member(make_partner(state=Partner.State.SUBMITTED)),
    "other city": lambda p: make_staff(make_municipality(), StaffRole.Role.MANAGER),
    "operator": lambda p: make_operator(),
}
ALL = {**INSIDE, **PARTNERS, **OUTSIDE}


def attach(proposal: Proposal, **fields: Any) -> ProposalAttachment:
    """A file that came with it."""
    content = ContentFile(b"%PDF-1.7 secret", name="x.pdf")
    defaults = {"name": "計画 書.pdf", "content_type": "application/pdf", "size": 15}
    return proposal.attachments.create(file=content, **{**defaults, **fields})


def accepted(confidentiality: str) -> Proposal:
    """One that the city has accepted."""
    proposal = make_proposal(confidentiality=confidentiality)
    accept_proposal(proposal, by=make_staff(proposal.municipality), text="採択の文です。")
    return proposal


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
@pytest.mark.parametrize("who", list(ALL))
def test_before_it_is_accepted_only_the_partner_and_the_city_read_it(
    client: Client, who: str, confidentiality: str
) -> None:
    proposal = make_proposal(confidentiality=confidentiality)
    client.force_login(ALL[who](proposal))
    status = 200 if who in INSIDE else 404
    assert client.get(proposal.get_absolute_url()).status_code == status


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
@pytest.mark.parametrize("who", list(ALL))
def test_once_accepted_it_is_read_as_widely_as_its_partner_allows(
    client: Client, who: str, confidentiality: str
) -> None:
    proposal = accepted(confidentiality)
    file = attach(proposal)
    client.force_login(ALL[who](proposal))
    readers = set(INSIDE)
    if confidentiality == Confidentiality.PARTNERS:
        readers |= set(PARTNERS)
    if confidentiality == Confidentiality.PUBLIC:
        readers = set(ALL)
    response = client.get(proposal.get_absolute_url())
    assert response.status_code == (200 if who in readers else 404)
    page = response.content.decode()
    assert ("採択の文です。" in page) == (who in INSIDE)
    assert (file.name in page) == (who in INSIDE)


def test_a_visitor_reads_what_is_public_and_logs_in_for_the_rest(client: Client) -> None:
    assert client.get(accepted(Confidentiality.PUBLIC).get_absolute_url()).status_code == 200
    for receipt in (accepted(Confidentiality.CITY).receipt, "P-NONE-0000"):
        response = client.get(f"/proposals/{receipt}/")
        assert response["Location"] == f"/accounts/login/?next=/proposals/{receipt}/"


def test_members_texts_are_plain_text(client: Client) -> None:
    proposal = make_proposal(summary="**太字**<b>x</b>\n次の行", title="<i>題</i>")
    client.force_login(proposal.submitted_by)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "**太字**&lt;b&gt;x&lt;/b&gt;<br>次の行" in page
    assert "<i>題" not in page


def test_the_partner_sees_the_decision_and_its_reason(client: Client) -> None:
    proposal = make_proposal()
    ground = make_refusal_ground(proposal.municipality)
    by = make_staff(proposal.municipality, name="職員 太郎")
    decline_proposal(proposal, by=by, ground=ground, text="時期が合いません。")
    client.force_login(proposal.submitted_by)
    page = client.get(proposal.get_absolute_url()).content.decode()
    for shown in ("不採択", ground.name, "時期が合いません。"):
        assert shown in page
    assert "職員 太郎" not in page


def test_staff_find_the_panel_to_decide_and_readers_do_not(client: Client) -> None:
    proposal = make_proposal()
    url = f"/desk/proposals/{proposal.receipt}/accept/"
    for who, make in INSIDE.items():
        client.force_login(make(proposal))
        page = client.get(proposal.get_absolute_url()).content.decode()
        assert (url in page) == (who == "city editor")


def test_the_page_says_when_the_reply_is_due(client: Client) -> None:
    proposal = make_proposal()
    client.force_login(proposal.submitted_by)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "理由を添えて回答します。" in page


def test_goals_and_fields_are_shown(client: Client) -> None:
    proposal = make_proposal()
    proposal.goals.set(Goal.objects.filter(number=7))
    proposal.fields.set(Field.objects.filter(slug="energy"))
    client.force_login(proposal.submitted_by)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "エネルギーをみんなに" in page
    assert "エネルギー・脱炭素" in page


def test_the_page_costs_at_most_fourteen_queries(client: Client) -> None:
    proposal = make_proposal()
    attach(proposal)
    client.force_login(make_staff(proposal.municipality))
    assert count_queries(client, proposal.get_absolute_url()) <= 14


# ----- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", list(ALL))
def test_files_are_for_the_partner_and_the_city(client: Client, who: str) -> None:
    proposal = accepted(Confidentiality.PUBLIC)
    url = f"{proposal.get_absolute_url()}files/{attach(proposal).pk}/"
    client.force_login(ALL[who](proposal))
    assert client.get(url).status_code == (200 if who in INSIDE else 404)


def test_a_file_is_saved_not_shown(client: Client) -> None:
    proposal = make_proposal()
    file = attach(proposal)
    client.force_login(proposal.submitted_by)
    response: Any = client.get(f"{proposal.get_absolute_url()}files/{file.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 secret"
    response.close()
    assert response["Content-Disposition"].startswith("attachment;")
    assert "%E8%A8%88%E7%94%BB%20%E6%9B%B8.pdf" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]


def test_a_file_belongs_to_its_proposal(client: Client) -> None:
    proposal, other = make_proposal(), make_proposal()
    client.force_login(proposal.submitted_by)
    url = f"{proposal.get_absolute_url()}files/{attach(other).pk}/"
    assert client.get(url).status_code == 404


def test_a_file_that_is_gone_is_not_found(client: Client) -> None:
    proposal = make_proposal()
    file = attach(proposal)
    file.file.storage.delete(file.file.name)
    client.force_login(proposal.submitted_by)
    assert client.get(f"{proposal.get_absolute_url()}files/{file.pk}/").status_code == 404


def test_a_visitor_logs_in_for_a_file(client: Client) -> None:
    proposal = make_proposal()
    response = client.get(f"{proposal.get_absolute_url()}files/{attach(proposal).pk}/")
    assert response["Location"].startswith("/accounts/login/")


# ----- withdrawing -------------------------------------------------------------------------------

MAY_WITHDRAW = {
    "owner": 302,
    "member who reads": 403,
    "city viewer": 404,
    "city editor": 404,
    "other partner": 404,
    "newcomer": 404,
    "applicant": 404,
    "other city": 404,
    "operator": 404,
}


def withdraw(client: Client, proposal: Proposal) -> Any:
    """POST it."""
    url = f"{proposal.get_absolute_url()}withdraw/"
    return client.post(url, {"idempotency_key": str(uuid4())})


@pytest.mark.parametrize("who", list(ALL))
def test_withdrawing_by_role(client: Client, who: str) -> None:
    proposal = make_proposal()
    client.force_login(ALL[who](proposal))
    assert withdraw(client, proposal).status_code == MAY_WITHDRAW[who]
    proposal.refresh_from_db()
    assert (proposal.state == "withdrawn") == (MAY_WITHDRAW[who] == 302)


def test_what_is_decided_is_not_withdrawn(client: Client) -> None:
    proposal = accepted(Confidentiality.CITY)
    client.force_login(proposal.submitted_by)
    response = withdraw(client, proposal)
    page = client.get(response["Location"]).content.decode()
    assert "この提案は「採択」のため、この操作はできません。" in page
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_the_button_is_there_as_long_as_it_works(client: Client) -> None:
    proposal = make_proposal()
    client.force_login(proposal.submitted_by)
    url = f"{proposal.get_absolute_url()}withdraw/"
    assert url in client.get(proposal.get_absolute_url()).content.decode()
    withdraw(client, proposal)
    assert url not in client.get(proposal.get_absolute_url()).content.decode()


# ----- the partner's list ------------------------------------------------------------------------


def test_the_list_has_the_proposals_of_ones_partners(client: Client) -> None:
    partner = make_partner()
    mine, others = make_proposal(partner=partner, title="わたしの提案"), make_proposal(title="よそ")
    client.force_login(make_member(partner, Membership.Role.VIEWER))
    page = client.get("/my/proposals/").content.decode()
    assert mine.title in page
    assert mine.receipt in page
    assert others.title not in page


def test_the_list_narrows_by_state_and_takes_any_address(client: Client) -> None:
    partner = make_partner()
    make_proposal(partner=partner, title="待つ")
    make_proposal(partner=partner, title="取り下げた", state="withdrawn")
    client.force_login(make_member(partner))
    page = client.get("/my/proposals/?state=withdrawn").content.decode()
    assert "待つ</a>" not in page
    for query in ("?state=abc", "?page=999", "?state=%00"):
        assert client.get("/my/proposals/" + query).status_code == 200


def test_somebody_without_proposals_is_shown_the_way(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/my/proposals/").content.decode()
    assert "まだ提案はありません。" in page
    assert 'href="/challenges/"' in page


def test_the_list_is_personal(client: Client) -> None:
    assert client.get("/my/proposals/")["Location"].startswith("/accounts/login/")


def test_the_list_comes_as_a_fragment(client: Client) -> None:
    client.force_login(make_user())
    headers = {"HX-Request": "true", "HX-Target": "my-proposal-rows"}
    body = client.get("/my/proposals/", headers=headers).content.decode()
    assert body.lstrip().startswith('<div id="my-proposal-rows"')


def test_the_list_costs_the_same_for_one_row_and_for_three(client: Client) -> None:
    partner = make_partner()
    client.force_login(make_member(partner))
    challenge = make_challenge()
    assert_constant_queries(
        client, "/my/proposals/", lambda: make_proposal(challenge, partner), at_most=12
    )
