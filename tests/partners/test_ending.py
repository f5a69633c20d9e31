"""Suspended and lifted, withdrawn: who is told what, and what becomes of the listings."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.life import ending
from partners.models import Listing, Membership, Partner
from tests.bad_inputs import TYPEABLE
from tests.factories import make_listing, make_member, make_partner, make_staff, make_user
from tests.partners.answers import errors_of, logged_in
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Partner.State


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def send(client: Client, url: str, **data: str) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def mailed(template: str) -> list[dict[str, Any]]:
    return [job.payload["context"] for job in Job.objects.filter(payload__template=template)]


def test_suspension_asks_for_a_reason_and_the_owner_reads_it(
    city: Municipality, manager: Client
) -> None:
    partner = make_partner(municipality=city)
    owner = make_member(partner)
    listing = make_listing(partner)
    url = f"/desk/partners/{partner.slug}/suspend/"
    assert "ニーズ・シーズが表示されなくなり" in manager.get(url).content.decode()
    for nothing in ("", "　\n"):
        assert list(errors_of(send(manager, url, reason=nothing))) == ["reason"]
    assert send(manager, url, reason="電話が <通じません>")["Location"].endswith(
        f"/{partner.slug}/"
    )
    partner.refresh_from_db()
    assert (partner.state, partner.suspend_reason) == (State.SUSPENDED, "電話が <通じません>")
    assert [context["suspend_reason"] for context in mailed("partner_suspended")] == [
        "電話が <通じません>"
    ]
    assert "電話が &lt;通じません&gt;" in logged_in(owner).get("/my/").content.decode()
    assert (
        "電話が &lt;通じません&gt;"
        in manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    )
    assert Client().get(listing.get_absolute_url()).status_code == 404
    assert Client().get(partner.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("case", TYPEABLE)
def test_any_reason_may_be_typed(city: Municipality, manager: Client, case: str) -> None:
    partner = make_partner(municipality=city)
    response = send(manager, f"/desk/partners/{partner.slug}/suspend/", reason=TYPEABLE[case])
    assert response.status_code in {200, 302}
    html = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    assert "<script>alert" not in html


def test_step_without_a_reason_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="why"):
        ending.suspend_partner(make_partner(), by=make_user(), reason=" ")


def test_lifting_gives_back_the_rest_of_the_term(city: Municipality, manager: Client) -> None:
    until = timezone.localdate() + timedelta(days=200)
    partner = make_partner(municipality=city, expires_on=until)
    make_member(partner)
    listing = make_listing(partner)
    ending.suspend_partner(partner, by=make_user(), reason="連絡がつかない")
    response = send(manager, f"/desk/partners/{partner.slug}/lift/")
    assert response.status_code == 302
    partner.refresh_from_db()
    assert (partner.state, partner.expires_on, partner.suspend_reason) == (
        State.APPROVED,
        until,
        "",
    )
    assert Client().get(listing.get_absolute_url()).status_code == 200
    assert [context["is_registered"] for context in mailed("partner_suspension_lifted")] == [True]


def test_lifting_after_the_term_is_over_leaves_it_to_be_renewed() -> None:
    partner = make_partner(
        state=State.SUSPENDED, expires_on=timezone.localdate() - timedelta(days=1)
    )
    make_member(partner)
    ending.lift_suspension(partner, by=make_user())
    partner.refresh_from_db()
    assert partner.state == State.LAPSED
    assert [context["is_registered"] for context in mailed("partner_suspension_lifted")] == [False]


def test_owner_withdraws_after_reading_what_it_means() -> None:
    partner = make_partner()
    owner, colleague = make_member(partner), make_member(partner, Membership.Role.EDITOR)
    listing = make_listing(partner)
    client = logged_in(owner)
    page = client.get("/my/partner/withdraw/").content.decode()
    assert "いま表示されている1件のニーズ・シーズ" in page
    assert list(errors_of(send(client, "/my/partner/withdraw/"))) == ["understands"]
    partner.refresh_from_db()
    assert partner.is_approved
    sent = send(client, "/my/partner/withdraw/", understands="on", reason="閉店します")
    assert sent["Location"] == "/my/"
    partner.refresh_from_db()
    listing.refresh_from_db()
    assert (partner.state, listing.state) == (State.WITHDRAWN, Listing.State.PUBLISHED)
    assert Client().get(listing.get_absolute_url()).status_code == 404
    assert Client().get(partner.get_absolute_url()).status_code == 404
    assert len(mailed("partner_withdrawn")) == 1
    assert Entry.objects.get(verb="partner.withdrawn").data["reason"] == "閉店します"
    for user in (owner, colleague):
        html = logged_in(user).get("/my/").content.decode()
        assert "取り下げられました" in html
        assert "/my/partner/withdraw/" not in html
    again = client.get("/my/partner/withdraw/", follow=True).content.decode()
    assert "すでに取り下げられています" in again


def test_matching_is_told_of_every_end() -> None:
    partner = make_partner()
    key = f"partner:{partner.pk}"
    Job.objects.all().delete()
    for step in (
        lambda: ending.suspend_partner(partner, by=make_user(), reason="理由"),
        lambda: ending.lift_suspension(partner, by=make_user()),
        lambda: ending.withdraw_partner(partner, by=make_user()),
    ):
        Job.objects.all().delete()
        step()
        assert Job.objects.filter(kind="matching.match", key=key).exists()


def test_withdrawn_for_good() -> None:
    partner = make_partner(state=State.WITHDRAWN)
    with pytest.raises(StateError):
        ending.lift_suspension(partner, by=make_user())
