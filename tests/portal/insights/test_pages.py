"""Meetings, searches and the picture of who works with whom: what each reader is shown."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import RedisError

from events.reporting.effect import effect_of
from matching.models import Introduction, Trace
from partners.fiscal import fiscal_year
from partners.models import Listing, Partner, Project
from tests.factories import (
    make_event,
    make_listing,
    make_municipality,
    make_partner,
    make_project,
    make_staff,
    make_user,
    take_part,
)
from tomoni import limits
from tomoni.journal.models import Search
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights import counting, renewing
from tomoni.portal.tasks import renew_insights

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def city() -> Any:
    return make_municipality("試験市", slug="alpha")


@pytest.fixture
def staff(city: Any) -> Client:
    client = Client()
    client.force_login(make_staff(city))
    return client


def test_meeting_is_told_as_its_own_page_tells_it(city: Any, staff: Client) -> None:
    for days in (40, 3):
        starts = NOW - timedelta(days=days)
        ends = {"ends_at": starts + timedelta(hours=2), "registration_closes_at": starts}
        make_event(city, starts_at=starts, **ends)
    partner = make_partner(municipality=city)
    listing, other = make_listing(partner), make_listing(side="seed")
    for days in (50, 30, 20, 1):
        candidate = make_listing(partner, "seed")
        at = NOW - timedelta(days=days)
        Trace.objects.create(listing=listing, candidate_listing=candidate, opened_at=at)
    Search.objects.create(words="空き家", found=other.pk, municipality=city)
    moved = staff.get("/desk/insights/meetings/").context["meetings"]
    assert len(moved) == 2
    for each in moved:
        measures = effect_of(each.event)
        assert each.pairs == [(one.total_before, one.total_after) for one in measures]
    assert any(pair != (0, 0) for each in moved for pair in each.pairs)


def test_words_are_told_to_staff_alone_and_only_when_often_sought(
    city: Any, staff: Client, client: Client
) -> None:
    elsewhere = make_municipality()
    for words, days, where in (
        ("宇宙食", (0, 0, 2), city),
        ("掛川花子", (0, 2), city),
        ("蒸気機関", (2, 2, 2, 2), city),  # by one person, on one day
        ("温泉", (0, 1, 2), elsewhere),
    ):
        for ago in days:
            at = NOW - timedelta(days=ago)
            Search.objects.create(words=words, found=0, municipality=where, at=at)
    for address in ("/desk/insights/", "/desk/insights/report/"):
        page = staff.get(address).content.decode()
        assert "宇宙食" in page
        assert "掛川花子" not in page
        assert "蒸気機関" not in page
        assert "温泉" not in page
    assert "宇宙食" not in client.get("/insights/").content.decode()


def test_public_picture_knows_public_projects_and_no_talk(
    city: Any, staff: Client, client: Client
) -> None:
    one, other, third = (make_partner(f"商店{n}", municipality=city) for n in range(3))
    project = make_project(one, visibility=Project.Visibility.PUBLIC)
    take_part(project, other)
    take_part(make_project(one), third)
    _talk(city, "office", other, third)
    _talk(city, "direct", one, third)
    ties = client.get("/insights/network/").context["network"].ties
    assert [(tie.one, tie.other, tie.projects, tie.talks) for tie in ties] == [
        (one.pk, other.pk, 1, 0)
    ]
    (told,) = client.get("/api/v1/insights/network").json()["ties"]
    assert [each["name"] for each in told["partners"]] == [one.name, other.name]
    assert (told["projects"], told["agreements"]) == (1, 0)
    lines = b"".join(client.get("/insights/network.csv")).decode().splitlines()  # type: ignore[call-overload]
    assert lines[1:] == [f"{one.name},{other.name},1,0"]
    ties = staff.get("/desk/insights/network/").context["network"].ties
    assert {(tie.one, tie.other, tie.projects, tie.talks) for tie in ties} == {
        (one.pk, other.pk, 1, 0),
        (one.pk, third.pk, 1, 0),  # the talk of these two went past the office
        (other.pk, third.pk, 0, 1),
    }


def test_numbers_of_a_tie_lead_to_what_two_share(city: Any, staff: Client) -> None:
    one, other, third = (make_partner(f"商店{n}", municipality=city) for n in range(3))
    for _ in range(2):
        take_part(make_project(one), other)
    take_part(make_project(other), third)
    _talk(city, "office", one, other)
    _talk(city, "direct", one, third)
    page = staff.get("/desk/insights/network/").content.decode()
    found = dict(re.findall(r'href="/desk/insights/rows/(\w+/\?between=[0-9-]+)">(\d+)<', page))
    pair = f"between={one.pk}-{other.pk}"
    assert found[f"projects/?{pair}"] == "2"
    assert found[f"accepted/?{pair}"] == "1"
    for address, number in found.items():
        rows = staff.get(f"/desk/insights/rows/{address}").context
        assert rows["page"].paginator.count == int(number), address
        assert "商店" in rows["between"]
    for wrong in ("1", f"{one.pk}-", "a-b", "9" * 30 + "-1"):
        assert staff.get(f"/desk/insights/rows/projects/?between={wrong}").status_code == 404
    assert staff.get(f"/desk/insights/rows/fresh/?{pair}").status_code == 404


def test_who_left_is_not_named_though_the_numbers_are_kept(city: Any, client: Client) -> None:
    one, other = (make_partner(f"商店{n}", municipality=city) for n in range(2))
    take_part(make_project(one, visibility=Project.Visibility.PUBLIC), other)
    assert "商店1" in client.get("/insights/network/").content.decode()
    Partner.objects.filter(pk=other.pk).update(state=Partner.State.SUSPENDED)
    for address in ("/insights/network/", "/insights/network.csv", "/api/v1/insights/network"):
        answer = client.get(address)
        told = b"".join(answer) if answer.streaming else answer.content
        assert "商店1" not in told.decode(), address


def test_what_is_not_kept_any_more_is_no_small_number(city: Any, staff: Client) -> None:
    long_ago = NOW - timedelta(days=1200)
    Municipality.objects.update(created_at=long_ago)
    year = fiscal_year(timezone.localdate())
    for address, told in ((f"?year={year - 3}", "保存期間"), ("", "0")):
        counted = staff.get(f"/desk/insights/{address}").context["counted"]
        assert told in counted.of("shown").text
        assert counted.of("asked").text == "0"  # introductions are kept for ever
    starts = NOW - timedelta(days=500)
    ends = {"ends_at": starts + timedelta(hours=2), "registration_closes_at": starts}
    make_event(city, starts_at=starts, **ends)
    (moved,) = staff.get("/desk/insights/meetings/?year=all").context["meetings"]
    assert [pair is None for pair in moved.pairs] == [True, False, False, False, False]
    lines = b"".join(staff.get("/desk/insights/meetings.csv?year=all")).decode()  # type: ignore[call-overload]
    assert ",–,–,0,0" in lines
    report = staff.get(f"/desk/insights/report/?year={year - 2}").context["report"]
    change = {each.line.figure.name: each.change for each in report.figures}
    assert (change["shown"], change["asked"]) == ("–", "±0")
    file = staff.get(f"/desk/insights/report.xlsx?year={year - 3}")
    assert b"".join(file.streaming_content)  # type: ignore[attr-defined]


def test_of_one_partner_nobody_is_told_how_many(city: Any, client: Client) -> None:
    partner, hidden = make_partner(municipality=city), make_partner(municipality=city)
    needs = [make_listing(partner) for _ in range(6)]
    for need in needs:
        Trace.objects.create(listing=need, candidate_listing=make_listing(), first_shown_at=NOW)
    for number in range(3):
        need = make_listing(
            make_partner(municipality=city) if number else hidden,
            visibility=Listing.Visibility.STAFF,
        )
        Trace.objects.create(listing=need, candidate_listing=needs[0], first_shown_at=NOW)
    assert client.get("/insights/").context["counted"].of("shown").value is None
    for _ in range(2):  # with these two there are three whose listings everybody can see
        need = make_listing(make_partner(municipality=city))
        Trace.objects.create(listing=need, candidate_listing=needs[0], first_shown_at=NOW)
    cache.clear()
    assert client.get("/insights/").context["counted"].of("shown").value == 10  # eight


def test_year_that_has_not_ended_stands_beside_as_many_days(city: Any, staff: Client) -> None:
    with time_machine.travel(datetime(2026, 6, 15, 12, tzinfo=UTC), tick=False):
        for day in (datetime(2025, 6, 15, tzinfo=UTC), datetime(2025, 6, 16, tzinfo=UTC)):
            make_project(make_partner(municipality=city), started_at=day)
        answer = staff.get("/desk/insights/report/?year=2026")
        report = answer.context["report"]
        (projects,) = (each for each in report.figures if each.line.figure.name == "projects")
        assert projects.before.value == 1
        assert report.label == "2026年度（2026年6月15日まで）"
        assert report.before.label == "2025年度（2025年6月15日まで）"
        years = {
            row.name: [shown.value for shown, _query in told] for row, told in report.years.rows
        }
        assert years["projects"] == [0, 2, 0, 0, 0]
        whole = staff.get("/desk/insights/report/?year=2025").context["report"]
        (projects,) = (each for each in whole.figures if each.line.figure.name == "projects")
        assert (projects.shown.value, whole.before.is_cut) == (2, False)


def test_a_cache_that_is_away_costs_only_time(client: Client, monkeypatch: Any) -> None:
    def fail(*args: Any, **named: Any) -> None:
        raise RedisError

    monkeypatch.setattr(counting, "cache", SimpleNamespace(get=fail, set=fail))
    monkeypatch.setattr(renewing, "cache", SimpleNamespace(add=fail))
    assert client.get("/insights/").status_code == 200
    renew_insights()


def test_who_has_too_much_counted_waits_and_what_is_kept_is_told(
    client: Client, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010)
    settings.INSIGHTS_COUNTED_PER_MINUTE = 2
    renew_insights()
    for _ in range(4):
        assert client.get("/insights/").status_code == 200
    pages = [client.get(f"/insights/?goal={goal}").status_code for goal in range(1, 6)]
    assert (pages[0], pages[-1]) == (200, 429)
    for goal, status in ((1, 200), (5, 429)):  # the page has had the times of the first counted
        assert client.get(f"/api/v1/insights/times?goal={goal}").status_code == status
    assert client.get("/insights/rows/fresh/").status_code == 429  # rows are never kept


@pytest.mark.parametrize("chosen", ["", "?municipality=alpha"])
def test_report_opens_from_what_was_counted_beforehand(staff: Client, chosen: str) -> None:
    renew_insights()
    with CaptureQueriesContext(connection) as captured:
        staff.get(f"/desk/insights/report/{chosen}")
    assert not [query for query in captured if "matching_trace" in query["sql"]]


def test_one_question_that_takes_too_long_does_not_hold_up_the_others(
    city: Any, client: Client, monkeypatch: Any
) -> None:
    def fail(scope: Any) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(renewing.counting, "funnel", fail)
    renew_insights()
    client.get("/insights/demand/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/insights/demand/?goal=11&field=housing")
    assert not [query for query in captured if "partners_listing" in query["sql"]]


def test_english_pages_have_no_japanese_words(client: Client, staff: Client) -> None:
    for address in ("/insights/", "/insights/demand/", "/insights/network/"):
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        main = re.sub(r"<form.*?</form>", "", main, flags=re.S)  # names of fields and cities
        assert not re.findall(r"[ぁ-んァ-ヶ一-龠]+", main), address
        assert "median" in main or "demand" in main or "work" in main


def _talk(city: Any, route: str, *partners: Any) -> None:
    talk = Introduction.objects.create(
        municipality=city,
        route=route,
        between="-".join(str(partner.pk) for partner in partners),
        state="accepted",
        message="お話ししたいです。",
        asked_by=make_user(),
        requested_at=NOW,
        forwarded_at=NOW,
        accepted_at=NOW,
    )
    for partner in partners:
        talk.parties.create(partner=partner, state="agreed", answered_at=NOW)


PAGES = {
    "/insights/": 8,
    "/insights/demand/": 8,
    "/insights/network/": 8,
    "/insights/rows/fresh/": 8,
    "/desk/insights/": 12,
    "/desk/insights/rows/shown/": 12,
    "/desk/insights/network/": 12,
    "/desk/insights/meetings/": 12,
}


@pytest.mark.parametrize("address", PAGES)
def test_page_asks_few_questions_however_many_rows(
    address: str, city: Any, staff: Client, client: Client
) -> None:
    reader = staff if address.startswith("/desk/") else client
    asked = []
    for _ in range(2):
        for _ in range(3):
            partner = make_partner(municipality=city)
            need, seed = make_listing(partner), make_listing(partner, "seed")
            Trace.objects.create(listing=need, candidate_listing=seed, first_shown_at=NOW)
            starts = NOW - timedelta(days=5)
            make_event(
                city,
                starts_at=starts,
                ends_at=starts + timedelta(hours=1),
                registration_closes_at=starts,
            )
        reader.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= PAGES[address]


@pytest.mark.parametrize("address", ["/insights/", "/insights/demand/", "/desk/insights/"])
def test_what_was_counted_beforehand_is_not_counted_by_who_opens_it(
    address: str, city: Any, staff: Client
) -> None:
    make_listing(make_partner(municipality=city), field_slugs=("housing",))
    renew_insights()
    make_listing(make_partner(municipality=city), field_slugs=("housing",))
    kept = staff.get(address).content
    cache.clear()
    assert staff.get(address).content != kept
    renew_insights()
    assert staff.get(address).context["counted_at"] > NOW
