"""Meetings, in the columns of the event list that Japanese municipalities share, and their reports.

The headings and their order are those of イベント一覧 in 推奨データセット, which
自治体標準オープンデータセット has taken over; docs/open_data.md says from where they were taken.
What Tomoni does not keep stays empty, as the list allows. Behind them stand columns of our own.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from events.models import Event, Report
from events.views import public, reports
from tomoni.portal.open_data.columns import (
    Column,
    DataSet,
    Extra,
    Kind,
    absolute,
    chosen,
    local_day,
)
from tomoni.portal.open_data.common_columns import (
    day,
    day_and_hour,
    fields,
    goals,
    identity,
    moment,
    municipality,
    number,
    page,
    text,
    texts,
    updated,
)


def _events() -> QuerySet[Any]:
    rows = Event.objects.exclude(state=Event.State.DRAFT).visible_to(AnonymousUser())
    return (
        rows.coming_first()
        .select_related("municipality", "series")
        .defer("search", "online_link")
        .annotate(
            goals_chosen=chosen(Event, "goals", "number"), fields_chosen=chosen(Event, "fields")
        )
    )


def _reports() -> QuerySet[Any]:
    tags = Report.tags.through.objects.filter(report=OuterRef("pk")).order_by("reporttag_id")
    rows = Report.objects.published().visible_to(AnonymousUser())
    return (
        rows.select_related("event__municipality")
        .defer("search", "quoted")
        .annotate(tags_chosen=ArraySubquery(tags.values("reporttag__name")))
    )


def _named(heading: str, key: str, example: str, en: str, value: Any, note: str = "") -> Column:
    """A column of the shared list, under its heading there."""
    ja = f"{heading}。{note}" if note else heading
    return Column(key, Kind.TEXT, ja, en, example, value, heading)


def _unknown(heading: str, key: str, en: str) -> Column:
    """A column of the shared list for which Tomoni has nothing."""
    note = "このサイトでは扱っていないため、空欄です。"
    return _named(heading, key, "", f"{en}; not kept here, always empty", lambda row: "", note)


def _day(heading: str, key: str, en: str, value: Any) -> Column:
    return Column(key, Kind.DAY, heading, en, "2026-05-20", value, heading)


def _hour(heading: str, key: str, en: str, value: Any) -> Column:
    return Column(key, Kind.TIME, heading, en, "13:30", value, heading)


def _special(row: Any) -> str:
    return "中止" if row.is_cancelled else ""


def _remarks(row: Any) -> str:
    """How it is held, who may come, and why it does not take place."""
    form = {"venue": "会場で開催", "online": "オンラインで開催", "hybrid": "会場とオンラインで開催"}
    open_to = (
        "どなたでも参加できます" if row.is_open_to_citizens else "登録パートナーが参加できます"
    )
    why = f"中止の理由：{row.cancel_reason}" if row.is_cancelled else ""
    return "\n".join(filter(None, (form[row.form], open_to, why)))


def _how_to_register(row: Any) -> str:
    return "URLのページから申し込み" if row.accepts_registrations else ""


_START, _START_HOUR = day_and_hour(lambda row: row.starts_at)
_END, _END_HOUR = day_and_hour(lambda row: row.ends_at)
_LAST, _LAST_HOUR = day_and_hour(lambda row: row.registration_closes_at)

SHARED_COLUMNS = (
    _named(
        "都道府県コード又は市区町村コード",
        "code",
        "222135",
        "Code of the prefecture or municipality",
        lambda row: row.municipality.code,
        "6桁の全国地方公共団体コード",
    ),
    Column(
        "id",
        Kind.NUMBER,
        "NO。このサイトでの交流会のIDで、変わりません。",
        "Number: the id of the meeting here; it never changes",
        "128",
        lambda row: row.pk,
        "NO",
    ),
    _named(
        *("都道府県名", "prefecture", "静岡県", "Prefecture"),
        lambda row: row.municipality.prefecture,
    ),
    _named(*("市区町村名", "city", "掛川市", "Municipality"), lambda row: row.municipality.name_ja),
    _named(*("イベント名", "title", "第4回パートナー交流会", "Name"), lambda row: row.title),
    _unknown("イベント名_カナ", "title_kana", "Reading of the name"),
    _unknown("イベント名_英語", "title_en", "Name in English"),
    _day("開始日", "start_date", "First day", _START),
    _day("終了日", "end_date", "Last day", _END),
    _hour("開始時間", "start_time", "Start", _START_HOUR),
    _hour("終了時間", "end_time", "End", _END_HOUR),
    _named(
        *("開始日時特記事項", "time_note", "中止", "Remark on the time: 中止 if called off"),
        _special,
    ),
    _named(
        *("説明", "summary", "パートナーが出会う会です。", "What it is about"),
        lambda row: row.summary,
    ),
    _unknown("料金(基本)", "fee", "Fee"),
    _unknown("料金(詳細)", "fee_note", "Fee in detail"),
    _named(
        "連絡先名称",
        "contact",
        "掛川市",
        "Whom to ask: the municipality",
        lambda row: row.municipality.name_ja,
        "開催する自治体です。",
    ),
    _unknown("連絡先電話番号", "contact_phone", "Telephone"),
    _unknown("連絡先内線番号", "contact_extension", "Extension"),
    _named(
        *("主催者", "organisers", "掛川市", "Held by"),
        lambda row: row.organisers or row.municipality.name_ja,
    ),
    _named(*("場所名称", "venue", "生涯学習センター", "Venue"), lambda row: row.venue),
    _named(*("住所", "address", "静岡県掛川市御所原", "Address"), lambda row: row.address),
    _unknown("方書", "address_note", "Building and floor"),
    _unknown("緯度", "latitude", "Latitude"),
    _unknown("経度", "longitude", "Longitude"),
    _unknown("アクセス方法", "access", "How to get there"),
    _unknown("駐車場情報", "parking", "Parking"),
    Column("capacity", Kind.NUMBER, "定員", "Seats", "40", lambda row: row.capacity, "定員"),
    _day("参加申込終了日", "registration_end_date", "Last day of registration", _LAST),
    _hour("参加申込終了時間", "registration_end_time", "End of registration", _LAST_HOUR),
    _named(
        *("参加申込方法", "registration", "URLのページから申し込み", "How to register"),
        _how_to_register,
    ),
    _named(
        "URL",
        "url",
        "https://tomoni.example.jp/events/koryukai-4/",
        "Address of its public page",
        lambda row: absolute(row.get_absolute_url()),
        "公開ページのアドレスです。",
    ),
    _named(*("備考", "remarks", "会場で開催", "Remarks: how it is held, who may come"), _remarks),
)

EVENTS = DataSet(
    slug="events",
    ja="交流会（イベント一覧）",
    en="Meetings (event list)",
    about_ja="パートナーの交流会です。CSVの列名と並びは、自治体が公開する推奨データセットの「イベント一覧」に合わせています。",
    about_en="Meetings of partners. The CSV has the headings and the order of the event list "
    "(イベント一覧) of the data sets recommended to Japanese municipalities.",
    rows=_events,
    city="municipality__slug",
    filters=public.FILTERS,
    sorts=public.SORTS,
    columns=(
        *SHARED_COLUMNS,
        text(
            "municipality",
            "自治体（municipalities の id）",
            "Municipality (id in municipalities)",
            "kakegawa",
            lambda row: row.municipality.slug,
        ),
        text(
            "state",
            "状態：announced（お知らせ済み）、cancelled（中止）",
            "State: announced or cancelled",
            "announced",
        ),
        text(
            "form",
            "開催方法：venue（会場）、online（オンライン）、hybrid（両方）",
            "How it is held: venue, online or hybrid",
            "venue",
        ),
        text(
            "series",
            "シリーズの名前",
            "Name of the series",
            "パートナー交流会",
            lambda row: row.series.name if row.series else "",
        ),
        number(
            "number",
            "シリーズの中の通算の回",
            "Number in the series",
            "4",
            lambda row: row.number,
        ),
        moment("starts_at", "始まる日時", "When it starts"),
        moment("ends_at", "終わる日時", "When it ends"),
        goals("goals", "関連するSDGsの目標", "SDG goals"),
        fields(),
        updated(),
    ),
)


def _of_year(rows: Any, year: int) -> Any:
    return rows.filter(event__starts_at__year=year)


def _of_month(rows: Any, month: int) -> Any:
    return rows.filter(event__starts_at__month=month)


def _with_tag(rows: Any, tag: str) -> Any:
    return rows.filter(tags__slug=tag.replace("\0", ""))


REPORTS = DataSet(
    slug="reports",
    ja="交流会の報告",
    en="Reports of meetings",
    about_ja="公開された交流会の報告です。本文は簡単なMarkdownで書かれています。写真は含みません。",
    about_en="Published reports of meetings, without photos. The text is simple Markdown.",
    rows=_reports,
    city="event__municipality__slug",
    filters=reports.FILTERS,
    sorts=reports.SORTS,
    extras=(
        Extra("year", int, {"ge": 1, "le": 9999, "description": "開催年 / Year held"}, _of_year),
        Extra("month", int, {"ge": 1, "le": 12, "description": "開催月 / Month held"}, _of_month),
        Extra(
            "tag",
            str,
            {
                "max_length": 60,
                "description": "タグ（アドレスにあることば） / Tag, as in its address",
            },
            _with_tag,
        ),
    ),
    columns=(
        identity("報告", "report"),
        page("/reports/koryukai-4/"),
        text("title", "タイトル", "Title", "第4回交流会を開きました"),
        text("text", "本文（Markdown）", "Text (Markdown)", "40人が集まりました。"),
        texts("tags", "タグ", "Tags", "お茶;空き家", lambda row: row.tags_chosen),
        number(
            "event_id",
            "交流会（events の NO）",
            "The meeting (NO in events)",
            "128",
            lambda row: row.event_id,
        ),
        text(
            "event_title",
            "交流会の名前",
            "Name of the meeting",
            "第4回パートナー交流会",
            lambda row: row.event.title,
        ),
        day("held_on", "開催日", "Day of the meeting", lambda row: local_day(row.event.starts_at)),
        *municipality(lambda row: row.event.municipality),
        moment("published_at", "公開された日時", "When it was published"),
        updated(),
    ),
)
