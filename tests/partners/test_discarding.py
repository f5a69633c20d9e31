"""Drafts are thrown away; what has expired is fulfilled; what was fulfilled is looked for again."""

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from partners.models import Fulfilment, Listing, Partner
from partners.publishing import listings
from partners.record.history import whole_history
from tests.factories import make_federation, make_listing, make_member, make_partner, make_unclaimed
from tests.partners.answers import listing_answers, logged_in
from tomoni.accounts.models import Draft
from tomoni.journal.models import Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State = Listing.State


def send(client: Client, url: str) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4())}, follow=True)


def test_draft_is_thrown_away_after_asking(
    django_capture_on_commit_callbacks: Any,
) -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    draft = make_listing(partner, state=State.DRAFT, title="書きかけ", image="")
    row = draft.files.create(
        file=ContentFile(b"%PDF-", name="a.pdf"),
        name="a.pdf",
        content_type="application/pdf",
        size=5,
        order=0,
    )
    client.post(f"/my/listings/{draft.pk}/edit/", listing_answers())
    assert Draft.objects.filter(sent_at=None).exists()
    url = f"/my/listings/{draft.pk}/discard/"
    assert "書きかけ" in client.get(url).content.decode()
    assert Listing.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, url).redirect_chain == [("/my/listings/", 302)]
    assert not Listing.objects.exists()
    assert not row.file.storage.exists(row.file.name)
    assert not Draft.objects.filter(sent_at=None).exists()
    assert (str(whole_history(partner)[0].words), whole_history(partner)[0].detail) == (
        "下書きを破棄",
        "書きかけ",
    )


@pytest.mark.parametrize("state", [State.PUBLISHED, State.PAUSED, State.EXPIRED, State.FULFILLED])
def test_only_drafts_are_thrown_away(state: str) -> None:
    listing = make_listing(state=state)
    client = logged_in(make_member(listing.partner))
    for _again in range(2):
        page = client.get(f"/my/listings/{listing.pk}/discard/", follow=True)
        assert "もうできません" in page.content.decode()
    send(client, f"/my/listings/{listing.pk}/discard/")
    assert Listing.objects.filter(pk=listing.pk, state=state).exists()


def test_expired_one_is_fulfilled_without_being_shown_again() -> None:
    listing = make_listing(state=State.EXPIRED)
    client = logged_in(make_member(listing.partner))
    assert client.get(f"/my/listings/{listing.pk}/fulfil/").status_code == 200
    send(client, f"/my/listings/{listing.pk}/fulfil/")
    listing.refresh_from_db()
    assert listing.state == State.FULFILLED


def test_fulfilled_one_is_looked_for_again() -> None:
    listing = make_listing()
    owner = make_member(listing.partner)
    told = {"way": Fulfilment.Way.OURSELVES, "story": "畑に入れました。", "may_be_told": True}
    listings.fulfil_listing(listing, by=owner, told=told)
    client, url = logged_in(owner), f"/my/listings/{listing.pk}/reopen/"
    assert "畑に入れました。" in client.get(url).content.decode()
    Job.objects.all().delete()
    send(client, url)
    listing.refresh_from_db()
    assert (listing.state, listing.is_live) == (State.PUBLISHED, True)
    assert not Fulfilment.objects.exists()
    assert Job.objects.filter(kind="matching.match", key=f"listing:{listing.pk}").exists()
    with pytest.raises(StateError):
        listings.reopen_listing(listing, by=owner)


def test_nothing_is_shown_again_without_registration() -> None:
    listing = make_listing(make_partner(state=Partner.State.SUSPENDED), state=State.FULFILLED)
    with pytest.raises(StateError):
        listings.reopen_listing(listing, by=make_member(listing.partner))


def test_federation_does_so_on_behalf() -> None:
    federation = make_federation()
    partner = make_unclaimed(federation)
    client = logged_in(make_member(federation))
    draft = make_listing(partner, state=State.DRAFT)
    page = f"/my/affiliates/{partner.slug}/"
    assert f"/my/listings/{draft.pk}/discard/" in client.get(page).content.decode()
    sent = send(client, f"/my/listings/{draft.pk}/discard/")
    assert sent.redirect_chain == [(page, 302)]
    assert whole_history(partner)[0].acting == federation.name
