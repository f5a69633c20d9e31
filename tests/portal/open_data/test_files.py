"""The files: the same bytes over the web and from the command, readable by a spreadsheet."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event
from tests.factories import make_event, make_listing, make_municipality, make_partner
from tests.portal.open_data.agreed import make_one_of_each
from tests.portal.open_data.crawling import content_of
from tomoni.portal.open_data import files, keeping
from tomoni.portal.open_data.data_sets import DATA_SETS

pytestmark = pytest.mark.django_db

# As published: イベント一覧 of 推奨データセット, in this order.
EVENT_LIST = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "イベント名",
    "イベント名_カナ",
    "イベント名_英語",
    "開始日",
    "終了日",
    "開始時間",
    "終了時間",
    "開始日時特記事項",
    "説明",
    "料金(基本)",
    "料金(詳細)",
    "連絡先名称",
    "連絡先電話番号",
    "連絡先内線番号",
    "主催者",
    "場所名称",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "定員",
    "参加申込終了日",
    "参加申込終了時間",
    "参加申込方法",
    "URL",
    "備考",
]


def bytes_of(client: Client, address: str) -> bytes:
    response: Any = client.get(address)
    assert response.status_code == 200
    return b"".join(response)


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_what_came_of_projects_and_agreements_is_told_in_parts(client: Client) -> None:
    partner = make_partner()
    make_one_of_each(partner)
    [project] = client.get("/api/v1/projects").json()["items"]
    assert (project["people_reached"], project["supporters"]) == (120, 1)
    assert (project["figure_labels"], project["figure_values"]) == (["茶がら"], [2.5])
    assert project["figures"] == ["茶がら: 2.5 トン"]
    assert (project["outcome_goals"], project["outcome_values"]) == ([11, 12], [None, 3.0])
    [agreement] = client.get("/api/v1/agreements").json()["items"]
    assert agreement["partner_ids"] == [partner.pk]
    assert (agreement["ordinal"], agreement["ordinal_type"]) == (1, partner.type.name_ja)
    assert agreement["lead"] == partner.municipality.name_ja
    assert (agreement["items"], agreement["item_goals"]) == (
        ["共同研究", "学び直し;実習"],
        ["9", ""],
    )
    assert agreement["item_lights"] == ["green", "finished"]
    assert agreement["last_activity_on"] == f"{timezone.localdate():%Y-%m-%d}"
    [row] = rows_of(bytes_of(client, "/open-data/agreements.csv"))
    assert row["items"] == "共同研究;学び直し；実習"


def test_csv_and_json_lines_and_the_api_say_the_same(client: Client) -> None:
    make_one_of_each(make_partner("𠮷野茶園, 「本店」"))
    for name, data_set in DATA_SETS.items():
        lines = bytes_of(client, f"/open-data/{name}.jsonl").decode().splitlines()
        plain = [json.loads(line) for line in lines]
        assert plain, name
        rows = rows_of(bytes_of(client, f"/open-data/{name}.csv"))
        items = client.get(f"/api/v1/{name}?limit=100").json()["items"]
        assert sorted(plain, key=str) == sorted(items, key=str), name
        assert [list(row) for row in rows] == [
            [column.name_in_csv for column in data_set.columns] for _ in plain
        ]
        for row, entry in zip(rows, plain, strict=True):
            for column in data_set.columns:
                assert row[column.name_in_csv] == files.cell(entry[column.key]), column.key


def test_events_have_the_columns_that_municipalities_share(client: Client) -> None:
    city = make_municipality("掛川市", code="222135")
    start = timezone.make_aware(datetime(2027, 5, 20, 13, 30))
    make_event(
        city,
        title="第4回交流会",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        registration_closes_at=start,
        capacity=40,
        state=Event.State.CANCELLED,
        cancel_reason="台風のため",
    )
    [row] = rows_of(bytes_of(client, "/open-data/events.csv"))
    assert list(row)[: len(EVENT_LIST)] == EVENT_LIST
    told = ("都道府県コード又は市区町村コード", "都道府県名", "市区町村名", "イベント名", "定員")
    assert [row[key] for key in told] == ["222135", "静岡県", "掛川市", "第4回交流会", "40"]
    assert (row["開始日"], row["開始時間"], row["終了時間"]) == ("2027-05-20", "13:30", "15:30")
    assert row["開始日時特記事項"] == "中止"
    assert row["備考"].splitlines() == [
        *("会場で開催", "登録パートナーが参加できます", "中止の理由：台風のため")
    ]
    assert (row["主催者"], row["参加申込方法"]) == ("掛川市", "")


@pytest.mark.parametrize("text", ["=1+1", "＝cmd|' /C calc'!A0", "\t=1", "@SUM(A1)", "+81", "-1"])
def test_no_cell_can_start_a_formula(client: Client, text: str) -> None:
    listing = make_listing(make_partner(text), title=text, body=f"{text}\n二行目")
    [row] = rows_of(bytes_of(client, "/open-data/listings.csv"))
    assert row["partner_name"] == f"'{listing.partner.name}"
    assert row["title"] == f"'{text}"
    assert row["body"].startswith("'")


def test_a_file_of_a_municipality_has_its_rows_alone(client: Client) -> None:
    listing, _other = make_listing(make_partner()), make_listing(make_partner())
    city = listing.partner.municipality.slug
    response: Any = client.get(f"/open-data/{city}/listings.csv")
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert response["Content-Disposition"].endswith(f'"tomoni-listings-{city}-{day}.csv"')
    assert [row["id"] for row in rows_of(b"".join(response))] == [str(listing.pk)]
    assert client.get(f"/open-data/{city}/goals.csv").status_code == 404
    assert client.get("/open-data/nowhere/listings.csv").status_code == 404


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    listing = make_listing(make_partner())
    first: Any = client.get("/open-data/listings.csv")
    assert b"".join(first)
    for again in ("if-none-match", first["ETag"]), ("if-modified-since", first["Last-Modified"]):
        response = client.get("/open-data/listings.csv", headers=dict([again]))
        assert response.status_code == 304, again
    # A row that is gone changes no date of another row.
    listing.partner.listings.update(visibility="staff")
    with time_machine.travel(timezone.now() + timedelta(seconds=keeping.KEPT_FOR)):
        later: Any = client.get("/open-data/listings.csv", headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert b"".join(later)


def test_a_file_is_written_once_for_some_minutes(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    first = bytes_of(client, "/open-data/goals.csv")
    with CaptureQueriesContext(connection) as captured:
        assert bytes_of(client, "/open-data/goals.csv") == first
        assert content_of(client.head("/open-data/goals.csv")) == ""
    assert len(captured) == 0
    [path] = (tmp_path / "open-data").glob("goals.*.csv")
    path.unlink()
    assert bytes_of(client, "/open-data/goals.csv") == first


def test_a_file_is_read_from_the_database_in_parts(monkeypatch: Any) -> None:
    """Never more rows in memory than are fetched at once."""
    monkeypatch.setattr(files, "_AT_ONCE", 2)
    partner = make_partner()
    for _ in range(5):
        make_listing(partner)
    file = io.BytesIO()
    with CaptureQueriesContext(connection) as captured:
        written = files.write(DATA_SETS["listings"], files.FORMS["jsonl"], "", file)
    assert (written.rows, len(file.getvalue())) == (5, written.size)
    cursors = [query for query in captured if "DECLARE" in query["sql"]]
    assert len(cursors) == 1


def test_the_command_writes_the_same_bytes(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    partner = make_partner()
    make_listing(partner)
    folder = tmp_path / "new" / "folder"
    call_command("export_open_data", str(folder))
    day, city = f"{timezone.localdate():%Y-%m-%d}", partner.municipality.slug
    for name in DATA_SETS:
        for suffix in files.FORMS:
            content = (folder / f"tomoni-{name}-{day}.{suffix}").read_bytes()
            assert content == bytes_of(client, f"/open-data/{name}.{suffix}")
    own = (folder / f"tomoni-listings-{city}-{day}.csv").read_bytes()
    assert own == bytes_of(client, f"/open-data/{city}/listings.csv")
    named = json.loads((folder / "catalogue.jsonld").read_text("utf-8"))["dataset"]
    assert len(named) == len(DATA_SETS)
    assert [path for path in folder.iterdir() if path.suffix == ".part"] == []
    told = capsys.readouterr().out.splitlines()
    many = 2 * (len(DATA_SETS) + sum(bool(each.city) for each in DATA_SETS.values()))
    assert told[0].startswith(f"[ 1/{many}] tomoni-partners-")
    assert told[-1].startswith(f"{many} files with ")


def test_the_command_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_open_data", str(tmp_path / "file"))


@pytest.mark.parametrize("name", DATA_SETS)
def test_every_column_is_described_in_both_languages(client: Client, name: str) -> None:
    page = client.get(f"/open-data/{name}/").content.decode()
    for column in DATA_SETS[name].columns:
        assert column.name_in_csv in page
        assert column.ja
        assert column.en
    assert '"@type": "Dataset"' in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page


def test_the_licence_is_a_setting(client: Client, settings: Any) -> None:
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL = "CC0", "https://cc0.example/"
    response: Any = client.get("/open-data/goals.csv")
    assert b"".join(response)
    assert response["Link"] == '<https://cc0.example/>; rel="license"'
    assert "CC0" in client.get("/open-data/").content.decode()
