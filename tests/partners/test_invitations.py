"""Inviting somebody to act for a partner: the mail, the link, and what becomes of it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from partners.models import Invitation, Membership, Partner
from partners.people import invitations
from tests.accounts.answers import ANSWERS
from tests.bad_inputs import TYPEABLE
from tests.factories import make_member, make_partner, make_user
from tests.mails import code_in, link_in
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
Role = Membership.Role
INVITE = "/my/members/invite/"
EMAIL = "hanako@example.jp"


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def partner() -> Partner:
    return make_partner("掛川製茶")


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="茶園 一郎")


def invited(partner: Partner, owner: User, email: str = EMAIL, role: str = "editor") -> str:
    """The path of the link that goes out."""
    invitations.invite(partner, email, Role(role), by=owner)
    return link_in(delivered()[-1].body)


def test_owner_invites_and_the_mail_leads_to_the_page(partner: Partner, owner: User) -> None:
    client = logged_in(owner)
    response: Any = client.post(INVITE, {"email": EMAIL.upper(), "role": "editor", **key()})
    assert response["Location"] == "/my/members/"
    [mail] = delivered()
    assert mail.to == [EMAIL]
    assert (partner.name in mail.subject, owner.name in mail.subject) == (True, True)
    html = Client().get(link_in(mail.body)).content.decode()
    assert partner.name in html
    assert "/accounts/signup/?next=/invitations/" in html


def test_token_is_not_in_the_database(partner: Partner, owner: User) -> None:
    token = invited(partner, owner).split("/")[2]
    invitation = Invitation.objects.get()
    assert token not in (invitation.token_hash, str(Entry.objects.get().data))
    assert EMAIL not in str(Entry.objects.get().data)


def test_invited_person_accepts_once(partner: Partner, owner: User) -> None:
    link, user = invited(partner, owner), make_user(email=EMAIL)
    client = logged_in(user)
    assert client.post(link, key())["Location"] == "/my/"
    assert Membership.objects.get(user=user).role == Role.EDITOR
    assert client.get(link).status_code == 410
    assert "すでに受けられています" in client.get(link).content.decode()
    assert delivered()[-1].to == [owner.email]
    with pytest.raises(StateError):
        invitations.accept(Invitation.objects.get(), make_user())


def test_sign_up_leads_back_to_the_invitation(partner: Partner, owner: User) -> None:
    link, client = invited(partner, owner), Client()
    signup = f"/accounts/signup/?next={link}&email={EMAIL}"
    assert f'value="{EMAIL}"' in client.get(signup).content.decode()
    client.post(signup, {**ANSWERS, "email": EMAIL, "next": link})
    from django.core import mail

    code = code_in(mail.outbox[-1].body)
    response = client.post("/accounts/confirm-email/", {"code": code})
    assert response["Location"] == link
    client.post(link, key())
    assert Membership.objects.get(user__email=EMAIL).partner == partner


def test_another_account_has_to_say_so(partner: Partner, owner: User) -> None:
    link, user = invited(partner, owner), make_user(email="other@example.jp")
    client = logged_in(user)
    html = client.get(link).content.decode()
    assert (EMAIL in html, "other@example.jp" in html) == (True, True)
    assert "other-account-error" in client.post(link, key()).content.decode()
    assert not user.memberships.exists()
    client.post(link, {"other_account": "yes", **key()})
    assert user.memberships.get().partner == partner


def test_nobody_accepts_without_logging_in(partner: Partner, owner: User) -> None:
    link = invited(partner, owner)
    assert Client().post(link, key()).status_code == 200
    assert partner.memberships.count() == 1


def test_expired_link_says_whom_to_ask(partner: Partner, owner: User) -> None:
    link, user = invited(partner, owner), make_user(email=EMAIL)
    with travel(timezone.now() + timedelta(days=7, minutes=1)):
        client = logged_in(user)
        for response in (client.get(link), client.post(link, key())):
            assert response.status_code == 410
            assert "茶園 一郎さんに再送をご依頼ください" in response.content.decode()
        with pytest.raises(StateError):
            invitations.accept(Invitation.objects.get(), user)
    assert not user.memberships.exists()


def test_withdrawn_link_says_so(partner: Partner, owner: User) -> None:
    link = invited(partner, owner)
    pk = Invitation.objects.get().pk
    logged_in(owner).post(f"/my/invitations/{pk}/withdraw/", key())
    response = logged_in(make_user(email=EMAIL)).get(link)
    assert response.status_code == 410
    assert "取り消されました" in response.content.decode()


def test_resending_makes_a_new_link_and_ends_the_old(partner: Partner, owner: User) -> None:
    old = invited(partner, owner)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    pk = Invitation.objects.get().pk
    logged_in(owner).post(f"/my/invitations/{pk}/resend/", key())
    new = link_in(delivered()[-1].body)
    response = Client().get(old)
    assert (response.status_code, "一番新しいメール" in response.content.decode()) == (410, True)
    assert Client().get(new).status_code == 200
    assert Invitation.objects.open().count() == 1


def test_one_open_invitation_per_address(partner: Partner, owner: User) -> None:
    client = logged_in(owner)
    for email in (EMAIL, EMAIL.upper()):
        last = client.post(INVITE, {"email": email, "role": "viewer", **key()})
    assert "返事待ちの招待があります" in page_or_address(last)
    assert len(delivered()) == 1
    Invitation.objects.update(expires_at=timezone.now())
    client.post(INVITE, {"email": EMAIL, "role": "viewer", **key()})
    assert (Invitation.objects.open().count(), len(delivered())) == (1, 2)


def test_form_sent_twice_invites_once(partner: Partner, owner: User) -> None:
    client, data = logged_in(owner), {"email": EMAIL, "role": "viewer", **key()}
    assert [client.post(INVITE, data).status_code for _ in range(2)] == [302, 302]
    assert len(delivered()) == 1


def test_member_is_not_invited_again(partner: Partner, owner: User) -> None:
    data = {"email": owner.email.upper(), "role": "viewer", **key()}
    assert "すでにメンバーです" in page_or_address(logged_in(owner).post(INVITE, data))


def test_invitation_never_weakens_a_role(partner: Partner, owner: User) -> None:
    invitations.invite(partner, EMAIL, Role.VIEWER, by=owner)
    assert invitations.accept(Invitation.objects.get(), owner).role == Role.OWNER


@pytest.mark.parametrize("name", ["email", "role"])
@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed(owner: User, case: str, name: str) -> None:
    data = {"email": EMAIL, "role": "viewer", **key(), name: TYPEABLE[case]}
    assert f"id_{name}" in page_or_address(logged_in(owner).post(INVITE, data))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["x", "あ", "x" * 3000, "%00"])
def test_guessed_link_is_not_there(token: str) -> None:
    assert Client().get(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("step", ["resend", "withdraw"])
def test_invitation_of_another_partner_cannot_be_reached(
    partner: Partner, owner: User, step: str
) -> None:
    invited(partner, owner)
    url = f"/my/invitations/{Invitation.objects.get().pk}/{step}/"
    before = Invitation.objects.values().get()
    assert logged_in(make_member(make_partner())).post(url, key()).status_code == 404
    assert logged_in(make_member(partner, Role.EDITOR)).post(url, key()).status_code == 403
    assert logged_in().post(url, key()).status_code == 404
    assert Invitation.objects.values().get() == before


def test_too_many_invitations_are_refused(owner: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"partner_invitation": "2/h/user"}
    client = logged_in(owner)
    codes = [
        client.post(INVITE, {"email": f"a{n}@example.jp", "role": "viewer", **key()}).status_code
        for n in range(3)
    ]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize("is_known", [False, True])
def test_stranger_is_written_to_in_the_language_of_the_installation(
    partner: Partner, *, is_known: bool
) -> None:
    """Not in that of who invites: they may read another."""
    if is_known:
        make_user(email=EMAIL, language="en")
    inviter = make_member(partner, language="en")
    invited(partner, inviter)
    [mail] = delivered()
    assert ("invites you" in mail.body) == is_known
