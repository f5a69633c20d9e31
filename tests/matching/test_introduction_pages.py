"""The list and the page of introductions: who reads what, who does what, and the contacts."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from matching.introducing import steps
from matching.models import Introduction, Party
from partners.models import Listing, Membership, Partner, Project
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tests.partners.answers import errors_of, logged_in
from tests.queries import assert_constant_queries
from tomoni.municipalities.models import IntroductionRoute, StaffRole

pytestmark = pytest.mark.django_db
State, Outcome = Introduction.State, Introduction.Outcome
LIST = "/my/introductions/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def make_named_side(name: str, side: str, person: str, email: str, phone: str) -> Side:
    """A side with a person and a telephone of its own."""
    partner = make_partner(name, phone=phone)
    user = make_member(partner, Membership.Role.EDITOR, name=person, email=email)
    return Side(partner, make_listing(partner, side=side, title=f"{name}の掲載"), user)


@pytest.fixture
def shop() -> Side:
    return make_named_side("例の店", "need", "店野 花子", "hanako@example.jp", "0537-11-1111")


@pytest.fixture
def school() -> Side:
    return make_named_side("例の学校", "seed", "学野 太郎", "taro@example.jp", "0537-22-2222")


def page(person: Any, made: Introduction) -> str:
    response = logged_in(person).get(made.get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


def post(person: Any, made: Introduction, step: str, **answers: Any) -> Any:
    said = {"idempotency_key": str(uuid.uuid4()), **answers}
    return logged_in(person).post(f"/introductions/{made.pk}/{step}/", said)


# --- The list -------------------------------------------------------------------------------------


def places(person: Any) -> list[tuple[int, str]]:
    rows = logged_in(person).get(LIST).context["rows"]
    return [(row.place, row.names[0]) for row in rows]


def test_what_waits_for_an_answer_stands_first(shop: Side) -> None:
    others = [make_side(f"相手{n}", side="seed") for n in range(5)]
    make_introduction(State.DECLINED, shop, others[0])
    make_introduction(State.ACCEPTED, shop, others[1])
    ask(shop, others[2], route=IntroductionRoute.OFFICE)
    ask(shop, others[3])
    ask(others[4], shop)
    assert places(shop.person) == [
        (1, "相手4"),
        (2, "相手2"),
        (2, "相手3"),
        (3, "相手1"),
        (4, "相手0"),
    ]


def test_what_has_waited_longest_stands_first(shop: Side) -> None:
    for n in range(3):
        made = ask(make_side(f"相手{n}", side="seed"), shop)
        earlier = timezone.now() - timedelta(days=n)
        Introduction.objects.filter(pk=made.pk).update(forwarded_at=earlier)
    assert [name for _place, name in places(shop.person)] == ["相手2", "相手1", "相手0"]


def test_what_waits_at_the_broker_is_not_in_the_list_of_who_is_asked(
    shop: Side, school: Side
) -> None:
    ask(shop, school, route=IntroductionRoute.OFFICE)
    assert places(school.person) == []
    assert places(shop.person) == [(2, "例の学校")]


def test_the_clock_is_told_in_words(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    since = timezone.now() - timedelta(days=48)
    Introduction.objects.filter(pk=made.pk).update(forwarded_at=since, requested_at=since)
    assert "あと12日" in logged_in(school.person).get(LIST).content.decode()


def test_the_list_asks_as_often_for_three_rows_as_for_one(client: Client, shop: Side) -> None:
    client.force_login(shop.person)

    def add_row() -> None:
        ask(make_side(side="seed"), shop)

    assert_constant_queries(client, LIST, add_row, at_most=12)


def test_my_page_says_how_many_wait(client: Client, shop: Side, school: Side) -> None:
    client.force_login(school.person)
    assert client.get("/my/").context["introductions_owed"] == 0
    ask(shop, school)
    ask(make_side(side="need"), school, route=IntroductionRoute.OFFICE)  # it knows nothing of it
    make_introduction(State.ACCEPTED, make_side(side="need"), school)
    response = client.get("/my/")
    assert response.context["introductions_owed"] == 1
    assert "1者のパートナーが、あなたと話したいと言っています" in response.content.decode()
    client.force_login(shop.person)
    assert client.get("/my/").context["introductions_owed"] == 0


def test_who_has_no_partner_has_no_list() -> None:
    assert logged_in(make_user()).get(LIST).status_code == 404


def test_a_federation_lists_those_of_its_member(shop: Side) -> None:
    federation = make_federation()
    member = make_unclaimed(federation, "例の小さな店")
    person = make_member(federation)
    ask(shop, Side(member, make_listing(member, side="seed"), person))
    response = logged_in(person).get(f"{LIST}?partner={member.slug}")
    assert [row.place for row in response.context["rows"]] == [1]
    assert response.context["partner"] == member
    assert logged_in(shop.person).get(f"{LIST}?partner={member.slug}").context["partner"] == (
        shop.partner
    )


# --- Who reads the page ---------------------------------------------------------------------------


def test_both_sides_and_the_broker_read_it(shop: Side, school: Side) -> None:
    made = make_introduction(State.FORWARDED, shop, school, route=IntroductionRoute.OFFICE)
    clerk = make_staff(school.partner.municipality, StaffRole.Role.VIEWER)
    for person in (shop.person, school.person, clerk):
        assert MESSAGE in page(person, made)


def test_strangers_and_offices_that_are_not_the_broker_do_not(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    clerk = make_staff(school.partner.municipality)
    for person in (make_user(), make_side().person, clerk):
        assert logged_in(person).get(made.get_absolute_url()).status_code == 404


def test_who_is_asked_does_not_find_what_waits_at_the_broker(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=IntroductionRoute.OFFICE)
    assert logged_in(school.person).get(made.get_absolute_url()).status_code == 404
    assert post(school.person, made, "answer", answer="agree").status_code == 404


def test_a_listing_that_is_not_shown_any_more_is_not_told_of(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    Listing.objects.filter(pk=shop.listing.pk).update(state=Listing.State.PAUSED)
    assert "例の店の掲載" not in page(school.person, made)
    assert "例の店の掲載" not in logged_in(school.person).get(LIST).content.decode()
    assert "例の店の掲載" in page(shop.person, made)


# --- Answering ------------------------------------------------------------------------------------


def test_yes_shows_both_whom_to_call(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    html = page(school.person, made)
    for secret in ("店野", "hanako@example.jp", "0537-11-1111"):
        assert secret not in html
    assert post(school.person, made, "answer", answer="agree")["Location"] == (
        made.get_absolute_url()
    )
    for person in (shop.person, school.person):
        html = page(person, made)
        for told in ("店野 花子", "hanako@example.jp", "0537-11-1111", "学野 太郎"):
            assert told in html


def test_no_with_a_reason_is_told_to_who_has_asked(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    post(school.person, made, "answer", answer="decline", reason="人手が足りません。")
    html = page(shop.person, made)
    assert "人手が足りません。" in html
    assert "学野" not in html
    assert made.parties.get(partner=school.partner).state == Party.State.DECLINED


def test_a_reason_names_no_contacts_and_is_not_lost(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    typed = "まずは090-1234-5678へ"
    response = post(school.person, made, "answer", answer="decline", reason=typed)
    assert "reason" in errors_of(response)
    assert typed in response.content.decode()
    made.refresh_from_db()
    assert made.state == State.FORWARDED


@pytest.mark.parametrize("typed", TYPEABLE)
def test_whatever_is_typed_into_an_answer_is_no_mishap(
    shop: Side, school: Side, typed: str
) -> None:
    made = ask(shop, school)
    assert post(school.person, made, "answer", answer=typed).status_code == 200
    answered = post(school.person, made, "answer", answer="decline", reason=typed)
    made.refresh_from_db()
    is_taken = made.state == State.DECLINED
    assert answered.status_code == (302 if is_taken else 200)
    assert is_taken or "reason" in errors_of(answered)


def test_an_answer_is_given_once(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    response = post(school.person, made, "answer", answer="decline")
    assert response.status_code == 302
    made.refresh_from_db()
    assert made.state == State.ACCEPTED


@pytest.mark.parametrize("step", ["answer", "withdraw", "met", "outcome"])
def test_who_reads_and_no_more_is_refused(shop: Side, school: Side, step: str) -> None:
    made = make_introduction(State.FORWARDED, shop, school, route=IntroductionRoute.OFFICE)
    readers = [
        make_member(shop.partner, Membership.Role.VIEWER),
        make_member(school.partner, Membership.Role.VIEWER),
        make_staff(school.partner.municipality),
    ]
    for reader in readers:
        assert post(reader, made, step, answer="agree").status_code == 403
    assert post(make_user(), made, step).status_code == 404


def test_who_has_asked_takes_it_back(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    assert post(school.person, made, "withdraw").status_code == 403
    assert post(shop.person, made, "withdraw").status_code == 302
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN


def test_a_person_of_both_sides_answers_for_the_one_that_is_named(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    Membership.objects.create(partner=school.partner, user=shop.person, role=Membership.Role.EDITOR)
    client = logged_in(shop.person)
    response = client.post(
        f"/introductions/{made.pk}/answer/?partner={school.partner.slug}",
        {"answer": "agree", "idempotency_key": str(uuid.uuid4())},
    )
    assert response.status_code == 302
    made.refresh_from_db()
    assert made.state == State.ACCEPTED


def test_a_federation_answers_on_behalf_of_its_member(shop: Side) -> None:
    federation = make_federation()
    member = make_unclaimed(federation, "例の小さな店", phone="0537-33-3333")
    person = make_member(federation, name="団野 三郎")
    made = ask(shop, Side(member, make_listing(member, side="seed"), person))
    assert "代理" in page(person, made)
    post(person, made, "answer", answer="agree")
    html = page(shop.person, made)
    assert "団野 三郎" in html
    assert "0537-33-3333" in html


def test_a_federation_without_that_right_reads_and_no_more(shop: Side, school: Side) -> None:
    federation = make_federation()
    affiliate(federation, school.partner, edits=True)
    made = ask(shop, school)
    person = make_member(federation)
    assert logged_in(person).get(made.get_absolute_url()).status_code == 200
    assert post(person, made, "answer", answer="agree").status_code == 403


# --- Contacts -------------------------------------------------------------------------------------


def test_the_broker_is_not_told_whom_to_call(shop: Side, school: Side) -> None:
    made = make_introduction(State.FORWARDED, shop, school, route=IntroductionRoute.OFFICE)
    steps.agree(made, school.partner, by=school.person)
    html = page(make_staff(school.partner.municipality), made)
    for secret in ("店野", "hanako@example.jp", "学野", "0537-22-2222"):
        assert secret not in html


def test_who_has_left_is_not_named_any_more(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    make_member(school.partner, name="代わり 次郎")
    school.person.memberships.all().delete()
    html = page(shop.person, made)
    assert "代わり 次郎" in html
    assert "学野" not in html


def test_of_who_is_not_registered_any_more_no_contact_is_told(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    now = timezone.now()
    Partner.objects.filter(pk=school.partner.pk).update(
        state=Partner.State.SUSPENDED, suspend_reason="確認中です。", updated_at=now
    )
    html = page(shop.person, made)
    assert "学野" not in html
    assert "0537-22-2222" not in html


def bring_together(*sides: Side) -> Introduction:
    town = sides[0].partner.municipality
    return steps.bring_together(
        [(side.partner, side.listing) for side in sides],
        municipality=town,
        by=make_staff(town),
        note_to_all=MESSAGE,
    )


def test_of_three_who_declines_learns_nothing_and_is_told_to_nobody(
    shop: Side, school: Side
) -> None:
    farm = make_named_side("例の農園", "seed", "農野 四郎", "shiro@example.jp", "0537-44-4444")
    made = bring_together(shop, school, farm)
    steps.agree(made, shop.partner, by=shop.person)
    assert "同意しました" not in page(school.person, made)  # nobody is asked in the light of it
    steps.decline(made, farm.partner, by=farm.person, reason="今は忙しいです。")
    assert "今は忙しいです。" not in page(school.person, made)
    steps.agree(made, school.partner, by=school.person)
    for person in (shop.person, school.person):
        html = page(person, made)
        assert "今は忙しいです。" in html
        assert "taro@example.jp" in html
        assert "shiro@example.jp" not in html
    html = page(farm.person, made)
    assert "taro@example.jp" not in html
    assert "ほかの方どうしで話しています" in html
    assert post(farm.person, made, "met").status_code == 403


# --- What came of it ------------------------------------------------------------------------------


def test_we_have_met_is_one_click(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    assert post(school.person, made, "met").status_code == 302
    made.refresh_from_db()
    assert made.state == State.MET
    assert post(shop.person, made, "met").status_code == 302  # said twice it is said once


def test_what_has_begun_is_a_project_of_both(shop: Side, school: Side) -> None:
    made = make_introduction(State.MET, shop, school)
    post(shop.person, made, "outcome", outcome="started", text="春から始めます。")
    project = Project.objects.get()
    for person in (shop.person, school.person):
        html = page(person, made)
        assert f'href="{project.get_absolute_url()}"' in html
        assert "春から始めます。" in html
    project_page = logged_in(shop.person).get(project.get_absolute_url()).content.decode()
    assert f'href="{made.get_absolute_url()}"' in project_page


def test_it_may_be_told_anew(shop: Side, school: Side) -> None:
    made = make_introduction(State.OUTCOME, shop, school)
    form = logged_in(shop.person).get(f"/introductions/{made.pk}/outcome/").context["form"]
    assert form["outcome"].value() == Outcome.INFORMATION
    post(school.person, made, "outcome", outcome="next_meeting", text="")
    made.refresh_from_db()
    assert made.outcome == Outcome.NEXT_MEETING


def test_without_a_choice_nothing_is_lost(shop: Side, school: Side) -> None:
    made = make_introduction(State.MET, shop, school)
    response = post(shop.person, made, "outcome", text="書きかけの文")
    assert "outcome" in errors_of(response)
    assert "書きかけの文" in response.content.decode()


@pytest.mark.parametrize("state", [State.FORWARDED, State.DECLINED, State.WITHDRAWN])
def test_of_what_was_not_agreed_nothing_is_told(
    shop: Side, school: Side, state: Introduction.State
) -> None:
    made = make_introduction(state, shop, school)
    for step in ("met", "outcome"):
        assert post(shop.person, made, step, outcome="nothing").status_code == 302
    made.refresh_from_db()
    assert made.state == state


# --- Every state ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(shop: Side, school: Side, state: Introduction.State) -> None:
    made = make_introduction(state, shop, school)
    context = logged_in(shop.person).get(made.get_absolute_url()).context
    assert context["said"].words
    assert context["history"]
    assert sum(step.is_current for step in context["course"]) == int(
        state not in (*Introduction.OVER_STATES, State.OUTCOME)
    )


def test_a_refusal_of_the_broker_is_told_with_its_reason(shop: Side, school: Side) -> None:
    made = make_introduction(State.REQUESTED, shop, school)
    steps.refuse(made, by=make_staff(school.partner.municipality), reason="内容が違うため")
    html = page(shop.person, made)
    assert "取り次がれませんでした" in html
    assert "内容が違うため" in html


@pytest.mark.parametrize("state", [State.FORWARDED, State.ACCEPTED])
def test_the_page_asks_few_queries(
    client: Client, shop: Side, school: Side, state: Introduction.State
) -> None:
    made = make_introduction(state, shop, school)
    client.force_login(shop.person)

    def add_row() -> None:
        make_introduction(state, make_side(side="need"), school)

    assert_constant_queries(client, made.get_absolute_url(), add_row, at_most=20)
