"""The broker's board: who reads what on it, what waits there, and the steps of a broker."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from matching.models import Introduction
from partners.models import Membership
from tests.factories import affiliate, make_federation, make_member, make_municipality, make_staff
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import IntroductionRoute, StaffRole

State = Introduction.State
OFFICE, FEDERATION = IntroductionRoute.OFFICE, IntroductionRoute.FEDERATION
BOARD = "/desk/introductions/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school(shop: Side) -> Side:
    return make_side("例の学校", side="seed", municipality=shop.partner.municipality)


@pytest.fixture
def clerk(school: Side) -> User:
    return make_staff(school.partner.municipality, StaffRole.Role.EDITOR)


def page_of(person: User, url: str = BOARD) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(person: User, url: str, **answers: str) -> int:
    client = Client()
    client.force_login(person)
    return client.post(url, {"idempotency_key": str(uuid4()), **answers}).status_code


# --- What stands on it --------------------------------------------------------------------------


def test_what_passes_through_the_office_is_read_with_its_words(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school, route=OFFICE)
    page = page_of(clerk)
    for words in ("例の店", "例の学校", shop.listing.title, MESSAGE, "読んで取り次ぐ"):
        assert words in page
    assert f"{BOARD}{made.pk}/forward/" in page


def test_what_is_asked_directly_is_partners_and_state_alone(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school)
    page = page_of(clerk)
    assert "例の店" in page
    assert "例の学校" in page
    assert made.get_state_display() in page
    assert MESSAGE not in page
    assert shop.listing.title not in page


def test_the_office_of_who_asks_only_counts_what_another_office_passes_on(
    school: Side, clerk: User
) -> None:
    far = make_side("遠くの店", municipality=make_municipality())
    made = ask(far, school, route=OFFICE)
    elsewhere = make_staff(far.partner.municipality)
    page = page_of(elsewhere)
    assert "遠くの店" in page
    assert MESSAGE not in page
    assert post(elsewhere, f"{BOARD}{made.pk}/forward/", words="") == 403


def test_other_cities_see_nothing_of_it(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=OFFICE)
    stranger = make_staff(make_municipality())
    assert "例の店" not in page_of(stranger)
    assert post(stranger, f"{BOARD}{made.pk}/forward/", words="") == 404


def test_a_federation_reads_what_passes_through_it_and_nothing_else(
    shop: Side, school: Side, clerk: User
) -> None:
    federation = make_federation("例の連合会", municipality=school.partner.municipality)
    affiliate(federation, school.partner)
    member = make_member(federation, Membership.Role.EDITOR)
    ask(shop, school, route=FEDERATION, federation=federation)
    make_introduction(State.FORWARDED, make_side("別の店"), make_side("別の学校", "seed"))
    page = page_of(member)
    assert MESSAGE in page
    assert "別の店" not in page
    office = page_of(clerk)
    assert "例の店" in office
    assert MESSAGE not in office


def test_where_a_federation_has_nobody_left_the_office_takes_its_place(
    shop: Side, school: Side, clerk: User
) -> None:
    federation = make_federation(municipality=school.partner.municipality)
    affiliate(federation, school.partner)
    make_member(federation, Membership.Role.EDITOR)
    made = ask(shop, school, route=FEDERATION, federation=federation)
    assert post(clerk, f"{BOARD}{made.pk}/forward/", words="") == 403
    federation.memberships.all().delete()
    assert MESSAGE in page_of(clerk)
    assert post(clerk, f"{BOARD}{made.pk}/forward/", words="") == 302


def test_who_only_reads_for_a_federation_has_no_board() -> None:
    viewer = make_member(make_federation(), Membership.Role.VIEWER)
    client = Client()
    client.force_login(viewer)
    assert client.get(BOARD).status_code == 403


def test_what_waits_with_the_reader_stands_first(shop: Side, school: Side, clerk: User) -> None:
    made = ask(shop, school, route=OFFICE)
    Introduction.objects.filter(pk=made.pk).update(requested_at=timezone.now() - timedelta(days=20))
    near = make_side("近くの店", municipality=school.partner.municipality)
    ask(near, make_side(side="seed"))
    page = page_of(clerk)
    assert page.index("例の店") < page.index("近くの店")
    assert "20日前" in page
    assert "あと40日" in page


@pytest.mark.parametrize(
    ("state", "heap"),
    [
        (State.REQUESTED, "here"),
        (State.FORWARDED, "others"),
        (State.ACCEPTED, "agreed"),
        (State.MET, "met"),
        (State.OUTCOME, "outcome"),
        (State.DECLINED, "over"),
        (State.UNANSWERED, "over"),
        (State.WITHDRAWN, "over"),
    ],
)
def test_each_state_is_found_in_its_heap_alone(
    state: Introduction.State, heap: str, shop: Side, school: Side, clerk: User
) -> None:
    make_introduction(state, shop, school)
    heaps = ("here", "others", "agreed", "met", "outcome", "over")
    shown = [each for each in heaps if "例の店" in page_of(clerk, f"{BOARD}?state={each}")]
    assert shown == [heap]


def test_narrowed_down_by_fiscal_year_and_by_name(shop: Side, school: Side, clerk: User) -> None:
    made = ask(shop, school)
    Introduction.objects.filter(pk=made.pk).update(requested_at="2024-03-31T12:00+09:00")
    ask(make_side("新しい店", municipality=school.partner.municipality), school)
    assert "例の店" in page_of(clerk, f"{BOARD}?year=2023")
    assert "新しい店" not in page_of(clerk, f"{BOARD}?year=2023")
    named = page_of(clerk, f"{BOARD}?q=新しい店")
    assert "新しい店" in named
    assert "例の店" not in named
    assert "例の店" not in page_of(clerk, f"{BOARD}?q=・")


def test_only_the_name_of_a_partner_is_looked_through(
    shop: Side, school: Side, clerk: User
) -> None:
    shop.partner.description = "陶芸の教室を開いています。"
    shop.partner.save()
    ask(shop, school)
    assert "例の店" not in page_of(clerk, f"{BOARD}?q=陶芸")


def test_the_rows_alone_for_htmx(shop: Side, school: Side, clerk: User) -> None:
    ask(shop, school, route=OFFICE)
    client = Client()
    client.force_login(clerk)
    htmx = {"HX-Request": "true", "HX-Target": "introduction-board-rows"}
    html = client.get(BOARD, headers=htmx).content.decode()
    assert "<html" not in html
    assert 'id="introduction-board-rows"' in html


def test_the_board_asks_the_database_as_often_for_many(
    client: Client, shop: Side, school: Side, clerk: User
) -> None:
    client.force_login(clerk)

    def add() -> None:
        other = make_side(municipality=school.partner.municipality)
        ask(other, make_side(side="seed"), route=OFFICE)
        ask(other, school, route=OFFICE)

    assert_constant_queries(client, BOARD, add, at_most=12)


# --- Steps --------------------------------------------------------------------------------------


def test_passed_on_with_words(shop: Side, school: Side, clerk: User) -> None:
    made = ask(shop, school, route=OFFICE)
    assert MESSAGE in page_of(clerk, f"{BOARD}{made.pk}/forward/")
    assert post(clerk, f"{BOARD}{made.pk}/forward/", words="ぜひご検討ください。") == 302
    made.refresh_from_db()
    assert (made.state, made.broker_note) == (State.FORWARDED, "ぜひご検討ください。")
    assert made.brokered_by == clerk


def test_words_with_a_telephone_number_are_not_passed_on(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school, route=OFFICE)
    assert post(clerk, f"{BOARD}{made.pk}/forward/", words="0537-12-3456にお電話を。") == 200
    made.refresh_from_db()
    assert made.state == State.REQUESTED


def test_refused_with_a_reason(shop: Side, school: Side, clerk: User) -> None:
    made = ask(shop, school, route=OFFICE)
    assert post(clerk, f"{BOARD}{made.pk}/refuse/", reason="") == 200
    assert post(clerk, f"{BOARD}{made.pk}/refuse/", reason="募集が終わったため。") == 302
    made.refresh_from_db()
    assert (made.state, made.decline_reason) == (State.DECLINED, "募集が終わったため。")


@pytest.mark.parametrize("step", ["forward", "refuse"])
def test_what_does_not_wait_any_more_is_left_as_it_is(
    step: str, shop: Side, school: Side, clerk: User
) -> None:
    made = make_introduction(State.ACCEPTED, shop, school, route=IntroductionRoute.DIRECT)
    Introduction.objects.filter(pk=made.pk).update(route=OFFICE)
    assert post(clerk, f"{BOARD}{made.pk}/{step}/", words="", reason="もう遅い") == 302
    made.refresh_from_db()
    assert made.state == State.ACCEPTED


def test_who_only_reads_the_desk_takes_no_step(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=OFFICE)
    viewer = make_staff(school.partner.municipality, StaffRole.Role.VIEWER)
    page = page_of(viewer)
    assert MESSAGE in page
    assert "読んで取り次ぐ" not in page
    for step in ("forward", "refuse"):
        assert post(viewer, f"{BOARD}{made.pk}/{step}/", words="", reason="理由") == 403


# --- As a file ----------------------------------------------------------------------------------


def lines_of(person: User, query: str = "", kind: str = "xlsx") -> list[list[str]]:
    client = Client()
    client.force_login(person)
    response = client.post(
        f"{BOARD}export/{query}", {"idempotency_key": str(uuid4()), "kind": kind}
    )
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if kind == "utf8":
        return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    sheet = load_workbook(BytesIO(content)).active
    return [[str(cell or "") for cell in row] for row in sheet.values]


@pytest.mark.parametrize("kind", ["xlsx", "utf8"])
def test_the_file_has_partners_and_states_and_no_words(
    kind: str, shop: Side, school: Side, clerk: User
) -> None:
    shop.partner.phone, shop.partner.shows_phone = "0537-00-0000", True
    shop.partner.save()
    ask(shop, school, route=OFFICE)
    lines = lines_of(clerk, kind=kind)
    assert lines[1][:6] == [
        "仲介役が確認中",
        "例の店",
        "例の学校",
        "",
        shop.listing.title,
        school.listing.title,
    ]
    flat = str(lines)
    for secret in (MESSAGE, "0537", shop.person.email, school.person.email):
        assert secret not in flat
    assert Entry.objects.filter(verb="introductions.exported").count() == 1


def test_the_file_follows_the_filters_and_leaves_out_what_is_only_counted(
    shop: Side, school: Side, clerk: User
) -> None:
    ask(shop, school)
    assert len(lines_of(clerk, "?state=here")) == 1
    [_headers, line] = lines_of(clerk, "?state=others")
    assert shop.listing.title not in line


def test_who_only_reads_takes_no_file_along(school: Side) -> None:
    viewer = make_staff(school.partner.municipality, StaffRole.Role.VIEWER)
    assert post(viewer, f"{BOARD}export/", kind="xlsx") == 403
