"""Meetings, searches and the picture of who works with whom: what each reader is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.reporting.effect import effect_of
from matching.models import Introduction, Trace
from partners.models import Project
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
from tomoni.journal.models import Search
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
    for words, times, where in (("宇宙食", 3, city), ("掛川花子", 2, city), ("温泉", 3, elsewhere)):
        for _ in range(times):
            Search.objects.create(words=words, found=0, municipality=where)
    for address in ("/desk/insights/", "/desk/insights/report/"):
        page = staff.get(address).content.decode()
        assert "宇宙食" in page
        assert "掛川花子" not in page
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
    ties = staff.get("/desk/insights/network/").context["network"].ties
    assert {(tie.one, tie.other, tie.projects, tie.talks) for tie in ties} == {
        (one.pk, other.pk, 1, 0),
        (one.pk, third.pk, 1, 0),  # the talk of these two went past the office
        (other.pk, third.pk, 0, 1),
    }


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
        for _ in range(2):
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
