"""A city invites suggested partners: once, politely, and sees what became of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from challenges import asking
from challenges.inviting import mails, reading, steps
from challenges.inviting.reading import Fate
from challenges.models import (
    Challenge,
    ChallengeInvitation,
    CoAuthor,
    Proposal,
    ProposalDraft,
)
from partners.models import Membership, Partner
from tests.bad_inputs import TYPEABLE
from tests.challenges.proposing import post
from tests.factories import (
    make_call,
    make_challenge,
    make_co_author,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_staff,
    make_user,
)
from tests.mails import link_in
from tests.notices import heard
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.notices import links
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
LINE = "先日の交流会でお話しした件です。"


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def told() -> list[int]:
    return heard.mailed(mails.INVITED)


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    return make_challenge(city)


@pytest.fixture
def partner() -> Partner:
    return make_partner("緑茶商店")


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="茶園 一郎")


@pytest.mark.usefixtures("owner")
def test_one_press_invites_with_a_line_and_is_on_record(
    client: Client, editor: User, challenge: Challenge, partner: Partner, owner: User
) -> None:
    make_member(partner, Membership.Role.VIEWER)
    url = f"/desk/challenges/{challenge.slug}/invite/"
    form = key(partner=partner.slug, line=LINE)
    first, second = client.post(url, form), client.post(url, form)
    assert first["Location"] == second["Location"]
    assert first["Location"].endswith(f"/desk/challenges/{challenge.slug}/#invitations")
    invitation = ChallengeInvitation.objects.get()
    assert (invitation.partner, invitation.line, invitation.by) == (partner, LINE, editor)
    assert told() == [owner.pk]
    assert Entry.objects.get(verb="challenge.partner_invited").data == {"partner": partner.pk}
    page = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "緑茶商店" in page
    assert LINE in page


def invited(challenge: Challenge, partner: Partner) -> ChallengeInvitation:
    return steps.invite(challenge, partner, by=challenge.created_by, line=LINE)


@pytest.mark.usefixtures("owner")
def test_nobody_is_invited_twice(challenge: Challenge, partner: Partner) -> None:
    invitation = invited(challenge, partner)
    with pytest.raises(StateError, match="すでに"):
        invited(challenge, partner)
    with pytest.raises(IntegrityError), transaction.atomic():
        challenge.invitations.create(partner=partner, by=invitation.by)
    assert len(told()) == 1
    invited(make_challenge(), partner)
    assert len(told()) == 2


@pytest.mark.parametrize("is_sent", [False, True])
def test_who_proposes_together_with_others_is_not_invited(
    challenge: Challenge, partner: Partner, owner: User, is_sent: bool
) -> None:
    proposal = make_proposal(challenge) if is_sent else None
    shared = make_proposal_draft(challenge, proposal.partner if proposal else None)
    part = make_co_author(shared, partner, state="confirmed", proposal=proposal)
    if is_sent:
        ProposalDraft.objects.update(is_open=False, proposal=proposal)
    with pytest.raises(StateError, match="書き始めた"):
        invited(challenge, partner)
    assert steps.known_partners(challenge, [partner.pk]) == {partner.pk}
    CoAuthor.objects.update(state="left")
    assert invited(challenge, partner)
    assert reading.waiting_for(partner)
    CoAuthor.objects.filter(pk=part.pk).update(state="confirmed")
    (row,) = reading.invited(challenge)
    assert row.fate == (Fate.PROPOSED if is_sent else Fate.WRITING)
    assert bool(reading.waiting_for(partner)) != is_sent
    assert owner.pk in told()


def test_what_a_person_writes_for_another_partner_is_not_this_ones(
    challenge: Challenge, partner: Partner, owner: User
) -> None:
    shared = make_proposal_draft(challenge)
    Membership.objects.create(partner=shared.partner, user=owner, role="editor")
    assert invited(challenge, partner)
    (row,) = reading.invited(challenge)
    assert row.fate == Fate.UNOPENED


def test_who_has_proposed_or_begun_is_not_invited(
    client: Client, challenge: Challenge, partner: Partner, owner: User
) -> None:
    client.force_login(owner)
    post(client, challenge, title="書きかけ", plan="")
    with pytest.raises(StateError, match="書き始めた"):
        invited(challenge, partner)
    other = make_partner()
    make_proposal(challenge, other)
    with pytest.raises(StateError):
        invited(challenge, other)
    Proposal.objects.update(state=Proposal.State.WITHDRAWN)
    assert invited(challenge, other)


@pytest.mark.parametrize(
    "why_not",
    [
        lambda: (make_challenge(state="closed"), make_partner()),
        lambda: (make_challenge(state="draft"), make_partner()),
        lambda: (make_call(), make_partner()),
        lambda: (make_challenge(), make_partner(state="submitted", approved_at=None)),
    ],
    ids=["closed", "draft", "reverse", "not registered"],
)
def test_where_it_makes_no_sense_nobody_is_invited(why_not: Any) -> None:
    challenge, partner = why_not()
    make_member(partner)
    with pytest.raises(StateError):
        invited(challenge, partner)
    assert told() == []


def test_a_partner_without_members_cannot_be_invited(challenge: Challenge) -> None:
    with pytest.raises(StateError, match="メンバー"):
        invited(challenge, make_partner())


# ----- who wants no such mails --------------------------------------------------------------------


def test_the_link_in_the_mail_ends_such_mails_without_login(
    client: Client, challenge: Challenge, partner: Partner, owner: User
) -> None:
    invited(challenge, partner)
    heard.mail_notices()
    [message] = mail.outbox
    assert LINE in message.body
    assert partner.name in message.subject
    assert link_in(message.body).startswith(challenge.get_absolute_url())
    assert f"/notices/stop/{links.stop_token(owner, mails.INVITED)}/" in str(message.body)
    stop = f"/invited/stop/{mails.stop_token(owner.pk)}/"  # in mails of earlier versions
    client.get(stop)
    assert not steps.wants_none(owner)
    client.post(stop, {"step": "stop"})
    assert steps.wants_none(owner)
    invited(make_challenge(), partner)
    assert told() == [owner.pk]  # of the first alone
    assert heard.told(mails.INVITED) == [owner.pk] * 2  # on the site
    client.post(stop, {"step": "resume"})
    invited(make_challenge(), partner)
    assert told() == [owner.pk] * 2


def test_the_secret_link_is_not_in_the_ledger(challenge: Challenge, partner: Partner) -> None:
    owner = make_member(partner)
    invited(challenge, partner)
    secret = links.stop_token(owner, mails.INVITED)
    kept = [*Job.objects.values_list("payload"), *Notice.objects.values_list("data", "url")]
    assert secret not in str(kept)


@pytest.mark.parametrize("after", ["closed", "stopped"])
def test_what_is_no_longer_true_is_not_mailed(
    challenge: Challenge, partner: Partner, owner: User, after: str
) -> None:
    invited(challenge, partner)
    if after == "closed":
        Challenge.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    else:
        steps.stop_invitations(owner)
    heard.mail_notices()
    assert mail.outbox == []


def test_a_made_up_link_is_not_found(client: Client) -> None:
    assert client.get("/invited/stop/abc/").status_code == 404
    assert client.post("/invited/stop/abc/").status_code == 404


# ----- what became of it --------------------------------------------------------------------------


def test_the_desk_sees_how_far_each_has_come_and_nothing_of_what_is_written(
    client: Client, challenge: Challenge, partner: Partner, owner: User
) -> None:
    invitation = invited(challenge, partner)

    def fate() -> Fate:
        [only] = reading.invited(challenge)
        return only.fate

    assert fate() == Fate.UNOPENED
    client.force_login(make_user())
    client.get(challenge.get_absolute_url())
    assert fate() == Fate.UNOPENED
    client.force_login(owner)
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert LINE in page
    assert fate() == Fate.OPENED
    invitation.refresh_from_db()
    first = invitation.opened_at
    client.get(challenge.get_absolute_url())
    invitation.refresh_from_db()
    assert invitation.opened_at == first
    asking.follow(challenge, by=owner)
    assert fate() == Fate.FOLLOWS
    post(client, challenge, title="ひみつの題", plan="")
    assert fate() == Fate.WRITING
    client.force_login(challenge.created_by)
    desk = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "書き始めています" in desk
    assert "ひみつの題" not in desk
    make_proposal(challenge, partner, submitted_by=owner)
    assert fate() == Fate.PROPOSED


def test_the_partner_finds_it_on_its_page_until_it_has_answered(
    client: Client, challenge: Challenge, partner: Partner, owner: User
) -> None:
    invited(challenge, partner)
    client.force_login(owner)
    assert LINE in client.get("/my/").content.decode()
    make_proposal(challenge, partner, submitted_by=owner)
    assert LINE not in client.get("/my/").content.decode()


@pytest.mark.usefixtures("owner")
def test_nobody_else_learns_who_was_invited(
    client: Client, challenge: Challenge, partner: Partner
) -> None:
    invited(challenge, partner)
    for person in (None, make_user(), make_member(make_partner())):
        client.logout()
        if person:
            client.force_login(person)
        page = client.get(challenge.get_absolute_url()).content.decode()
        assert LINE not in page
        assert partner.name not in page


@pytest.mark.parametrize(
    ("who", "status"), [("viewer", 403), ("editor", 302), ("other", 404), ("member", 404)]
)
def test_editors_of_the_city_invite(
    client: Client, city: Municipality, challenge: Challenge, who: str, status: int
) -> None:
    person = {
        "viewer": lambda: make_staff(city, StaffRole.Role.VIEWER),
        "editor": lambda: make_staff(city),
        "other": lambda: make_staff(make_municipality()),
        "member": lambda: make_member(make_partner()),
    }[who]()
    client.force_login(person)
    url = f"/desk/challenges/{challenge.slug}/invite/"
    assert client.post(url, key(partner="nobody")).status_code == status


@pytest.mark.parametrize("case", TYPEABLE)
@pytest.mark.usefixtures("owner", "editor")
def test_whatever_is_typed_as_a_line_is_taken_or_refused_in_words(
    client: Client, challenge: Challenge, partner: Partner, case: str
) -> None:
    url = f"/desk/challenges/{challenge.slug}/invite/"
    response = client.post(url, key(partner=partner.slug, line=TYPEABLE[case]))
    assert response.status_code == 302
    page = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "<script>alert(1)</script>" not in page


def test_the_desk_costs_the_same_with_more_invitations(
    client: Client, challenge: Challenge
) -> None:
    def another() -> None:
        partner = make_partner()
        make_member(partner)
        invited(challenge, partner)

    client.force_login(challenge.created_by)
    url = f"/desk/challenges/{challenge.slug}/"
    assert_constant_queries(client, url, another, at_most=12)
