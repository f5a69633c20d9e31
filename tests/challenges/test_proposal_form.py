"""The form of a proposal: 入力 → 確認 → 完了 with one receipt, what is kept, bad input, files."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Proposal
from partners.models import Partner
from tests.bad_inputs import TYPEABLE, bad_files, image_file, office_file, pdf_file
from tests.challenges.proposing import answers, post, token_of, url_of
from tests.factories import make_challenge, make_member, make_partner, make_proposal
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db
TEXT_FIELDS = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")


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


def test_the_way_back_names_what_is_answered(client: Client, person: User) -> None:
    challenge = make_challenge()
    crumb = f'<li><a href="{challenge.get_absolute_url()}">{challenge.title}</a></li>'
    assert crumb in client.get(url_of(challenge)).content.decode()
    post(client, challenge)
    assert crumb in client.get(url_of(challenge, confirm=True)).content.decode()
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now() - timedelta(days=1))
    refusal = client.get(url_of(challenge)).content.decode()
    assert crumb in refusal
    assert "古民家を直します" in refusal  # what was typed is there to be copied


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


@pytest.mark.parametrize("kind", TYPEABLE)
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
    odd = SimpleUploadedFile('..\\..\\"計\n画".pdf', pdf_file().read())
    post(client, challenge, attachments=[odd])
    client.post(url_of(challenge, confirm=True), token_of(person))
    (file,) = Proposal.objects.get().attachments.all()
    assert "/" not in file.name
    assert '"' not in file.name
    assert ".." not in file.file.name
