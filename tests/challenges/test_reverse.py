"""Reverse calls: a partner sets theme and money, its city checks, municipalities answer."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from challenges import lifecycle, outcome, review
from challenges.models import Challenge, Offer
from challenges.reverse import offering
from challenges.reverse.transitions import OFFER_TRANSITIONS, TAKERS, OfferStep, open_to
from challenges.transitions import TRANSITIONS, Step
from partners.models import Membership, Partner
from tests.bad_inputs import TYPEABLE
from tests.challenges.writing import moment
from tests.factories import (
    make_call,
    make_challenge,
    make_member,
    make_municipality,
    make_offer,
    make_operator,
    make_partner,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State
NEW = "/my/calls/new/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def told(template: str) -> list[int]:
    jobs = Job.objects.filter(payload__template=template).order_by("pk")
    return [job.payload["to"] for job in jobs]


def call_answers(**changes: Any) -> dict[str, Any]:
    return {
        "title": "小さな水力発電を試したい",
        "wish": "街灯をともしたい。",
        "background": "",
        "money": "三百万円まで",
        "offered": "技術者二名",
        "conditions": "用水路があること",
        "primary_goals": ["7"],
        "contacts-0-organisation": "環境開発部",
        "contacts-0-phone": "0537-21-1111",
        "opens_at": "",
        "closes_at": moment(days=30),
        "reply_days": "30",
        **changes,
    }


def offer_answers(**changes: Any) -> dict[str, Any]:
    return {
        "title": "用水路のある公園で",
        "summary": "三か所で試せます。",
        "brings": "場所",
        "place": "",
        "schedule": "",
        "contact": "環境政策課",
        **changes,
    }


def token() -> dict[str, str]:
    return {"draft": str(Draft.objects.get(sent_at=None).pk)}


@pytest.fixture
def partner(city: Municipality) -> Partner:
    return make_partner("水路電機", municipality=city)


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="電田 花子")


def test_the_whole_way_from_a_draft_to_what_came_of_it(
    client: Client, city: Municipality, partner: Partner, owner: User
) -> None:
    other = make_municipality("菊川市")
    manager, staff = make_staff(city, StaffRole.Role.MANAGER), make_staff(other)
    client.force_login(owner)
    assert client.post(NEW, call_answers(called=[other.pk]))["Location"] == f"{NEW}confirm/"
    work = client.post(f"{NEW}confirm/", token())["Location"]
    call = Challenge.objects.get()
    assert (call.caller, call.municipality, call.state) == (partner, city, State.DRAFT)
    assert work == call.get_work_url() == f"/my/calls/{call.slug}/"
    client.post(f"{work}steps/ask_review/", key())
    assert told("challenge_review") == [manager.pk]

    client.force_login(manager)
    check = f"/desk/calls/{call.slug}/"
    assert "三百万円まで" in client.get(check).content.decode()
    client.post(f"{check}publish/", key(version=call.version))
    call.refresh_from_db()
    assert call.state == State.OPEN
    assert told("challenge_call_published") == [owner.pk]
    assert told("challenge_call_opened") == [staff.pk]

    client.force_login(staff)
    assert call.title in client.get("/desk/calls/").content.decode()
    form = f"/desk/calls/{call.slug}/offer/"
    assert client.post(form, offer_answers())["Location"] == f"{form}confirm/"
    done = client.post(f"{form}confirm/", token())["Location"]
    offer = Offer.objects.get()
    assert offer.receipt.startswith("O-")
    assert offer.receipt in client.get(done).content.decode()
    assert told("challenge_offer_arrived") == [owner.pk]
    assert told("challenge_offer_received") == [staff.pk]

    client.force_login(owner)
    reply = f"/offers/{offer.receipt}/reply/"
    early = client.post(reply, key(answer="choose", text="ぜひ。")).content.decode()
    assert "受け付けが終わって" in early
    client.post(f"{work}steps/close/", key())
    client.post(f"{work}steps/select/", key())
    client.post(f"{work}tell/decide/", key(result="決めました。"))
    call.refresh_from_db()
    assert call.state == State.SELECTING  # an offer waits for its reply
    client.post(reply, key(answer="choose", text="用水路の条件が合いました。"))
    assert told("challenge_offer_decided") == [staff.pk]
    client.post(f"{work}tell/decide/", key(result="菊川市と進めます。"))
    client.logout()
    page = client.get(call.get_absolute_url()).content.decode()
    assert "菊川市と進めます。" in page
    assert "用水路のある公園で" in page
    assert "三か所で試せます。" not in page
    client.force_login(owner)
    client.post(f"{work}steps/start/", key())
    client.post(f"{work}tell/complete/", key(report="街灯がつきました。"))
    call.refresh_from_db()
    assert call.state == State.COMPLETED
    for path in (work, offer.get_absolute_url(), "/my/calls/"):
        assert client.get(path).status_code == 200
    verbs = Entry.objects.filter(verb__startswith="challenge.").order_by("pk")
    assert [entry.verb.removeprefix("challenge.") for entry in verbs] == [
        *("written", "review_asked", "opened", "closed", "selecting"),
        *("decided", "started", "completed"),
    ]


# ----- who checks ---------------------------------------------------------------------------------


def handed_in(partner: Partner, by: User) -> Challenge:
    return make_call(partner, created_by=by, state=State.IN_REVIEW, opens_at=None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 302),
        ("operator", 302),
        ("editor", 403),
        ("other manager", 404),
        ("member", 404),
        ("stranger", 404),
    ],
)
def test_a_manager_of_the_partners_city_or_the_operator_checks(
    client: Client, city: Municipality, partner: Partner, owner: User, who: str, status: int
) -> None:
    call = handed_in(partner, owner)
    person = {
        "manager": lambda: make_staff(city, StaffRole.Role.MANAGER),
        "operator": make_operator,
        "editor": lambda: make_staff(city),
        "other manager": lambda: make_staff(make_municipality(), StaffRole.Role.MANAGER),
        "member": lambda: owner,
        "stranger": make_user,
    }[who]()
    client.force_login(person)
    url = f"/desk/calls/{call.slug}/publish/"
    assert client.post(url, key(version=call.version)).status_code == status
    call.refresh_from_db()
    assert (call.state == State.OPEN) == (status == 302)


def test_who_handed_it_in_never_checks_it_even_where_managers_publish_alone(
    city: Municipality, partner: Partner, owner: User
) -> None:
    city.publishes_alone = True
    city.save()
    StaffRole.objects.create(municipality=city, user=owner, role=StaffRole.Role.MANAGER)
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    call = handed_in(partner, owner)
    for row in (draft, call):
        with pytest.raises(StateError):
            review.publish_challenge(row, by=owner, seen=row.version)


def test_it_is_returned_with_remarks_and_handed_in_again(
    client: Client, city: Municipality, partner: Partner, owner: User
) -> None:
    call = handed_in(partner, owner)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    url = f"/desk/calls/{call.slug}/return/"
    assert "id_whole_error" in page_or_address(client.post(url, key(version=call.version)))
    assert client.post(url, key(version=call.version, whole="連絡先を。")).status_code == 302
    assert told("challenge_returned") == [owner.pk]
    assert client.get(f"/desk/calls/{call.slug}/").status_code == 404  # a draft again
    client.force_login(owner)
    assert "連絡先を。" in client.get(call.get_work_url()).content.decode()
    client.post(f"{call.get_work_url()}steps/ask_review/", key())
    assert "連絡先を。" not in client.get(call.get_work_url()).content.decode()


def test_what_was_changed_since_it_was_read_is_not_published(
    city: Municipality, partner: Partner, owner: User
) -> None:
    call = handed_in(partner, owner)
    manager = make_staff(city, StaffRole.Role.MANAGER)
    with pytest.raises(LostUpdateError):
        review.publish_challenge(call, by=manager, seen=call.version - 1)


def test_only_a_draft_is_changed(client: Client, partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner)
    client.force_login(owner)
    url = f"{call.get_work_url()}edit/"
    assert client.get(url)["Location"] == call.get_work_url()
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    url = f"{draft.get_work_url()}edit/"
    assert client.post(url, call_answers(title="新しい題"))["Location"] == f"{url}confirm/"
    client.post(f"{url}confirm/", token())
    draft.refresh_from_db()
    assert draft.title == "新しい題"


def test_two_who_change_a_draft_see_both_texts(
    client: Client, partner: Partner, owner: User
) -> None:
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    client.force_login(owner)
    url = f"{draft.get_work_url()}edit/"
    client.post(url, call_answers(title="わたしの題"))
    Challenge.objects.filter(pk=draft.pk).update(version=9, title="ほかの人の題")
    response = client.post(f"{url}confirm/", token())
    assert response.status_code == 409
    page = response.content.decode()
    assert "わたしの題" in page
    assert "ほかの人の題" in page
    client.post(url, {"step": "take_mine", "version": "9"})
    client.post(f"{url}confirm/", token())
    draft.refresh_from_db()
    assert draft.title == "わたしの題"


# ----- who sees and who may -----------------------------------------------------------------------


def test_a_call_is_not_on_the_desk_of_the_city_that_checks_it(
    client: Client, city: Municipality, partner: Partner
) -> None:
    call = make_call(partner)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    for end in ("", "edit/", "cancel/", "extend/"):
        assert client.get(f"/desk/challenges/{call.slug}/{end}").status_code == 404
    assert call.title not in client.get("/desk/challenges/").content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.OPEN, State.SELECTING])
def test_a_call_is_on_no_list_of_the_desk_in_whatever_state(
    client: Client, city: Municipality, partner: Partner, owner: User, state: State
) -> None:
    asked = owner if state == State.IN_REVIEW else None
    call = make_call(partner, state=state, created_by=owner, review_asked_by=asked)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    page = client.get("/desk/").content.decode()
    assert call.title not in page
    assert f"/desk/challenges/{call.slug}/" not in page


def test_partners_do_not_propose_to_a_call_and_nobody_asks_the_city(
    client: Client, person: User
) -> None:
    call = make_call()
    page = client.get(call.get_absolute_url()).content.decode()
    assert "/propose/" not in page
    assert "/ask/" not in page
    assert client.get(f"{call.get_absolute_url()}propose/").status_code == 403
    form = client.get(f"{call.get_absolute_url()}ask/").content.decode()
    assert "<textarea" not in form


def test_the_call_of_a_partner_that_is_not_registered_any_more_is_not_shown(
    client: Client, partner: Partner
) -> None:
    call = make_call(partner)
    assert call.title in client.get("/challenges/").content.decode()
    Partner.objects.update(state=Partner.State.SUSPENDED, suspend_reason="調査中です。")
    assert call.title not in client.get("/challenges/").content.decode()
    assert client.get(call.get_absolute_url()).status_code == 404


def test_lists_are_narrowed_by_kind_and_name_who_asks(client: Client, partner: Partner) -> None:
    call, theme = make_call(partner), make_challenge(title="市の課題")
    page = client.get("/challenges/?kind=reverse").content.decode()
    assert call.title in page
    assert "水路電機" in page
    assert theme.title not in page
    assert call.title not in client.get("/challenges/?kind=theme").content.decode()
    feed = client.get("/feeds/challenges/?kind=reverse").content.decode()
    assert "<name>水路電機</name>" in feed


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 200), ("viewer", 403), ("not asked", 403), ("partner", 404)]
)
def test_editors_of_a_municipality_that_is_asked_answer(
    client: Client, who: str, status: int
) -> None:
    call, asked, other = make_call(), make_municipality(), make_municipality()
    call.called.add(asked)
    person = {
        "editor": lambda: make_staff(asked),
        "viewer": lambda: make_staff(asked, StaffRole.Role.VIEWER),
        "not asked": lambda: make_staff(other),
        "partner": lambda: make_member(make_partner()),
    }[who]()
    client.force_login(person)
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == status


def test_an_offer_is_between_the_municipality_and_the_partner_alone(
    client: Client, partner: Partner, owner: User
) -> None:
    call, town = make_call(partner, created_by=owner), make_municipality()
    offer = make_offer(call, town)
    rival = make_offer(call)
    readers = [owner, make_member(partner, Membership.Role.VIEWER), make_staff(town)]
    others = [rival.submitted_by, make_staff(partner.municipality), make_user(), make_operator()]
    for person, status in [*((p, 200) for p in readers), *((p, 404) for p in others)]:
        client.force_login(person)
        assert client.get(offer.get_absolute_url()).status_code == status
    client.logout()
    assert "/accounts/login/" in client.get(offer.get_absolute_url())["Location"]


def test_a_municipality_answers_once_until_it_takes_its_offer_back(
    client: Client, city: Municipality
) -> None:
    call, staff = make_call(), make_staff(city)
    offer = make_offer(call, city, submitted_by=staff)
    answers = {**offer_answers()}
    with pytest.raises(StateError):
        offering.submit_offer(call, answers, municipality=city, by=staff, begun_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer(call, city)
    client.force_login(staff)
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == 403
    client.post(f"/offers/{offer.receipt}/withdraw/", key())
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == 200
    offering.submit_offer(call, answers, municipality=city, by=staff, begun_at=timezone.now())
    assert call.offers.count() == 2


@pytest.mark.parametrize(("late", "is_in"), [(-1, True), (14 * 60, True), (16 * 60, False)])
def test_the_deadline_is_that_of_the_server_with_the_stated_grace(
    city: Municipality, late: int, is_in: bool
) -> None:
    call, staff = make_call(), make_staff(city)
    with time_machine.travel(call.closes_at + timedelta(seconds=late), tick=False):
        begun_at = call.closes_at - timedelta(hours=1)
        try:
            offering.submit_offer(
                call, offer_answers(), municipality=city, by=staff, begun_at=begun_at
            )
        except StateError:
            assert not is_in
        else:
            assert is_in


# ----- the tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", list(Step))
def test_every_step_but_the_clocks_has_its_taker(step: Step) -> None:
    assert (step in TAKERS) == (step != Step.OPEN)
    for state in State:
        takes = step in open_to(state, TAKERS.get(step))
        is_source = state in TRANSITIONS[step].sources
        assert takes <= is_source


@pytest.mark.parametrize("state", list(Offer.State))
@pytest.mark.parametrize("step", list(OfferStep))
def test_an_offer_moves_only_as_the_table_has_it(
    partner: Partner, owner: User, step: OfferStep, state: Offer.State
) -> None:
    call = make_call(partner, created_by=owner, state=State.SELECTING)
    decided = {"decided_at": timezone.now(), "decision_text": "理由"}
    offer = make_offer(call, state=state, **decided)
    transition = OFFER_TRANSITIONS[step]
    may = state in transition.sources
    try:
        if step == OfferStep.WITHDRAW:
            offering.withdraw_offer(offer, by=offer.submitted_by)
        else:
            offering.reply_to_offer(offer, step, by=owner, text="理由を書きます。")
    except StateError:
        assert not may
    offer.refresh_from_db()
    assert offer.state == (transition.target if may else state)


def test_calling_it_off_tells_who_waits_and_who_is_writing(
    client: Client, partner: Partner, owner: User
) -> None:
    call = make_call(partner, created_by=owner)
    offer, writer = make_offer(call), make_staff(make_municipality())
    client.force_login(writer)
    client.post(f"/desk/calls/{call.slug}/offer/", offer_answers(title=""))
    lifecycle.cancel_challenge(call, by=owner, reason="予算がなくなりました。")
    assert told("challenge_offer_cancelled") == [offer.submitted_by_id]
    assert told("challenge_called_off") == [writer.pk]


def test_the_result_waits_for_every_reply(partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner, state=State.SELECTING)
    make_offer(call)
    with pytest.raises(StateError):
        outcome.decide_challenge(call, by=owner, result="決めました。")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"money": " "}, "money"),
        ({"offered": ""}, "offered"),
        ({"closes_at": moment(days=-1)}, "closes_at"),
        ({"opens_at": moment(days=40)}, "closes_at"),
        ({"primary_goals": ["1", "2", "3", "4"]}, "primary_goals"),
        ({"called": ["0"]}, "called"),
        ({"reply_days": "0"}, "reply_days"),
        ({"contacts-0-phone": "", "contacts-0-organisation": ""}, "contacts"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_beside_the_field(
    client: Client, owner: User, changes: dict[str, Any], field: str
) -> None:
    client.force_login(owner)
    response = client.post(NEW, call_answers(**changes))
    assert field in response.context["form"].errors


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_taken_or_said_why_not(client: Client, owner: User, case: str) -> None:
    client.force_login(owner)
    response = client.post(NEW, call_answers(wish=TYPEABLE[case]))
    assert response.status_code == (200 if "wish" in _errors(response) else 302)
    if response.status_code == 302:
        client.post(f"{NEW}confirm/", token())
        page = client.get(Challenge.objects.get().get_work_url()).content.decode()
        assert "<script>alert(1)</script>" not in page


def _errors(response: Any) -> dict[str, Any]:
    return response.context["form"].errors if response.status_code == 200 else {}


def test_pages_cost_the_same_with_more_rows(client: Client, partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner)
    client.force_login(owner)
    assert_constant_queries(client, call.get_work_url(), lambda: make_offer(call), at_most=10)
    assert_constant_queries(client, call.get_absolute_url(), lambda: make_offer(call), at_most=8)
    assert_constant_queries(client, "/my/calls/", lambda: make_call(partner), at_most=8)
    client.force_login(make_staff(partner.municipality))
    assert_constant_queries(client, "/desk/calls/", make_call, at_most=12)
