"""Answering a challenge: who may, the form with its files, the deadline, one receipt."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Proposal
from partners.models import Membership, Partner
from tests.bad_inputs import TEXTS, bad_files, image_file, office_file, pdf_file
from tests.factories import (
    make_challenge,
    make_member,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db
# The test client cannot send a lone surrogate, and no browser does.
TYPEABLE = {kind: text for kind, text in TEXTS.items() if kind != "lone surrogate"}
TEXT_FIELDS = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")


def answers(**changes: Any) -> dict[str, Any]:
    """What a partner types."""
    return {
        "title": "古民家を直します",
        "summary": "直します。",
        "plan": "春から始めます。",
        "brings": "大工三名。",
        "needs": "",
        "schedule": "",
        "cost": "",
        "goals": ["11"],
        "confidentiality": "city",
        **changes,
    }


def url_of(challenge: Challenge, confirm: bool = False) -> str:
    """The form or its confirmation."""
    return challenge.get_absolute_url() + "propose/" + ("confirm/" if confirm else "")


def post(client: Client, challenge: Challenge, **changes: Any) -> str:
    """Post the form: the page with what is to be mended, or where it leads."""
    response = client.post(url_of(challenge), answers(**changes))
    assert response.status_code in (200, 302), response.status_code
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def token_of(person: User) -> dict[str, str]:
    """What the confirmation posts."""
    return {"draft": str(Draft.objects.get(user=person, sent_at=None).pk)}


@pytest.fixture
def person(client: Client) -> User:
    """A member of a registered partner, logged in."""
    person = make_member(make_partner("緑茶商店"), Membership.Role.EDITOR, name="茶園 一郎")
    client.force_login(person)
    return person


# ----- who may -----------------------------------------------------------------------------------

PEOPLE: dict[str, Any] = {
    "newcomer": lambda challenge: make_user(),
    "owner": lambda challenge: make_member(make_partner()),
    "editor": lambda challenge: make_member(make_partner(), Membership.Role.EDITOR),
    "viewer": lambda challenge: make_member(make_partner(), Membership.Role.VIEWER),
    "waiting": lambda challenge: make_member(
        make_partner(state=Partner.State.SUBMITTED, approved_at=None, expires_on=None)
    ),
    "returned": lambda challenge: make_member(
        make_partner(state=Partner.State.RETURNED, return_reason="住所を直してください。")
    ),
    "suspended": lambda challenge: make_member(make_partner(state=Partner.State.SUSPENDED)),
    "staff": lambda challenge: make_staff(challenge.municipality),
}
WORDS = {
    "newcomer": "パートナー登録",
    "owner": "提案する",
    "editor": "提案する",
    "viewer": "閲覧はできますが提案はできません",
    "waiting": "パートナー登録を確認しています",
    "returned": "自治体から確認したいこと",
    "suspended": "パートナー登録",
    "staff": "職員デスクへ",
}


@pytest.mark.parametrize("who", list(PEOPLE))
def test_an_open_challenge_says_to_everybody_what_to_do(client: Client, who: str) -> None:
    challenge = make_challenge()
    client.force_login(PEOPLE[who](challenge))
    page = client.get(challenge.get_absolute_url()).content.decode()
    place = page[page.index('id="propose"') :]
    assert WORDS[who] in place
    may = who in ("owner", "editor")
    assert (f'href="{url_of(challenge)}"' in place) == may
    assert "disabled" not in page


@pytest.mark.parametrize("who", list(PEOPLE))
def test_only_editors_of_registered_partners_reach_the_form(client: Client, who: str) -> None:
    challenge = make_challenge()
    client.force_login(PEOPLE[who](challenge))
    may = who in ("owner", "editor")
    for confirm, allowed in ((False, 200), (True, 302)):
        for ask in (client.get, client.post):
            response = ask(url_of(challenge, confirm))
            assert response.status_code == (allowed if may else 403)
            assert may or WORDS[who] in response.content.decode()
    assert not Proposal.objects.exists()
    assert Draft.objects.exists() == may


def test_visitors_are_told_to_log_in_and_come_back(client: Client) -> None:
    challenge = make_challenge()
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert "ログインして提案する" in page
    response = client.get(url_of(challenge))
    assert response["Location"] == f"/accounts/login/?next={url_of(challenge)}"


@pytest.mark.parametrize("state", [s for s in Challenge.PUBLIC_STATES if s != "open"])
@pytest.mark.usefixtures("person")
def test_closed_challenges_answer_in_words(client: Client, state: Challenge.State) -> None:
    challenge = make_challenge(state=state)
    for url in (url_of(challenge), url_of(challenge, confirm=True)):
        response = client.get(url)
        assert response.status_code == 403
        assert "提案の受付は終わりました" in response.content.decode()


@pytest.mark.parametrize("state", Challenge.UNOPENED_STATES)
@pytest.mark.usefixtures("person")
def test_unopened_challenges_do_not_exist(client: Client, state: Challenge.State) -> None:
    assert client.get(url_of(make_challenge(state=state))).status_code == 404


# ----- the form ----------------------------------------------------------------------------------


def test_from_the_form_to_the_receipt(client: Client, person: User) -> None:
    challenge = make_challenge()
    assert post(client, challenge, attachments=[pdf_file(), office_file()]) == url_of(
        challenge, confirm=True
    )
    page = client.get(url_of(challenge, confirm=True)).content.decode()
    for shown in ("古民家を直します", "計画.pdf", "見積.xlsx", "自治体のみ"):
        assert shown in page
    response = client.post(url_of(challenge, confirm=True), token_of(person))
    proposal = Proposal.objects.get()
    assert response["Location"] == f"/proposals/{proposal.receipt}/done/"
    done = client.get(response["Location"]).content.decode()
    assert proposal.receipt in done
    assert (proposal.submitted_by, proposal.partner.name) == (person, "緑茶商店")
    assert [file.name for file in proposal.attachments.all()] == ["計画.pdf", "見積.xlsx"]
    assert [goal.number for goal in proposal.goals.all()] == [11]


def test_sending_twice_makes_one_proposal_and_one_mail(client: Client, person: User) -> None:
    challenge = make_challenge()
    post(client, challenge)
    token = token_of(person)
    first, second = (client.post(url_of(challenge, confirm=True), token) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1
    mails = [job.payload["template"] for job in Job.objects.filter(kind="journal.mail")]
    assert mails.count("proposal_received") == 1


def test_a_draft_of_somebody_else_is_not_sent(client: Client, person: User) -> None:
    challenge = make_challenge()
    post(client, challenge)
    token = token_of(person)
    client.force_login(make_member(make_partner()))
    assert client.post(url_of(challenge, True), token)["Location"] == url_of(challenge)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("token", ["", "abc", "x" * 36, "' or 1=1"])
@pytest.mark.usefixtures("person")
def test_a_made_up_draft_leads_back_to_the_form(client: Client, token: str) -> None:
    challenge = make_challenge()
    response = client.post(url_of(challenge, confirm=True), {"draft": token})
    assert response["Location"] == url_of(challenge)


@pytest.mark.usefixtures("person")
def test_what_was_typed_is_kept(client: Client) -> None:
    challenge = make_challenge()
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = client.post(url_of(challenge), answers(summary="途中の文"), headers=headers)
    assert response.content.decode().lstrip().startswith("<p")
    page = client.get(url_of(challenge)).content.decode()
    assert "途中の文" in page
    assert "errorlist" not in page


@pytest.mark.usefixtures("person")
def test_beginning_anew(client: Client) -> None:
    challenge = make_challenge()
    post(client, challenge, title="", summary="途中の文")
    assert client.post(url_of(challenge), {"step": "discard"})["Location"] == url_of(challenge)
    assert "途中の文" not in client.get(url_of(challenge)).content.decode()


def test_an_earlier_proposal_is_named(client: Client, person: User) -> None:
    challenge = make_challenge()
    earlier = make_proposal(challenge, Partner.objects.get(name="緑茶商店"))
    page = client.get(url_of(challenge)).content.decode()
    assert "すでに提案しています" in page
    assert earlier.receipt in page


def test_a_member_of_several_partners_says_for_whom(client: Client, person: User) -> None:
    challenge, second = make_challenge(), make_partner("第二商店")
    Membership.objects.create(partner=second, user=person, role=Membership.Role.OWNER)
    viewed = make_partner("見るだけ商店")
    Membership.objects.create(partner=viewed, user=person, role=Membership.Role.VIEWER)
    page = client.get(url_of(challenge)).content.decode()
    assert "第二商店" in page
    assert "見るだけ商店" not in page
    assert "id_partner_error" in post(client, challenge)
    assert "id_partner_error" in post(client, challenge, partner=str(viewed.pk))
    post(client, challenge, partner=str(second.pk))
    client.post(url_of(challenge, confirm=True), token_of(person))
    assert Proposal.objects.get().partner == second


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "id_title_error"),
        ({"title": "長" * 101}, "id_title_error"),
        ({"summary": ""}, "id_summary_error"),
        ({"summary": "長" * 2001}, "id_summary_error"),
        ({"plan": "長" * 8001}, "id_plan_error"),
        ({"goals": ["18"]}, "id_goals_error"),
        ({"goals": ["abc"]}, "id_goals_error"),
        ({"fields": ["0"]}, "id_fields_error"),
        ({"confidentiality": ""}, "id_confidentiality_error"),
        ({"confidentiality": "secret"}, "id_confidentiality_error"),
    ],
)
@pytest.mark.usefixtures("person")
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    page = post(client, make_challenge(), **changes)
    assert "error-summary" in page
    assert words in page
    assert "大工三名。" in page
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("kind", list(TYPEABLE))
def test_any_text_is_taken_or_refused_in_words(client: Client, person: User, kind: str) -> None:
    challenge = make_challenge()
    result = post(client, challenge, **dict.fromkeys(TEXT_FIELDS, TYPEABLE[kind]))
    if result != url_of(challenge, confirm=True):
        assert "error-summary" in result
        return
    assert client.get(result).status_code == 200
    client.post(result, token_of(person))
    proposal = Proposal.objects.get()
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "\x00" not in page


# ----- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(bad_files()))
def test_bad_files_are_refused_in_words_and_the_rest_is_kept(
    client: Client, person: User, kind: str
) -> None:
    challenge = make_challenge()
    page = post(client, challenge, attachments=[bad_files()[kind]])
    assert "id_attachments_error" in page
    assert "大工三名。" in page
    assert not Draft.objects.get().files.exists()


@pytest.mark.usefixtures("person")
def test_good_files_are_kept_while_something_else_is_wrong(client: Client) -> None:
    challenge = make_challenge()
    page = post(client, challenge, title="", attachments=[pdf_file(), image_file()])
    assert "計画.pdf" in page
    assert "写真.png" in page
    assert "計画.pdf" in client.get(url_of(challenge)).content.decode()


def test_files_can_be_taken_out(client: Client, person: User) -> None:
    challenge = make_challenge()
    page = post(client, challenge, title="", attachments=[pdf_file(), image_file()])
    (first, _second) = re.findall(r'name="remove_file" value="([^"]+)"', page)
    post(client, challenge, remove_file=[first])
    client.post(url_of(challenge, confirm=True), token_of(person))
    assert [file.name for file in Proposal.objects.get().attachments.all()] == ["写真.png"]


@pytest.mark.usefixtures("person")
def test_five_files_and_no_more_even_one_after_the_other(client: Client) -> None:
    challenge = make_challenge()
    files = [pdf_file(f"{n}.pdf") for n in range(5)]
    page = post(client, challenge, title="", attachments=files)
    assert page.count('name="remove_file"') == 5
    page = post(client, challenge, title="", attachments=[pdf_file("6.pdf")])
    assert "id_attachments_error" in page
    assert page.count('name="remove_file"') == 5


@pytest.mark.usefixtures("person")
def test_who_goes_back_and_sends_again_sends_no_file_twice(client: Client) -> None:
    challenge = make_challenge()
    files = [f"{n}.pdf" for n in range(5)]
    for _ in range(2):
        post(client, challenge, attachments=[pdf_file(name) for name in files])
    assert sorted(file.name for file in Draft.objects.get().files.all()) == files


@pytest.mark.usefixtures("person")
def test_six_files_at_once_are_too_many(client: Client) -> None:
    files = [pdf_file(f"{n}.pdf") for n in range(6)]
    assert "id_attachments_error" in post(client, make_challenge(), attachments=files)


def test_a_file_name_is_only_a_name(client: Client, person: User) -> None:
    challenge = make_challenge()
    odd = SimpleUploadedFile('..\\..\\"計\n画".pdf', b"%PDF-1.7")
    post(client, challenge, attachments=[odd])
    client.post(url_of(challenge, confirm=True), token_of(person))
    (file,) = Proposal.objects.get().attachments.all()
    assert "/" not in file.name
    assert '"' not in file.name
    assert ".." not in file.file.name


# ----- the deadline ------------------------------------------------------------------------------


def test_a_form_opened_in_time_may_be_sent_within_the_grace(client: Client, person: User) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert "15分" in client.get(url_of(challenge)).content.decode()
    with time_machine.travel(end + timedelta(minutes=10), tick=False):
        post(client, challenge)
        response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response["Location"] == Proposal.objects.get().get_absolute_url() + "done/"


def test_after_the_grace_the_answer_is_in_words_and_nothing_is_lost(
    client: Client, person: User
) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        post(client, challenge)
    with time_machine.travel(end + Challenge.GRACE, tick=False):
        response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response.status_code == 403
    assert "提案の受付は終わりました" in response.content.decode()
    assert not Proposal.objects.exists()
    assert Draft.objects.get().data["summary"] == ["直します。"]


def test_a_form_opened_too_late_is_refused(client: Client, person: User) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end, tick=False):
        assert client.get(url_of(challenge)).status_code == 403
    assert not Draft.objects.exists()


def test_a_challenge_cancelled_meanwhile_takes_nothing(client: Client, person: User) -> None:
    challenge = make_challenge()
    post(client, challenge)
    Challenge.objects.update(state="cancelled", cancel_reason="中止")
    response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response.status_code == 403
    assert not Proposal.objects.exists()


def test_the_last_page_is_for_the_partner(client: Client) -> None:
    proposal = make_proposal()
    make_refusal_ground(proposal.municipality)
    url = proposal.get_absolute_url() + "done/"
    assert client.get(url)["Location"].startswith("/accounts/login/")
    for stranger in (make_user(), make_staff(proposal.municipality)):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.force_login(proposal.submitted_by)
    assert proposal.receipt in client.get(url).content.decode()
