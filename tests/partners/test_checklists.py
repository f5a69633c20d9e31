"""The checklists of a municipality: versions, who ticked what, and the staff's own list."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from partners.forms import BehalfForm
from partners.life import checklists, registration
from partners.models import ChecklistItem, OnBehalf, Partner, Tick
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_federation,
    make_line,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_user,
)
from tests.partners.answers import CONFIRM, FORM, errors_of, logged_in, partner_answers, press_send
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
Kind, State = ChecklistItem.Kind, Partner.State
DESK = "/desk/checklists/"


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def send(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def change(item: ChecklistItem, text: str, **more: Any) -> ChecklistItem:
    """Another text for the line, as a manager writes it."""
    seen = more.pop("seen_version", item.version)
    given = {"text_en": item.text_en, "order": item.order, **more}
    return checklists.change_item(item, by=make_user(), seen_version=seen, text_ja=text, **given)


def asked(city: Municipality) -> list[str]:
    return [item.text_ja for item in checklists.pledges_of(city)]


# --- versions


def test_another_text_is_another_version_and_the_old_one_stays(city: Municipality) -> None:
    old = make_line(city, "市税を納めています。")
    new = change(old, "市税と国税を納めています。")
    old.refresh_from_db()
    assert (new.version, new.code) == (2, old.code)
    assert (old.text_ja, old.in_force_until) == ("市税を納めています。", new.in_force_from)
    assert asked(city) == ["市税と国税を納めています。"]
    assert Entry.objects.get(verb="checklist.changed").data["version"] == 2


def test_another_place_is_no_other_version(city: Municipality) -> None:
    first, second = make_line(city, "一", order=10), make_line(city, "二", order=20)
    assert change(second, "二", order=5).version == 1
    assert asked(city) == ["二", "一"]
    assert first.version == 1


def test_text_from_a_day_on_waits_until_then(city: Municipality) -> None:
    old = make_line(city, "いまの文")
    day = timezone.now() + timedelta(days=30)
    change(old, "これからの文", since=day)
    assert asked(city) == ["いまの文"]
    with travel(day + timedelta(minutes=1)):
        assert asked(city) == ["これからの文"]


def test_text_to_come_may_still_be_changed_and_nothing_is_left_between(city: Municipality) -> None:
    old = make_line(city, "いまの文")
    coming = change(old, "これからの文", since=timezone.now() + timedelta(days=30))
    later = change(coming, "直した文", since=timezone.now() + timedelta(days=60))
    assert ChecklistItem.objects.count() == 2
    with travel(timezone.now() + timedelta(days=45)):
        assert asked(city) == ["いまの文"]
    with pytest.raises(StateError):
        change(later, "遅い", seen_version=coming.version)


@pytest.mark.parametrize("days", [None, 30])
def test_ended_line_is_asked_no_more(city: Municipality, days: int | None) -> None:
    line = make_line(city)
    if days:
        line = change(line, "これからの文", since=timezone.now() + timedelta(days=days))
    checklists.end_item(line, by=make_user(), seen_version=line.version)
    with travel(timezone.now() + timedelta(days=90)):
        assert asked(city) == []
    with pytest.raises(StateError):
        checklists.end_item(line, by=make_user(), seen_version=line.version)


def test_second_of_two_managers_sees_both_texts(city: Municipality, manager: Client) -> None:
    line = make_line(city, "はじめの文")
    change(line, "同僚の文")
    data = {"text_ja": "わたしの文", "order": 10, "seen_version": 1}
    response = send(manager, f"{DESK}{line.pk}/", **data)
    assert response.status_code == 409
    html = response.content.decode()
    assert "同僚の文" in html
    assert "わたしの文" in html
    assert asked(city) == ["同僚の文"]
    again = send(manager, f"{DESK}{line.pk}/", **{**data, "seen_version": 2})
    assert again.status_code == 302
    assert asked(city) == ["わたしの文"]


# --- the desk page


def test_manager_adds_changes_and_ends(city: Municipality, manager: Client) -> None:
    new = {"text_ja": "法令を守ります。", "text_en": "We keep to the law.", "order": 10}
    assert send(manager, f"{DESK}new/pledge/", **new)["Location"].startswith(DESK)
    line = ChecklistItem.objects.get()
    assert (line.municipality, line.kind, line.is_asked) == (city, Kind.PLEDGE, True)
    other = {**new, "text_ja": "法令と秩序を守ります。", "seen_version": 1}
    send(manager, f"{DESK}{line.pk}/", **other)
    html = manager.get(DESK).content.decode()
    assert "法令と秩序を守ります。" in html
    assert "以前の文 1件" in html
    latest = ChecklistItem.objects.get(in_force_until=None)
    send(manager, f"{DESK}{latest.pk}/end/", seen_version=2)
    assert asked(city) == []
    assert "同僚" not in html


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"text_ja": ""}, "text_ja"),
        ({"text_ja": "長" * 501}, "text_ja"),
        ({"order": "0"}, "order"),
        ({"order": str(2**63)}, "order"),
        ({"order": "上"}, "order"),
        ({"since": "きのう"}, "since"),
        ({"since": "2001-01-01"}, "since"),
        ({"since": "9999-12-31"}, "since"),
    ],
)
def test_what_cannot_be_a_line(manager: Client, data: dict[str, str], wrong: str) -> None:
    fine = {"text_ja": "法令を守ります。", "order": "10"}
    assert list(errors_of(send(manager, f"{DESK}new/check/", **{**fine, **data}))) == [wrong]
    assert not ChecklistItem.objects.exists()


@pytest.mark.parametrize("case", TYPEABLE)
def test_any_text_may_be_typed(manager: Client, case: str) -> None:
    response = send(manager, f"{DESK}new/pledge/", text_ja=TYPEABLE[case], order=10)
    assert response.status_code in {200, 302}
    assert "<script>alert" not in manager.get(DESK).content.decode()


def test_kinds_and_towns_that_there_are_not(manager: Client) -> None:
    assert manager.get(f"{DESK}new/nonsense/").status_code == 404
    assert manager.get(f"{DESK}?municipality=nowhere").status_code == 200
    foreign = make_line(make_municipality())
    assert manager.get(f"{DESK}{foreign.pk}/").status_code == 404


# --- declared by who registers


def test_registration_asks_for_every_line_and_keeps_who_ticked_it(city: Municipality) -> None:
    lines = [
        make_line(city, "市税を納めています。"),
        make_line(city, "法令を守ります。", order=200),
    ]
    user = make_user()
    client = logged_in(user)
    response = client.post(FORM, partner_answers(city, pledges=[lines[0].pk]))
    assert "法令を守ります。" in errors_of(response)["pledges"][0]
    assert "市税を納めています。" not in errors_of(response)["pledges"][0]
    kept = {
        str(box.data["value"]): box.data["selected"] for box in response.context["form"]["pledges"]
    }
    assert kept == {str(lines[0].pk): True, str(lines[1].pk): False}
    client.post(FORM, partner_answers(city, pledges=[line.pk for line in lines]))
    confirmation = client.get(CONFIRM).content.decode()
    assert "法令を守ります。" in confirmation
    press_send(client, CONFIRM)
    ticks = Tick.objects.order_by("item__order")
    assert [(tick.item, tick.by, tick.acting_as) for tick in ticks] == [
        (line, user, "") for line in lines
    ]


def test_line_that_was_reworded_while_the_form_was_open_is_asked_anew(city: Municipality) -> None:
    line = make_line(city, "いまの文")
    client = logged_in()
    client.post(FORM, partner_answers(city, pledges=[line.pk]))
    change(line, "新しい文")
    token = client.get(CONFIRM)
    assert token.status_code == 302
    response = client.post(FORM, partner_answers(city, pledges=[line.pk]))
    assert "新しい文" in errors_of(response)["pledges"][0]


@pytest.mark.parametrize("typed", ["abc", "0", str(2**63), "-1"])
def test_nonsense_is_no_tick(city: Municipality, typed: str) -> None:
    make_line(city)
    response = logged_in().post(FORM, partner_answers(city, pledges=[typed]))
    assert list(errors_of(response)) == ["pledges"]


def test_lines_follow_the_municipality_at_once(city: Municipality) -> None:
    make_line(city, "掛川市の誓約")
    make_municipality()
    headers = {"HX-Request": "true", "HX-Target": "partner-choices"}
    html = logged_in().get(f"{FORM}?municipality={city.pk}", headers=headers).content.decode()
    assert 'id="partner-pledges" hx-swap-oob="true"' in html
    assert "掛川市の誓約" in html
    assert "hx-swap-oob" not in logged_in().get(FORM).content.decode()


def test_registered_partner_is_not_asked_when_it_edits(city: Municipality) -> None:
    make_line(city, "掛川市の誓約")
    client = logged_in(make_member(make_partner(municipality=city)))
    assert "掛川市の誓約" not in client.get(FORM).content.decode()


def test_returned_one_is_asked_only_for_what_it_has_not_ticked(city: Municipality) -> None:
    ticked, new = make_line(city, "前からの誓約"), make_line(city, "新しい誓約")
    partner = make_partner(municipality=city, state=State.RETURNED, return_reason="理由")
    owner = make_member(partner)
    Tick.objects.create(partner=partner, item=ticked, by=owner)
    client = logged_in(owner)
    html = client.get(FORM).content.decode()
    assert ("前からの誓約" in html, "新しい誓約" in html) == (False, True)
    client.post(FORM, partner_answers(pledges=[new.pk]))
    press_send(client, CONFIRM)
    assert set(partner.ticks.values_list("item", flat=True)) == {ticked.pk, new.pk}


def test_federation_declares_on_behalf_and_staff_see_it(
    city: Municipality, manager: Client
) -> None:
    line = make_line(city)
    federation = make_federation("見本商工会", municipality=city)
    user = make_member(federation, name="取次 花子")
    client = logged_in(user)
    answers = partner_answers(city, agreed=OnBehalf.Agreed.PAPER, confirms="on")
    url = "/my/affiliates/new/"
    assert list(errors_of(client.post(url, answers))) == ["pledges"]
    client.post(url, {**answers, "pledges": [line.pk]})
    press_send(client, f"{url}confirm/")
    tick = Tick.objects.get()
    assert (tick.by, tick.acting_as) == (user, "見本商工会")
    html = manager.get(f"/desk/partners/{tick.partner.slug}/").content.decode()
    assert "取次 花子" in html
    assert "見本商工会" in html
    assert BehalfForm.PLEDGES_HELP != ""


def test_staff_see_what_was_not_declared(city: Municipality, manager: Client) -> None:
    make_line(city, "市税を納めています。")
    partner = make_partner(municipality=city, state=State.SUBMITTED)
    html = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    assert "市税を納めています。" in html
    assert "チェックがありません" in html


def test_old_version_that_was_ticked_is_still_shown(city: Municipality, manager: Client) -> None:
    line = make_line(city, "前の文")
    partner = make_partner(municipality=city)
    Tick.objects.create(partner=partner, item=line, by=make_user(name="誓約 太郎"))
    change(line, "いまの文")
    html = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    for shown in (
        "前の文",
        "現在は使っていません",
        "誓約 太郎",
        "いまの文",
        "チェックがありません",
    ):
        assert shown in html


# --- checked by staff


def test_approval_asks_for_the_staffs_own_list(city: Municipality, manager: Client) -> None:
    check = make_line(city, "公式サイトを見た", Kind.CHECK)
    partner = make_partner(municipality=city, state=State.SUBMITTED)
    url = f"/desk/partners/{partner.slug}/approve/"
    refused = send(manager, url)
    assert refused.status_code == 200
    assert "次の項目にもチェックを入れてください" in refused.content.decode()
    partner.refresh_from_db()
    assert partner.state == State.SUBMITTED
    assert send(manager, url, checks=[check.pk]).status_code == 302
    partner.refresh_from_db()
    assert partner.is_approved
    assert partner.ticks.get().item == check
    assert "公式サイトを見た" in manager.get(f"/desk/partners/{partner.slug}/").content.decode()


def test_draft_from_a_list_is_checked_too(city: Municipality, manager: Client) -> None:
    check = make_line(city, "公式サイトを見た", Kind.CHECK)
    partner = make_partner(municipality=city, state=State.DRAFT)
    by = make_user()
    registration.approve_from_list(partner, by=by, checked=[check])
    assert partner.ticks.get().by == by


def test_lines_of_another_town_count_for_nothing(city: Municipality) -> None:
    foreign = make_line(make_municipality())
    response = logged_in().post(FORM, partner_answers(city, pledges=[foreign.pk]))
    assert response.status_code == 302
    assert not Tick.objects.exists()
