"""Agreements: who has agreed with whom, on what, and how it lives."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_date

from partners.agreements.counting import ordinals
from partners.models import Agreement, AgreementParty, CooperationItem, ItemActivity, Partner
from partners.models.agreement_parts import light_of
from partners.views import agreements
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.common_columns import (
    day,
    identity,
    municipality,
    number,
    numbers,
    page,
    text,
    texts,
    updated,
)

_OF_PAGE: Any = agreements.FILTERS[0]  # its page serves the office too, which has drafts
_STATES = replace(_OF_PAGE, choices=tuple(c for c in _OF_PAGE.choices if c[0] != "draft"))


def _agreements() -> QuerySet[Any]:
    rows = Agreement.objects.public().visible_to(AnonymousUser())
    return (
        rows.select_related("municipality", "intermediary")
        .defer("search", "intermediary__search")
        .annotate(
            parties_named=_parties(),
            partner_ids=_partners(),
            lead_named=Subquery(_named(is_lead=True)[:1]),
            items_told=_items(),
            last_activity_on=_last_activity(),
            related_ids=_related(),
        )
    )


def _named(**condition: bool) -> QuerySet[Any, Any]:
    """The names of those who agree, as the register has them: who has signed has signed."""
    rows = AgreementParty.objects.filter(agreement=OuterRef("pk"), **condition)
    called = Coalesce("partner__name", "municipality__name_ja", "name")
    return rows.order_by("order", "pk").values(called=called)


def _parties() -> ArraySubquery:
    return ArraySubquery(_named())


def _partners() -> ArraySubquery:
    """The ids of those parties that are registered partners now."""
    rows = AgreementParty.objects.filter(agreement=OuterRef("pk"))
    registered = rows.filter(partner__state=Partner.State.APPROVED)
    return ArraySubquery(registered.order_by("order", "pk").values("partner"))


def _items() -> ArraySubquery:
    """The co-operation items in their order; `last_on` is when each last lived."""
    told = ItemActivity.objects.filter(item=OuterRef("pk")).order_by("-on").values("on")[:1]
    columns = {
        "title": "title",
        "goal": "goal_id",
        "field": "field__slug",
        "done_on": "done_on",
        "last_on": Coalesce(Subquery(told), "agreement__signed_on", output_field=DateField()),
    }
    rows = CooperationItem.objects.filter(agreement=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _last_activity() -> Subquery:
    """The latest day of which everybody may read what was done."""
    told = ItemActivity.objects.filter(item__agreement=OuterRef("pk"), is_public=True)
    return Subquery(told.order_by("-on").values("on")[:1])


def _related() -> ArraySubquery:
    """The ids of related agreements that are public too."""
    public = Agreement.objects.public().filter(related=OuterRef("pk"))
    return ArraySubquery(public.order_by("pk").values("pk"))


def _with_ordinals(rows: list[Any]) -> None:
    """Which number of its kind each is: two queries for all of them."""
    found = ordinals(rows)
    for row in rows:
        row.ordinal = found.get(row.pk)


def _light(row: Agreement, item: dict[str, Any]) -> str:
    last_on = parse_date(item["last_on"] or "")
    if item["done_on"]:
        return "finished"
    return str(light_of(last_on, timezone.localdate())) if last_on and row.is_in_force else ""


def _of_items(name: str) -> Any:
    """What is chosen of the co-operation items, each value once, in their order."""
    return lambda row: list(dict.fromkeys(item[name] for item in row.items_told if item[name]))


AGREEMENTS = DataSet(
    slug="agreements",
    ja="連携協定",
    en="Agreements",
    about_ja="公開の連携協定です。署名された方のお名前は含みません。",
    about_en="Agreements in the public register. The names of those who signed are not part of it.",
    rows=_agreements,
    complete=_with_ordinals,
    city="municipality__slug",
    filters=(_STATES, *agreements.FILTERS[1:]),
    sorts=agreements.SORTS,
    columns=(
        identity("協定", "agreement"),
        page("/agreements/128/"),
        text("title", "名称", "Title", "地域の活性化に関する連携協定"),
        text("purposes", "目的", "What it is for", "商工業者の課題を大学とともに解決します。"),
        text(
            "state",
            "状態：in_force（有効）、ended（終了）",
            "State: in_force or ended",
            "in_force",
        ),
        *municipality(lambda row: row.municipality),
        texts(
            "parties",
            "協定を結んだ団体の名前",
            "Names of those who agree",
            "中央大学;商工会連合会",
            lambda row: row.parties_named,
        ),
        numbers(
            "partner_ids",
            "そのうち、いま登録されているパートナー（partners の id）",
            "Those of them that are registered partners now (id in partners)",
            "12;31",
        ),
        text(
            "intermediary",
            "仲介する団体",
            "Intermediary",
            "商工会連合会",
            lambda row: row.intermediary.name if row.intermediary else "",
        ),
        number(
            "ordinal",
            "代表の団体がこの種類の団体と結んだ協定のうち、何番目か",
            "Which number it is of those that the lead has signed with this type of partner",
            "4",
            lambda row: row.ordinal and row.ordinal.number,
        ),
        text(
            "lead",
            "代表の団体の名前",
            "Name of the lead",
            "中央大学",
            lambda row: row.lead_named or "",
        ),
        text(
            "ordinal_type",
            "何番目かを数えた相手の種類",
            "The partner type with which they were counted, in Japanese",
            "経済団体",
            lambda row: row.ordinal.ja if row.ordinal else "",
        ),
        day("signed_on", "署名の日", "Day of signing"),
        text(
            "signing",
            "署名の方法：in_person（対面）、online（オンライン）、by_post（書面の交換）",
            "Form of signing: in_person, online or by_post",
            "online",
        ),
        text("place", "署名の場所", "Place of signing", "市役所"),
        day("ends_on", "有効期間の最終日", "Last day of the term"),
        number(
            "renews_for_months",
            "自動で更新される場合の月数",
            "Months for which it goes on by itself, if it does",
            "12",
        ),
        day("ended_on", "終了した日", "Day of its end"),
        text("end_reason", "終了した理由", "Why it ended", "目的を達したため。"),
        texts(
            "items",
            "取り組み。次の二つの列と同じ順番です。",
            "Co-operation items, in the order of the next two columns",
            "共同研究;学び直し",
            lambda row: [item["title"] for item in row.items_told],
        ),
        texts(
            "item_goals",
            "各取り組みのSDGsの目標（goals の id）。ないものは空です。",
            "The goal of each item (id in goals); empty where there is none",
            "9;4",
            lambda row: [str(item["goal"] or "") for item in row.items_told],
        ),
        texts(
            "item_lights",
            "各取り組みのようす：green（動いています）、yellow（一年動きなし）、red（二年動きなし）、finished（終了）。"
            "協定が終わったものは空です。",
            "How each item lives: green, yellow (quiet for a year), red (for two years) or "
            "finished; empty where the agreement has ended",
            "green;yellow",
            lambda row: [_light(row, item) for item in row.items_told],
        ),
        day(
            "last_activity_on",
            "公開されている最後の活動の日",
            "Day of the latest activity that everybody may read of",
        ),
        numbers(
            "goals",
            "取り組みのSDGsの目標（goals の id）",
            "SDG goals of the items (id in goals)",
            "4;9",
            _of_items("goal"),
        ),
        texts(
            "fields",
            "取り組みの行政分野（fields の id）",
            "Administrative fields of the items (id in fields)",
            "industry",
            _of_items("field"),
        ),
        numbers(
            "related",
            "関連する協定（agreements の id）",
            "Related agreements (id in agreements)",
            "3;4",
            lambda row: row.related_ids,
        ),
        text("press_text", "発表文", "Text for the press", "本日、連携協定を結びました。"),
        updated(),
    ),
)
