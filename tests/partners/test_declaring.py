"""A declaration keeps its targets and what was said of each year."""

import uuid
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.fiscal import fiscal_year
from partners.models import Membership, Partner, Target, TargetReport, YearReport
from partners.publishing import declaring
from partners.publishing.declaring import Line, Told
from tests.bad_inputs import TYPEABLE
from tests.factories import make_member, make_municipality, make_partner, make_target, make_user
from tests.partners.answers import errors_of, logged_in, press_send
from tests.partners.posted import posted
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db
EDIT, CONFIRM = "/my/declaration/", "/my/declaration/confirm/"
_State = TargetReport.State


def goal(number: int = 12) -> Goal:
    return Goal.objects.get(number=number)


def declare(partner: Partner, *lines: Line, text: str = "") -> None:
    """As an owner does it, having seen what is there now."""
    by = make_member(partner)
    partner.refresh_from_db()
    declaring.declare(partner, by=by, seen_version=partner.version, text=text, lines=lines)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2027, 1, 1), 2026),
        (date(2028, 2, 29), 2027),
    ],
)
def test_fiscal_year_runs_from_april_to_march(day: date, year: int) -> None:
    assert fiscal_year(day) == year


def test_what_is_worded_anew_ends_and_stays_with_its_report() -> None:
    partner = make_partner()
    kept, old = make_target(partner, aim="残る"), make_target(partner, aim="古い言葉")
    declare(partner, Line("新しい言葉", goal()), Line.of(kept))
    assert [target.aim for target in partner.targets.current()] == ["新しい言葉", "残る"]
    old.refresh_from_db()
    assert old.ended_on is not None
    assert list(partner.targets.earlier()) == [old]


def test_slip_of_the_same_day_leaves_no_trace() -> None:
    partner = make_partner()
    declare(partner, Line("ごみをへらす", goal()))
    declare(partner, Line("ごみを減らす", goal()))
    assert [target.aim for target in Target.objects.all()] == ["ごみを減らす"]


def test_same_declaration_twice_changes_nothing_but_the_journal_knows() -> None:
    partner = make_partner()
    line = Line("ごみを減らす", goal(), by_when="2030年")
    declare(partner, line, line, text="約束します。")
    before = list(Target.objects.values())
    declare(partner, line, text="約束します。")
    assert list(Target.objects.values()) == before
    changed = Entry.objects.filter(verb="partner.declared").order_by("pk")
    assert [entry.data["changed"] for entry in changed] == [["declaration", "targets"], []]


def test_second_of_two_editors_is_told() -> None:
    partner = make_partner()
    seen = partner.version
    declare(partner, text="先の人")
    with pytest.raises(LostUpdateError):
        declaring.declare(
            partner, by=make_member(partner), seen_version=seen, text="後の人", lines=[]
        )
    partner.refresh_from_db()
    assert partner.declaration == "先の人"


def test_partner_that_takes_no_edits_declares_nothing() -> None:
    partner = make_partner(state=Partner.State.WITHDRAWN)
    with pytest.raises(StateError):
        declare(partner, Line("ごみを減らす", goal()))


# --- Reports ----------------------------------------------------------------------------------


@time_machine.travel(date(2026, 5, 1))
def test_report_is_about_what_stood_there_when_the_year_ended() -> None:
    partner = make_partner()
    make_target(partner, aim="途中で終わった", since=date(2024, 4, 1), ended_on=date(2025, 9, 1))
    later = make_target(partner, aim="四月に終わった", since=date(2025, 9, 1))
    Target.objects.filter(pk=later.pk).update(ended_on=date(2026, 4, 10))
    make_target(partner, aim="四月から", since=date(2026, 4, 10))
    last = make_target(partner, aim="年度末から", since=date(2026, 3, 31))
    assert set(partner.targets.of_year(2025)) == {later, last}
    assert declaring.year_to_report(partner) == 2025


@time_machine.travel(date(2026, 3, 31))
def test_year_that_is_not_over_is_not_reported() -> None:
    partner = make_partner()
    make_target(partner, since=date(2025, 4, 1))
    assert declaring.year_to_report(partner) is None
    assert not declaring.is_reportable(partner, 2025)
    with pytest.raises(StateError):
        report(partner, 2025)


def report(partner: Partner, year: int, *, seen: int = 0, text: str = "しました") -> YearReport:
    by = make_member(partner)
    told = [Told(target, _State.DONE, text) for target in partner.targets.of_year(year)]
    return declaring.report_year(partner, year, by=by, seen_version=seen, summary="", told=told)


@time_machine.travel(date(2026, 5, 1))
def test_report_is_written_once_and_can_be_said_better() -> None:
    partner = make_target().partner
    first = report(partner, 2025)
    assert declaring.year_to_report(partner) is None
    for seen in (0, 7):
        with pytest.raises(LostUpdateError):
            report(partner, 2025, seen=seen)
    better = report(partner, 2025, seen=first.version, text="もっとしました")
    assert (better.pk, better.version) == (first.pk, 2)
    assert [line.text for line in better.lines.all()] == ["もっとしました"]


# --- The yearly mail --------------------------------------------------------------------------


@time_machine.travel(date(2026, 5, 1))
def test_owners_are_asked_once_a_year() -> None:
    partner = make_target().partner
    owner = make_member(partner)
    make_member(partner, Membership.Role.EDITOR)
    for _day in range(3):
        declaring.ask(partner.pk, 2025)
    (mail,) = posted("partner_report_due")
    assert mail["to"] == owner.pk
    assert mail["context"]["link"] == f"/my/declaration/2025/?partner={partner.slug}"


@time_machine.travel(date(2026, 5, 1))
def test_nobody_is_asked_for_what_is_no_longer_true() -> None:
    reported, gone = make_target().partner, make_target().partner
    hidden, later = make_target().partner, make_target().partner
    for partner in (reported, gone, hidden, later):
        make_member(partner)
    report(reported, 2025)
    Target.objects.filter(partner=gone).delete()
    Partner.objects.filter(pk=hidden.pk).update(state=Partner.State.SUSPENDED)
    Target.objects.filter(partner=later).update(since=date(2026, 4, 5))
    for partner in (reported, gone, hidden, later):
        declaring.ask(partner.pk, 2025)
    assert posted("partner_report_due") == []
    assert declaring.due_partners(2025) == []


@pytest.mark.parametrize(
    ("now", "asks"),
    [
        ("2026-04-01 06:00+09:00", True),
        ("2026-04-01 04:00+09:00", False),
        ("2026-06-30 12:00+09:00", True),
        ("2026-07-01 12:00+09:00", False),
        ("2026-03-31 12:00+09:00", False),
    ],
)
def test_reports_are_asked_for_in_spring_by_day(now: str, asks: bool) -> None:
    with time_machine.travel(now, tick=False):
        declaring.ask_for_reports()
    assert bool(posted(declaring.DAY, by_kind=True)) == asks


# --- In the browser ---------------------------------------------------------------------------


def row(number: int = 0, **changes: Any) -> dict[str, Any]:
    answers = {"goal": "12", "aim": "茶殻を堆肥にする", "by_when": "2030年", "measure": "重さ"}
    return {f"targets-{number}-{name}": value for name, value in {**answers, **changes}.items()}


def member_of(partner: Partner, role: Membership.Role = Membership.Role.EDITOR) -> Client:
    return logged_in(make_member(partner, role))


def test_whole_way_from_form_to_page() -> None:
    city = make_municipality()
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち")
    partner = make_partner(municipality=city)
    client = member_of(partner)
    both = row(1, goal="", vision=str(vision.pk), aim="教室を開く")
    answers = {"declaration": "捨てません。", **row(), **both}
    assert client.post(EDIT, answers)["Location"] == CONFIRM
    page = client.get(CONFIRM).content.decode()
    assert not Target.objects.exists()
    for shown in ("捨てません。", "茶殻を堆肥にする", "2030年", "お茶のまち"):
        assert shown in page
    done = press_send(client, CONFIRM)["Location"]
    public = Client().get(done).content.decode()
    for shown in ("捨てません。", "茶殻を堆肥にする", "教室を開く", f"?vision={vision.pk}"):
        assert shown in public
        assert shown in Client().get(partner.get_absolute_url()).content.decode()
    assert "SDGs宣言書" in Client().get(f"{done}print/").content.decode()


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({}, "__all__"),
        (row(goal=""), "targets"),
        (row(aim=" "), "targets"),
        (row(goal="18"), "targets"),
        (row(vision="9999999"), "targets"),
        (row(aim="長" * 301), "targets"),
        ({"declaration": "長" * 2001}, "declaration"),
        ({key: value for n in range(21) for key, value in row(n).items()}, "targets"),
    ],
)
def test_wrong_answer_is_refused_and_kept(answers: dict[str, Any], name: str) -> None:
    partner = make_partner()
    Vision.objects.create(municipality=partner.municipality, name_ja="お茶のまち")
    client = member_of(partner)
    assert list(errors_of(client.post(EDIT, answers))) == [name]
    assert client.get(CONFIRM)["Location"] == EDIT
    for typed in answers.values():
        assert (
            not typed.strip() or typed[:50] in client.get(EDIT).content.decode() or len(typed) < 9
        )


def kept_in(client: Client) -> set[str]:
    """Everything that stands in the fields of the form when it is opened again."""
    form = client.get(EDIT).context["form"]
    rows = [value for line in form["targets"].value() for value in line.values()]
    return {form["declaration"].value() or "", " ", *rows}


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed(case: str) -> None:
    typed = TYPEABLE[case]
    partner = make_partner()
    client = member_of(partner)
    answers = {"declaration": typed, **row(aim=typed, by_when=typed, measure=typed)}
    response = client.post(EDIT, answers)
    if response.status_code == 302:
        done = press_send(client, CONFIRM)["Location"]
        assert "<script>alert" not in client.get(done).content.decode()


def test_retired_vision_stays_where_it_was_chosen_and_is_offered_to_nobody_else() -> None:
    target = make_target()
    city = target.partner.municipality
    vision = Vision.objects.create(
        municipality=city, name_ja="むかしの旗", retired_at="2026-01-01T00:00+09:00"
    )
    Target.objects.filter(pk=target.pk).update(vision=vision)
    assert "むかしの旗" in member_of(target.partner).get(EDIT).content.decode()
    other = make_partner(municipality=city)
    assert "むかしの旗" not in member_of(other).get(EDIT).content.decode()
    assert (
        "むかしの旗"
        not in member_of(other, Membership.Role.OWNER).get("/my/partner/").content.decode()
    )


def test_lost_update_shows_both_and_can_be_saved() -> None:
    partner = make_partner(declaration="はじめ")
    client = member_of(partner)
    client.post(EDIT, {"declaration": "わたしの"})
    declare(partner, text="ほかの人の")
    refused = press_send(client, CONFIRM)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "ほかの人の" in html
    assert "わたしの" in html
    version = refused.context["stored"]["instance"].version
    press_send(client, CONFIRM, seen_version=str(version))
    partner.refresh_from_db()
    assert partner.declaration == "わたしの"


def test_without_scripts_rows_are_added_by_a_button() -> None:
    client = member_of(make_partner())
    filled = {key: value for n in range(3) for key, value in row(n, aim=f"{n}").items()}
    assert client.post(EDIT, {**filled, "step": "targets"})["Location"] == f"{EDIT}#id_targets"
    html = client.get(EDIT).content.decode()
    assert 'name="targets-4-aim"' in html


@time_machine.travel(date(2026, 5, 1))
def test_report_in_the_browser() -> None:
    target = make_target()
    client, url = member_of(target.partner), "/my/declaration/2025/"
    assert url in client.get("/my/").content.decode()
    key = str(uuid.uuid4())
    name = f"t{target.pk}"
    empty = client.post(url, {"idempotency_key": key, "seen_version": "0"})
    assert list(errors_of(empty)) == [f"{name}-state"]
    answers = {"seen_version": "0", f"{name}-state": "done", f"{name}-text": "堆肥にしました"}
    bad = {**answers, "idempotency_key": key, f"{name}-link": "javascript:alert(1)"}
    assert list(errors_of(client.post(url, bad))) == [f"{name}-link"]
    assert client.post(url, {**answers, "idempotency_key": key}).status_code == 302
    shown = Client().get(f"/partners/{target.partner.slug}/declaration/").content.decode()
    assert "堆肥にしました" in shown
    assert url not in client.get("/my/").content.decode()
    again = client.post(url, {**answers, "idempotency_key": str(uuid.uuid4())})
    assert again.status_code == 409
    assert "堆肥にしました" in again.content.decode()


@pytest.mark.parametrize("year", [0, 1999, 2026, 9999, 10**18])
@time_machine.travel(date(2026, 5, 1))
def test_report_of_no_such_year(year: int) -> None:
    assert member_of(make_target().partner).get(f"/my/declaration/{year}/").status_code == 404


def test_declaration_that_is_not_there_is_no_page_for_others() -> None:
    partner = make_partner()
    page = f"/partners/{partner.slug}/declaration/"
    assert Client().get(page).status_code == 404
    assert member_of(partner).get(page).status_code == 200
    assert member_of(partner).get(f"{page}print/").status_code == 404


def test_page_asks_as_often_for_many_targets_as_for_one() -> None:
    partner = make_partner()
    page = f"/partners/{partner.slug}/declaration/"

    def add() -> None:
        make_target(partner, aim=str(uuid.uuid4()))

    assert_constant_queries(Client(), page, add, at_most=8)


def test_whoever_leaves_loses_the_pen() -> None:
    partner = make_partner()
    user = make_user()
    Membership.objects.create(partner=partner, user=user, role=Membership.Role.VIEWER)
    assert logged_in(user).get(EDIT).status_code == 403
    assert logged_in().get(EDIT).status_code == 404
