"""What an intermediary sees of its members: what is to be done, in few queries, and as a file."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from partners.models import Affiliation, Listing, Membership, Partner
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_unclaimed,
)
from tests.partners.answers import logged_in
from tests.queries import count_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db
DESK = "/my/affiliates/"


@pytest.fixture
def federation(city: Municipality) -> Partner:
    return make_federation("きび連合会", municipality=city)


@pytest.fixture
def mediator(federation: Partner) -> User:
    return make_member(federation, Membership.Role.EDITOR)


def names_of(client: Client, todo: str) -> list[str]:
    """Whom the list shows under the filter."""
    found = client.get(DESK, {"todo": todo}).context["found"]
    return sorted(partner.name for partner in found.page)


def test_board_counts_what_is_to_be_done_and_leads_there(
    federation: Partner, mediator: User, city: Municipality
) -> None:
    today = timezone.localdate()
    make_unclaimed(federation, "未引き継ぎの会", municipality=city)
    due, lapsed, fine, ending = (
        make_partner(f"{word}の会", municipality=city) for word in ("期限", "切れ", "無事", "更新")
    )
    for partner in (due, lapsed, fine, ending):
        affiliate(federation, partner, writes=partner == lapsed)
    make_listing(due, title="もうすぐ", review_by=today + timedelta(days=10))
    make_listing(lapsed, title="切れました", state=Listing.State.EXPIRED)
    make_listing(fine, review_by=today + timedelta(days=90))
    Partner.objects.filter(pk=ending.pk).update(expires_on=today + timedelta(days=30))
    make_listing(make_partner("よその会"), review_by=today)
    client = logged_in(mediator)
    board = {each["value"]: each["number"] for each in client.get(DESK).context["board"]}
    assert board == {"unclaimed": 1, "due": 2, "ending": 1}
    assert names_of(client, "unclaimed") == ["未引き継ぎの会"]
    assert names_of(client, "due") == ["切れの会", "期限の会"]
    assert names_of(client, "ending") == ["更新の会"]
    html = client.get(DESK, {"todo": "due"}).content.decode()
    assert ("もうすぐ" in html, "切れました" in html) == (True, True)


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize(
    "columns",
    [
        {"state": Listing.State.EXPIRED},
        {"visibility": Listing.Visibility.STAFF},
        {"visibility": Listing.Visibility.PARTNERS},
    ],
)
def test_what_not_everybody_sees_is_told_to_who_writes(
    federation: Partner,
    mediator: User,
    city: Municipality,
    columns: dict[str, Any],
    *,
    writes: bool,
) -> None:
    partner = make_partner("静かな会", municipality=city)
    affiliate(federation, partner, writes=writes)
    today = timezone.localdate()
    make_listing(partner, **{"title": "内々の話", "review_by": today, **columns})
    page = logged_in(mediator).get(DESK)
    board = {each["value"]: each["number"] for each in page.context["board"]}
    assert (board["due"], "内々の話" in page.content.decode()) == (int(writes), writes)
    assert names_of(logged_in(mediator), "due") == ["静かな会"] * writes


def test_need_for_a_member_is_two_clicks_away(federation: Partner, mediator: User) -> None:
    partner = make_unclaimed(federation)
    client = logged_in(mediator)
    first = f"{DESK}{partner.slug}/"
    second = f"/my/listings/new/need/?partner={partner.slug}"
    assert f'href="{first}"' in client.get(DESK).content.decode()
    assert f'href="{second}"' in client.get(first).content.decode()
    assert client.get(second).status_code == 200


def test_due_need_is_confirmed_from_the_page_of_the_member(
    federation: Partner, mediator: User
) -> None:
    partner = make_unclaimed(federation)
    soon = timezone.localdate() + timedelta(days=3)
    listing = make_listing(partner, review_by=soon)
    client = logged_in(mediator)
    assert "まだ有効です" in client.get(f"{DESK}{partner.slug}/").content.decode()
    client.post(f"/my/listings/{listing.pk}/resume/", {"idempotency_key": str(uuid.uuid4())})
    listing.refresh_from_db()
    assert listing.review_by and listing.review_by > soon


@pytest.mark.parametrize("allowed", ["writes", "edits"])
def test_hidden_facts_are_told_to_who_may_change_the_profile(
    federation: Partner, mediator: User, city: Municipality, allowed: str
) -> None:
    partner = make_partner(municipality=city, address="掛川市長谷9番地", phone="0537-00-0000")
    make_member(partner)
    affiliate(federation, partner, **{allowed: True})
    client = logged_in(mediator)
    html = client.get(f"{DESK}{partner.slug}/").content.decode()
    facts = (partner.address, partner.phone, partner.receipt)
    assert [fact in html for fact in facts] == [allowed == "edits"] * 3
    Partner.objects.filter(pk=partner.pk).update(shows_address=True, shows_phone=True)
    html = client.get(f"{DESK}{partner.slug}/").content.decode()
    assert [fact in html for fact in facts] == [True, True, allowed == "edits"]


# --- Many members -------------------------------------------------------------------------------


def add_members(federation: Partner, number: int) -> None:
    """Members with a need each, in few queries."""
    now, model = timezone.now(), make_partner(municipality=federation.municipality)
    Partner.objects.filter(pk=model.pk).delete()
    partners = Partner.objects.bulk_create(
        Partner(
            municipality=federation.municipality,
            type=model.type,
            name=f"見本商店第{n}号",
            kana=f"ミホン{n:04}",
            slug=f"member-{n}",
            description="地域の店です。",
            state=Partner.State.APPROVED,
            submitted_at=now,
            approved_at=now,
            expires_on=timezone.localdate() + timedelta(days=500),
            receipt=new_receipt("R"),
        )
        for n in range(number)
    )
    Affiliation.objects.bulk_create(
        Affiliation(federation=federation, partner=partner, writes_listings=True)
        for partner in partners
    )
    listings = Listing.objects.bulk_create(
        Listing(
            partner=partner,
            side=Listing.Side.NEED,
            title=f"{partner.name}の困りごと",
            body="人手が足りません。",
            state=Listing.State.PUBLISHED,
            published_at=now,
            review_by=timezone.localdate() + timedelta(days=100),
        )
        for partner in partners
    )
    goal = Goal.objects.get(number=8)
    for row in listings[:5]:
        row.primary_goals.add(goal)


def test_five_hundred_members_ask_no_more_than_fifty(federation: Partner, mediator: User) -> None:
    urls = [
        DESK,
        f"/partners/{federation.slug}/",
        f"/partners/{federation.slug}/members/",
        f"/partners/{federation.slug}/listings/",
    ]
    client = logged_in(mediator)
    add_members(federation, 60)
    with_few = [count_queries(client, url) for url in urls]
    Affiliation.objects.all().delete()
    Listing.objects.all().delete()
    Partner.objects.filter(slug__startswith="member-").delete()
    add_members(federation, 500)
    # Fewer, as the counts of what is large are kept for a minute.
    for url, number in zip(urls, with_few, strict=True):
        assert count_queries(client, url) <= number
    assert max(with_few) <= 16
    assert len(client.get(urls[2]).context["found"].page) == 20
    assert client.get(urls[2], {"page": 25}).context["found"].page.number == 25


def test_members_and_their_needs_are_searched_and_narrowed(
    federation: Partner, client: Client
) -> None:
    add_members(federation, 30)
    make = Partner.objects.get(slug="member-7")
    make.name = "山の喫茶店"
    make.save()
    url = f"/partners/{federation.slug}/"
    members = client.get(f"{url}members/", {"q": "喫茶店"}).context["found"]
    assert [row.name for row in members.page] == ["山の喫茶店"]
    needs = client.get(f"{url}listings/", {"goal": "8", "side": "need"}).context["found"]
    assert needs.total == 5


# --- As a file ----------------------------------------------------------------------------------


def exported(client: Client, query: str = "") -> list[list[Any]]:
    data = {"idempotency_key": str(uuid.uuid4())}
    response: Any = client.post(f"{DESK}export/{query}", data)
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_export_has_the_members_and_only_what_may_be_known(
    federation: Partner, mediator: User, city: Municipality
) -> None:
    hidden = {"address": "掛川市長谷1-1", "phone": "0537-21-1111", "municipality": city}
    affiliate(federation, make_partner("自分で動く会", kana="ア", **hidden), writes=True)
    affiliate(federation, make_partner("見せる会", kana="イ", shows_phone=True, **hidden))
    make_unclaimed(federation, "任せる会", kana="ウ", **hidden)
    make_partner("よその会", **hidden)
    client = logged_in(mediator)
    headers, *rows = exported(client)
    known = [dict(zip(headers, row, strict=True)) for row in rows]
    assert [row["名称"] for row in known] == ["自分で動く会", "見せる会", "任せる会"]
    places = [(row["住所"], row["電話番号"]) for row in known]
    assert places == [
        (None, None),
        (None, "0537-21-1111"),
        ("掛川市長谷1-1", "0537-21-1111"),
    ]
    assert [row["引き継ぎ済み"] for row in known] == ["はい", "はい", "いいえ"]
    entry = Entry.objects.get(verb="affiliates.exported")
    assert (entry.actor, entry.data["rows"]) == (mediator, 3)
    assert len(exported(client, "?todo=unclaimed")) == 2


def test_export_starts_no_formula(federation: Partner, mediator: User) -> None:
    affiliate(federation, make_partner("=HYPERLINK(1)"))
    assert exported(logged_in(mediator))[1][0] == "'=HYPERLINK(1)"


def test_export_asks_the_same_for_many(
    federation: Partner, mediator: User, django_assert_max_num_queries: Any
) -> None:
    add_members(federation, 120)
    client = logged_in(mediator)
    with django_assert_max_num_queries(20):
        assert len(exported(client)) == 121
