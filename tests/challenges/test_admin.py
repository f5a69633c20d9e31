"""The operator's pages: texts may be mended, states and proposals may not."""

from typing import Any

import pytest
from django.test import Client

from challenges.models import Challenge, Contact, Opening
from challenges.signals import challenge_changed
from tests.factories import make_challenge, make_operator, make_proposal
from tomoni.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _operator(client: Client) -> None:
    client.force_login(make_operator())


@pytest.mark.parametrize("model", ["challenge", "proposal"])
def test_lists_and_pages_open(client: Client, model: str) -> None:
    proposal = make_proposal()
    row = proposal.challenge if model == "challenge" else proposal
    assert row is not None
    url = f"/admin/challenges/{model}/"
    assert client.get(url).status_code == 200
    assert client.get(f"{url}{row.pk}/change/").status_code == 200
    assert client.get(f"{url}add/").status_code == 403
    assert client.post(f"{url}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_mended_text_is_versioned_recorded_and_told(client: Client) -> None:
    challenge, told = make_challenge(), []
    contact = Contact.objects.create(challenge=challenge, organisation="企画課", phone="1")
    page = client.get(f"/admin/challenges/challenge/{challenge.pk}/change/")
    answers = filled(page, challenge, contact)

    def receive(challenge: Challenge, **kwargs: Any) -> None:
        told.append(challenge.pk)

    challenge_changed.connect(receive)
    try:
        url = f"/admin/challenges/challenge/{challenge.pk}/change/"
        response = client.post(url, {**answers, "title": "直した題", "state": "draft"})
    finally:
        challenge_changed.disconnect(receive)
    assert response.status_code == 302
    challenge.refresh_from_db()
    assert (challenge.title, challenge.version, challenge.state) == ("直した題", 2, "open")
    assert told == [challenge.pk]
    assert Entry.objects.filter(verb="challenge.rewritten").count() == 1


def filled(page: Any, challenge: Challenge, contact: Contact) -> dict[str, Any]:
    """The answers of the admin form as it was shown."""
    form = page.context["adminform"].form
    answers = {name: form[name].value() for name in form.fields if form[name].value()}
    moment = answers.pop("closes_at")
    answers |= {"closes_at_0": f"{moment:%Y-%m-%d}", "closes_at_1": f"{moment:%H:%M:%S}"}
    return answers | {
        "sub_themes-TOTAL_FORMS": "0",
        "sub_themes-INITIAL_FORMS": "0",
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "1",
        "contacts-0-id": str(contact.pk),
        "contacts-0-challenge": str(challenge.pk),
        "contacts-0-organisation": "企画政策課",
        "contacts-0-phone": "1",
        "contacts-0-order": "0",
    }


def test_a_proposal_is_only_read(client: Client) -> None:
    proposal = make_proposal()
    url = f"/admin/challenges/proposal/{proposal.pk}/change/"
    assert client.post(url, {"title": "変えた"}).status_code == 403


def test_reading_a_confidential_proposal_is_on_record(client: Client) -> None:
    shown, kept = make_proposal(confidentiality="public"), make_proposal(confidentiality="city")
    for proposal in (shown, kept):
        client.get(f"/admin/challenges/proposal/{proposal.pk}/change/")
    client.get("/admin/challenges/proposal/999999/change/")
    assert [(row.proposal, row.thing) for row in Opening.objects.all()] == [(kept, "operator")]
    client.force_login(kept.submitted_by)
    record = client.get(f"{kept.get_absolute_url()}openings/").content.decode()
    assert "運用者の画面" in record
