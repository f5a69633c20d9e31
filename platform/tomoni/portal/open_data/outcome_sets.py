"""What came of it: projects and agreements."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from partners.agreements.register import with_card
from partners.models import (
    Agreement,
    AgreementParty,
    CooperationItem,
    Figure,
    Participation,
    Partner,
    Project,
)
from partners.views import agreements, projects
from tomoni.portal.open_data.columns import Column, DataSet, Kind, absolute, chosen, local_day
from tomoni.portal.open_data.common_columns import (
    day,
    fields,
    goals,
    identity,
    municipality,
    page,
    text,
    texts,
    updated,
)


def _projects() -> QuerySet[Any]:
    rows = Project.objects.visible_to(AnonymousUser())
    return (
        rows.select_related("municipality")
        .defer("search")
        .annotate(
            goals_chosen=chosen(Project, "goals", "number"),
            fields_chosen=chosen(Project, "fields"),
            partner_ids=_taking_part("partner_id"),
            partner_names=_taking_part("partner__name"),
            figures_told=_figures(),
        )
    )


def _taking_part(column: str) -> ArraySubquery:
    """Of the registered partners that take part, in the order in which they joined."""
    joined = Participation.objects.joined().filter(project=OuterRef("pk"))
    registered = joined.filter(partner__state=Partner.State.APPROVED)
    return ArraySubquery(registered.order_by("pk").values(column))


def _figures() -> ArraySubquery:
    rows = Figure.objects.filter(project=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(row=JSONObject(label="label", value="value", unit="unit")))


def _in_words(figure: dict[str, Any]) -> str:
    value = Decimal(str(figure["value"]))
    return str(Figure(label=figure["label"], value=value, unit=figure["unit"]))


def _agreements() -> QuerySet[Any]:
    rows = with_card(Agreement.objects.public().visible_to(AnonymousUser()))
    return (
        rows.select_related("municipality", "intermediary")
        .defer("search", "intermediary__search")
        .annotate(
            parties_named=_parties(),
            item_titles=_of_items("title"),
            goals_chosen=_of_items("goal_id"),
            fields_chosen=_of_items("field__slug"),
            related_ids=_related(),
        )
    )


def _parties() -> ArraySubquery:
    """The names of those who agree, as the register has them: who has signed has signed."""
    rows = AgreementParty.objects.filter(agreement=OuterRef("pk"))
    called = Coalesce("partner__name", "municipality__name_ja", "name")
    return ArraySubquery(rows.order_by("order", "pk").values(called=called))


def _of_items(column: str) -> ArraySubquery:
    """Of the co-operation items, each value once, in their order."""
    rows = CooperationItem.objects.filter(agreement=OuterRef("pk"))
    return ArraySubquery(rows.exclude(**{column: None}).order_by("order", "pk").values(column))


def _related() -> ArraySubquery:
    """The ids of related agreements that are public too."""
    public = Agreement.objects.public().filter(related=OuterRef("pk"))
    return ArraySubquery(public.order_by("pk").values("pk"))


def _intermediary(row: Agreement) -> str:
    return row.intermediary.name if row.intermediary else ""


def _once(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


PROJECTS = DataSet(
    slug="projects",
    ja="プロジェクト",
    en="Projects",
    about_ja="パートナーと自治体がいっしょに進めている、または終えた取り組みのうち、参加者が公開しているものです。",
    about_en="What partners and municipalities do or have done together, as far as those who take "
    "part show it to everybody.",
    rows=_projects,
    city="municipality__slug",
    filters=projects.FILTERS,
    sorts=projects.SORTS,
    columns=(
        identity("プロジェクト", "project"),
        page("/projects/128/"),
        text("title", "タイトル", "Title", "茶がらの紙づくり"),
        text("summary", "内容", "What it is about", "茶がらから紙を作ります。"),
        text(
            "state",
            "状態：under_way（実施中）、completed（完了）、ended（途中で終了）",
            "State: under_way, completed or ended",
            "under_way",
        ),
        *municipality(lambda row: row.municipality),
        Column(
            "partner_ids",
            Kind.NUMBERS,
            "参加しているパートナー（partners の id）",
            "Partners that take part (id in partners)",
            "12;31",
            lambda row: row.partner_ids,
        ),
        texts(
            "partner_names",
            "参加しているパートナーの名前",
            "Names of the partners that take part",
            "田中製茶株式会社;NPO法人みどり",
        ),
        goals("goals", "関連するSDGsの目標", "SDG goals"),
        fields(),
        day("started_on", "始めた日", "Day of its start", lambda row: local_day(row.started_at)),
        day("ended_on", "終えた日", "Day of its end", lambda row: local_day(row.ended_at)),
        text("end_reason", "途中で終えた理由", "Why it ended early", "担当が変わったため。"),
        text("outcome", "成果", "What came of it", "年間2トンの茶がらを使いました。"),
        text("lessons", "学んだこと", "What was learned", "乾かす場所が大切でした。"),
        texts(
            "figures",
            "成果の数値",
            "Figures of the result",
            "使った茶がら: 2 トン",
            lambda row: [_in_words(figure) for figure in row.figures_told],
        ),
        updated(),
    ),
)

AGREEMENTS = DataSet(
    slug="agreements",
    ja="連携協定",
    en="Agreements",
    about_ja="公開の連携協定です。署名された方のお名前は含みません。",
    about_en="Agreements in the public register. The names of those who signed are not part of it.",
    rows=_agreements,
    city="municipality__slug",
    filters=agreements.FILTERS,
    sorts=agreements.SORTS,
    columns=(
        identity("協定", "agreement"),
        text(
            "url",
            "公開ページのアドレス",
            "Address of its public page",
            "https://tomoni.example.jp/agreements/128/",
            lambda row: absolute(row.get_absolute_url()),
        ),
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
        text("intermediary", "仲介する団体", "Intermediary", "商工会連合会", _intermediary),
        day("signed_on", "署名の日", "Day of signing"),
        text(
            "signing",
            "署名の方法：in_person（対面）、online（オンライン）、by_post（書面の交換）",
            "Form of signing: in_person, online or by_post",
            "online",
        ),
        text("place", "署名の場所", "Place of signing", "市役所"),
        day("ends_on", "有効期間の最終日", "Last day of the term"),
        day("ended_on", "終了した日", "Day of its end"),
        texts(
            "items",
            "連携する事項",
            "Co-operation items",
            "共同研究;学び直し",
            lambda row: row.item_titles,
        ),
        Column(
            "goals",
            Kind.NUMBERS,
            "連携する事項のSDGsの目標（goals の id）",
            "SDG goals of the items (id in goals)",
            "4;9",
            lambda row: _once(row.goals_chosen),
        ),
        texts(
            "fields",
            "連携する事項の行政分野（fields の id）",
            "Administrative fields of the items (id in fields)",
            "industry",
            lambda row: _once(row.fields_chosen),
        ),
        Column(
            "related",
            Kind.NUMBERS,
            "関連する協定（agreements の id）",
            "Related agreements (id in agreements)",
            "3;4",
            lambda row: row.related_ids,
        ),
        text("press_text", "発表文", "Text for the press", "本日、連携協定を結びました。"),
        updated(),
    ),
)
