"""What a stranger tries: numbers counted up, names guessed, links of others, codes tried out; and
that no secret stands where staff, logs or a copy of the database would show it.
"""

import io
import json
import logging
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from partners.models import Claim, Invitation, Listing, Membership, Partner
from partners.people import claims, invitations
from partners.people.onetime import code_of, token_of
from partners.publishing import reviewing
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_draft_file,
    make_federation,
    make_import,
    make_listing,
    make_listing_file,
    make_member,
    make_partner,
    make_unclaimed,
    make_user,
    offer_alliance,
)
from tests.mails import link_in
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tomoni import logs
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job, Submission
from tomoni.secret_paths import masked

pytestmark = pytest.mark.django_db
Role = Membership.Role


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def owner() -> User:
    return make_member(make_partner("秘密の会"), name="茶園 一郎")


@pytest.fixture
def partner(owner: User) -> Partner:
    return Partner.objects.get(members=owner)


@pytest.fixture
def strangers() -> dict[str, Client]:
    """Nobody, somebody without a partner, the owner of another, somebody of another federation."""
    return {
        "anonymous": Client(),
        "newcomer": logged_in(make_user()),
        "other owner": logged_in(make_member(make_partner())),
        "other federation": logged_in(make_member(make_federation())),
    }


def shut(client: Client, url: str, **data: str) -> bool:
    """Neither shown nor told that it is there."""
    response: Any = client.post(url, {**data, **key()}) if data else client.get(url)
    location = response.headers.get("Location", "")
    return response.status_code in (403, 404) or location.startswith("/accounts/login/")


# --- Numbers, names and addresses ---------------------------------------------------------------


def hidden_rows(partner: Partner, owner: User) -> Iterator[str]:
    """The addresses of everything that is the partner's alone."""
    draft = make_listing(partner, state=Listing.State.DRAFT, published_at=None, review_by=None)
    paused = make_listing(partner, state=Listing.State.PAUSED)
    for listing in (draft, paused):
        yield f"/listings/{listing.pk}/"
        yield f"/listings/{listing.pk}/image/"
        yield f"/my/listings/{listing.pk}/edit/"
        yield f"/listings/{listing.pk}/files/{make_listing_file(listing).token}/"
    yield f"/my/listings/pictures/{make_draft_file(owner).token}/"
    waiting = make_partner(state=Partner.State.SUBMITTED)
    yield f"/partners/{waiting.slug}/"
    yield f"/my/partner/done/{partner.receipt}/"
    yield f"/my/members/{partner.memberships.get().pk}/remove/"
    federation = make_federation()
    row = affiliate(federation, partner)
    yield f"/my/representation/{row.pk}/end/"
    yield f"/my/affiliates/{make_unclaimed(federation).slug}/letter/"
    need = make_listing(partner)
    yield offer_alliance(need, make_listing(), by=owner).get_absolute_url()
    yield f"/my/listings/{need.pk}/alliance/{make_listing().pk}/"
    source = make_import(partner.municipality)
    yield f"/desk/partner-import/{source.pk}/"
    yield f"/desk/partner-import/{source.pk}/report/xlsx/"


def test_nothing_of_others_is_opened_by_its_address(
    partner: Partner, owner: User, strangers: dict[str, Client]
) -> None:
    addresses = list(hidden_rows(partner, owner))
    assert len(addresses) == len(set(addresses)) == 18
    open_doors = [
        (who, url)
        for url in addresses
        for who, client in strangers.items()
        if not shut(client, url)
    ]
    assert open_doors == []


def test_what_is_there_answers_like_what_is_not(
    partner: Partner, owner: User, strangers: dict[str, Client]
) -> None:
    listing = make_listing(partner, state=Listing.State.PAUSED)
    asked = ask_to_belong(make_federation(), partner, by=owner)
    alliance = offer_alliance(make_listing(partner), make_listing(), by=owner)
    pairs = {
        "/listings/{}/": listing.pk,
        "/my/representation/{}/end/": affiliate(make_federation(), partner).pk,
        "/my/alliances/{}/": alliance.pk,
        "/my/members/{}/remove/": partner.memberships.get().pk,
    }
    for name, client in strangers.items():
        for pattern, pk in pairs.items():
            there, not_there = (client.get(pattern.format(n)) for n in (pk, pk + 10_000))
            assert there.status_code == not_there.status_code, (name, pattern)
        answered = [
            client.post(f"/my/affiliation-requests/{pk}/", key()).status_code
            for pk in (asked.pk, asked.pk + 10_000)
        ]
        assert answered[0] == answered[1], name


def test_files_are_not_found_by_counting(partner: Partner) -> None:
    listing = make_listing(partner)
    tokens = {make_listing_file(listing).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(token.version == 4 for token in tokens), "122 random bits each"
    assert Client().get(f"/listings/{listing.pk}/files/{uuid.uuid4()}/").status_code == 404


def test_file_of_one_listing_is_not_reached_through_another(partner: Partner) -> None:
    hidden = make_listing_file(make_listing(partner, state=Listing.State.PAUSED))
    shown = make_listing(partner)
    assert Client().get(f"/listings/{shown.pk}/files/{hidden.token}/").status_code == 404


def test_uploads_have_no_address_of_their_own(client: Client, partner: Partner) -> None:
    file = make_listing_file(make_listing(partner)).file
    for address in (f"/media/{file.name}", f"/{file.name}", f"/static/{file.name}"):
        assert client.get(address).status_code == 404


def test_receipts_are_random() -> None:
    numbers = [make_partner().receipt for _ in range(20)]
    assert len(set(numbers)) == 20
    assert all(re.fullmatch(r"R-[A-Z0-9]{4}-[A-Z0-9]{4}", number) for number in numbers)


# --- Invitations --------------------------------------------------------------------------------


def test_invitations_are_not_found_by_guessing(owner: User, partner: Partner) -> None:
    invitations.invite(partner, "hanako@example.jp", Role.EDITOR, by=owner)
    invitation = Invitation.objects.get()
    guesses = [
        str(invitation.pk),
        str(invitation.nonce),
        invitation.token_hash,
        token_of(uuid.uuid4()),
        code_of(invitation.nonce),
        "hanako@example.jp",
    ]
    for guess in guesses:
        assert Client().get(f"/invitations/{guess}/").status_code == 404


def test_list_of_members_and_invitations_is_for_members(
    owner: User, partner: Partner, strangers: dict[str, Client]
) -> None:
    invitations.invite(partner, "hanako@example.jp", Role.EDITOR, by=owner)
    strangers["federation that may write"] = logged_in(_of_federation_allowed(partner))
    for client in strangers.values():
        for url in ("/my/members/", f"/my/members/?partner={partner.slug}"):
            response = client.get(url)
            html = response.content.decode() if response.status_code == 200 else ""
            assert ("茶園 一郎" in html, "hanako" in html) == (False, False)


def _of_federation_allowed(partner: Partner) -> User:
    federation = make_federation()
    affiliate(federation, partner, edits=True, writes=True)
    return make_member(federation)


# --- Codes --------------------------------------------------------------------------------------


def test_codes_are_not_found_by_trying(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"partner_claim": "10/m/user,40/h/user,120/h/ip"}
    partner = make_unclaimed()
    issuer = make_user()
    right = claims.issue_code(partner, by=issuer)
    client = logged_in(make_user())
    answers = []
    for number in range(11):
        data = {"receipt": partner.receipt, "code": code_of(uuid.uuid4()), **key()}
        answers.append(client.post("/claim/", data).status_code)
        assert right not in str(answers), number
    assert answers == [200] * 10 + [429]
    assert Claim.objects.get().is_locked, "the fifth wrong one has locked it"


def test_wrong_number_says_the_same_as_a_wrong_code() -> None:
    partner = make_unclaimed()
    claims.issue_code(partner, by=make_user())
    client = logged_in(make_user())
    said = []
    for receipt in (partner.receipt, "R-AAAA-AAAA"):
        data = {"receipt": receipt, "code": "CCCC-CCCC-CCCC", **key()}
        said.append(client.post("/claim/", data).context["form"].errors["code"])
    assert said[0] == said[1]


def test_letter_is_for_who_issued_it() -> None:
    federation = make_federation()
    issuer, colleague = make_member(federation), make_member(federation)
    partner = make_unclaimed(federation, by=issuer)
    code = claims.issue_code(partner, by=issuer)
    url = f"/my/affiliates/{partner.slug}/letter/"
    assert code in logged_in(issuer).get(url).content.decode()
    assert code not in logged_in(colleague).get(url).content.decode()


# --- No secret is written down ------------------------------------------------------------------


def everything_kept() -> str:
    """The ledger, the journal, what was sent, the rows themselves, and the cache."""
    tables = (Job, Entry, Submission, Invitation, Claim)
    rows = [list(table._default_manager.values()) for table in tables]
    return json.dumps(rows, default=str) + str(getattr(cache, "_cache", ""))


def test_token_and_code_are_nowhere_before_and_after_the_mail(owner: User) -> None:
    partner = Partner.objects.get(members=owner)
    invitations.invite(partner, "hanako@example.jp", Role.EDITOR, by=owner)
    unclaimed = make_unclaimed()
    code = claims.issue_code(unclaimed, by=owner, email="taro@example.jp")
    listing = make_listing(partner)
    reviewing._ask(listing, owner, listing.review_by)
    before = everything_kept()
    mails = {mail.to[0]: mail.body for mail in delivered()}
    token = link_in(mails["hanako@example.jp"]).split("/")[2]
    still_valid = link_in(mails[owner.email]).split("/")[3]
    assert code in mails["taro@example.jp"]
    assert Client().get(f"/invitations/{token}/").status_code == 200
    after = everything_kept()
    for secret in (token, code, code.replace("-", ""), still_valid):
        assert (secret in before, secret in after) == (False, False)


def test_key_of_the_installation_is_needed(owner: User, settings: Any) -> None:
    invitations.invite(Partner.objects.get(members=owner), "a@example.jp", Role.EDITOR, by=owner)
    nonce = Invitation.objects.get().nonce
    here = token_of(nonce)
    settings.SECRET_KEY = "of another installation" + "0" * 40
    assert token_of(nonce) != here


def test_mail_says_nothing_that_was_taken_back(owner: User) -> None:
    invitations.invite(Partner.objects.get(members=owner), "a@example.jp", Role.EDITOR, by=owner)
    invitations.withdraw(Invitation.objects.get(), by=owner)
    partner = make_unclaimed()
    claims.issue_code(partner, by=owner, email="taro@example.jp")
    claims.issue_code(partner, by=owner)
    assert delivered() == []


def test_accepted_link_is_not_kept_with_the_form(owner: User) -> None:
    partner = Partner.objects.get(members=owner)
    guest = make_user(email="hanako@example.jp")
    invitations.invite(partner, guest.email, Role.EDITOR, by=owner)
    link = link_in(delivered()[-1].body)
    data = key()
    client = logged_in(guest)
    first = client.post(link, data)
    assert (first.status_code, client.post(link, data)["Location"]) == (302, first["Location"])
    assert link.split("/")[2] not in str(list(Submission.objects.values()))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("GET /invitations/aB3-_x/", "GET /invitations/…/"),
        ("GET /listings/still-valid/WzEs:1v:aa/?a=1", "GET /listings/still-valid/…/?a=1"),
        ("/accounts/login/?next=/invitations/aB3/", "/accounts/login/?next=/invitations/…/"),
        ("?next=%2Finvitations%2FaB3%2F&b=1", "?next=%2Finvitations%2F…%2F&b=1"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/…/"),
        ("GET /my/invitations/12/resend/", "GET /my/invitations/…/resend/"),
        ("GET /partners/", "GET /partners/"),
    ],
)
def test_links_are_masked(line: str, shown: str) -> None:
    assert masked(line) == shown


def test_log_lines_have_no_token(owner: User, settings: Any) -> None:
    invitations.invite(Partner.objects.get(members=owner), "a@example.jp", Role.EDITOR, by=owner)
    link = link_in(delivered()[-1].body)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs._formatter("json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        Client().get(link)
        Client().get(f"/accounts/login/?next={link}")
        logging.getLogger("anybody").warning("seen: %s", link)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert written.getvalue().count("/invitations/\\u2026/") == 3
    assert link.split("/")[2] not in written.getvalue()


def test_pages_with_tokens_tell_no_other_site(owner: User) -> None:
    invitations.invite(Partner.objects.get(members=owner), "a@example.jp", Role.EDITOR, by=owner)
    response = Client().get(link_in(delivered()[-1].body))
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert reverse("partners:partner_claim") == "/claim/"
