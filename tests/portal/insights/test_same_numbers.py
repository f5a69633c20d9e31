"""Page, file, interface and report tell the same numbers, and each leads to as many rows."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook

from matching.models import Introduction, Trace
from partners.models import Agreement, AgreementParty, Listing, Project
from tests.factories import (
    make_event,
    make_listing,
    make_municipality,
    make_partner,
    make_project,
    make_staff,
    make_user,
)
from tests.portal.insights.reading import on_page, table_of, without_words
from tests.portal.insights.worlds import NOW
from tomoni.portal.insights.figures import FUNNEL
from tomoni.portal.insights.listing_rows import FIGURES, NOT_NAMED
from tomoni.portal.insights.shown import roughly

pytestmark = pytest.mark.django_db
YEAR = "?year=2026"


@pytest.fixture(scope="module")
def world(module_rows: None) -> dict[str, Any]:
    """Seven introductions, four of them agreed to; twelve suggestions shown; one of everything."""
    with time_machine.travel(NOW, tick=False):
        city, by = make_municipality("試験市", slug="alpha"), make_user()
        partners = [make_partner(f"商店{n}", municipality=city) for n in range(8)]
        needs = [make_listing(partner, field_slugs=("housing",)) for partner in partners]
        seed = make_listing(partners[0], Listing.Side.SEED, title="=1+1", field_slugs=("housing",))
        hidden = make_listing(partners[1], title="内緒", visibility=Listing.Visibility.STAFF)
        for need in [*needs, hidden]:
            Trace.objects.create(listing=need, candidate_listing=seed, first_shown_at=NOW)
        Trace.objects.filter(listing=needs[0]).update(opened_at=NOW)
        for number, need in enumerate(needs[1:]):
            _talk(city, by, number, need, seed)
        project = make_project(partners[0], started_by=by, visibility=Project.Visibility.PUBLIC)
        make_project(partners[1], started_by=by)
        agreement = Agreement.objects.create(
            municipality=city, title="連携協定", purposes="地域", state="in_force", signed_on=NOW
        )
        AgreementParty.objects.create(agreement=agreement, partner=partners[0])
        staff = make_staff(city)
    return {"city": city, "staff": staff, "project": project, "hidden": hidden}


def _talk(city: Any, by: Any, number: int, need: Listing, seed: Listing) -> None:
    is_agreed = number < 4
    talk = Introduction.objects.create(
        municipality=city,
        route="direct",
        between=f"{number}",
        state="accepted" if is_agreed else "forwarded",
        message="お話ししたいです。",
        asked_by=by,
        requested_at=NOW - timedelta(days=3),
        forwarded_at=NOW - timedelta(days=3),
        accepted_at=NOW if is_agreed else None,
    )
    said = {"state": "agreed", "answered_at": NOW}
    talk.parties.create(partner=need.partner, listing=need, is_asking=True, **said)
    talk.parties.create(partner=seed.partner, listing=seed, **(said if is_agreed else {}))


@pytest.fixture(autouse=True)
def _clock(world: dict[str, Any]) -> Any:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(world: dict[str, Any]) -> Client:
    client = Client()
    client.force_login(world["staff"])
    return client


def test_staff_read_the_same_numbers_in_page_file_rows_and_report(staff: Client) -> None:
    expected = dict(zip([f.name for f in FUNNEL], [8, 10, 9, 1, 7, 4, 0, 0, 2, 1], strict=True))
    page = on_page(staff.get(f"/desk/insights/{YEAR}").content.decode())
    file = table_of(staff, f"/desk/insights/funnel.csv{YEAR}")
    book = load_workbook(
        io.BytesIO(b"".join(staff.get(f"/desk/insights/report.xlsx{YEAR}").streaming_content))  # type: ignore[attr-defined]
    )
    sheet = {row[0]: row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    printed = staff.get(f"/desk/insights/report/{YEAR}").content.decode()
    for figure in FUNNEL:
        label, number = str(figure.label), expected[figure.name]
        assert int(page[label]) == int(file[label]) == sheet[label] == number, figure.name
        assert f'aria-label="{label}: {number}">{number}</a></td>' in printed
        rows = staff.get(f"/desk/insights/rows/{figure.name}/{YEAR}").context
        assert rows["page"].paginator.count == len(rows["rows"]) == number


def test_everybody_reads_the_same_numbers_in_page_file_and_interface(client: Client) -> None:
    exact = {"active": 8, "fresh": 9, "projects": 1, "agreements": 1}
    page = on_page(client.get(f"/insights/{YEAR}").content.decode())
    file = table_of(client, f"/insights/funnel.csv{YEAR}")
    told = client.get(f"/api/v1/insights/funnel{YEAR}").json()
    assert told["first_day"] == "2026-04-01"
    numbers = {row["name"]: row["number"] for row in told["figures"]}
    rough = {"shown": 10, "opened": None, "asked": 5, "accepted": 5, "met": None, "started": None}
    assert {name: row["value"] for name, row in numbers.items()} == exact | rough
    for figure in FUNNEL:
        value = numbers[figure.name]["value"]
        words = "3未満" if value is None else str(value)
        assert without_words(page[str(figure.label)]) == file[str(figure.label)] == words
        assert numbers[figure.name]["is_rounded"] == (figure.name not in exact)


def test_times_and_demand_are_the_same_in_page_and_interface(client: Client) -> None:
    times = {row["name"]: row for row in client.get("/api/v1/insights/times").json()["times"]}
    reply = times["introduction-reply"]
    assert reply["rows"]["value"] == reply["asked"]["value"] == 5  # four of seven, rounded
    assert reply["median_days"] is None  # of four nobody is told
    assert times["proposal-reply"]["rows"] == {
        "value": None,
        "is_rounded": True,
        "is_kept": True,
        "below": 3,
    }
    cells = client.get("/api/v1/insights/demand?goal=11").json()["cells"]
    assert cells == [{"goal": 11, "field": "housing", "needs": 8, "seeds": 1, "gap": 7}]
    page = client.get("/insights/demand/?goal=11")
    assert "ニーズ8件に対しシーズ1件" in page.content.decode()
    (cell,) = page.context["unmet"]
    assert client.get(cell.url).context["found"].total == cell.needs
    assert client.get(cell.seeds_url).context["found"].total == cell.seeds


def test_median_is_the_same_in_page_file_and_interface(client: Client, staff: Client) -> None:
    waiting = Introduction.objects.filter(state="forwarded").order_by("pk").first()
    assert waiting
    waiting.parties.filter(is_asking=False).update(state="declined", answered_at=NOW)
    times = {row["name"]: row for row in client.get("/api/v1/insights/times").json()["times"]}
    assert times["introduction-reply"]["median_days"] == 3.0
    label = times["introduction-reply"]["label"]
    assert "3.0日" in client.get("/insights/").content.decode()
    assert table_of(client, "/insights/times.csv")[label] == "3.0"
    assert table_of(staff, "/desk/insights/times.csv")[label] == "3.0"
    assert "7件のうち5件" in staff.get("/desk/insights/").context["times"].title


@pytest.mark.parametrize(
    "query", ["gaol=11", "goal=18", "field=nowhere", "type=x", "month=6", "year=1999", "year=x"]
)
def test_what_does_not_exist_is_refused(client: Client, query: str) -> None:
    for name in ("funnel", "times", "demand", "network"):
        answer = client.get(f"/api/v1/insights/{name}?{query}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_of_few_rows_that_are_not_public_nobody_is_told_how_many() -> None:
    told = [roughly(number).value for number in (0, 1, 2, 3, 7, 8, 12, 13)]
    assert told == [None, None, None, 5, 5, 10, 10, 15]


def test_rows_that_are_not_public_are_listed_to_nobody_but_staff(client: Client) -> None:
    for name, figure in FIGURES.items():
        answer = client.get(f"/insights/rows/{name}/")
        assert answer.status_code == (200 if figure.is_open else 404)
        assert "内緒" not in answer.content.decode()


def test_rows_that_staff_may_not_open_are_counted_and_not_named(staff: Client) -> None:
    rows = staff.get("/desk/insights/rows/asked/").context["rows"]
    assert {(row.name, row.url) for row in rows} == {(NOT_NAMED, "")}  # they went past the office


def test_no_cell_of_the_report_starts_a_formula(world: dict[str, Any], staff: Client) -> None:
    make_event(
        world["city"],
        title="=1+1",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=2),
        registration_closes_at=NOW,
    )
    data = b"".join(staff.get(f"/desk/insights/report.xlsx{YEAR}").streaming_content)  # type: ignore[attr-defined]
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert [cell.value for cell in cells if "1+1" in str(cell.value)] == ["'=1+1"]
    assert "f" not in {cell.data_type for cell in cells}
