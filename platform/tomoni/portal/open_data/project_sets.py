"""Projects: what partners and municipalities do together, and what came of it."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from partners.models import Figure, GoalOutcome, Participation, Partner, Project, Supporter
from partners.views import projects
from tomoni.portal.open_data.columns import Column, DataSet, Kind, chosen, local_day
from tomoni.portal.open_data.common_columns import (
    day,
    fields,
    goals,
    identity,
    municipality,
    number,
    numbers,
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
            told_by_goal=_by_goal(),
            supporter_count=_supporters(),
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


def _by_goal() -> ArraySubquery:
    rows = GoalOutcome.objects.filter(project=OuterRef("pk")).order_by("goal")
    columns = JSONObject(goal="goal_id", text="text", value="value", unit="unit")
    return ArraySubquery(rows.values(row=columns))


def _supporters() -> Coalesce:
    """How many registered partners support it; who they are is their own to show."""
    standing = Supporter.objects.filter(
        project=OuterRef("pk"), withdrawn_at=None, partner__state=Partner.State.APPROVED
    )
    counted = standing.order_by().values("project").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _in_words(figure: dict[str, Any]) -> str:
    value = Decimal(str(figure["value"]))
    return str(Figure(label=figure["label"], value=value, unit=figure["unit"]))


def _parts(hanging: str, name: str) -> Any:
    """One part of all that hangs on a row, in the order of the others."""
    return lambda row: [each[name] for each in getattr(row, hanging)]


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
        numbers(
            "partner_ids",
            "参加しているパートナー（partners の id）",
            "Partners that take part (id in partners)",
            "12;31",
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
        number("people_reached", "届いた人数", "People reached", "120"),
        text("people_counted", "人数の数え方", "How they were counted", "開所日の利用者の延べ人数"),
        texts(
            "figures",
            "成果の数値を文字で",
            "Figures of the result in words",
            "使った茶がら: 2 トン",
            lambda row: [_in_words(figure) for figure in row.figures_told],
        ),
        texts(
            "figure_labels",
            "成果の数値の名前。次の二つの列と同じ順番です。",
            "What each figure counts, in the order of the next two columns",
            "使った茶がら",
            _parts("figures_told", "label"),
        ),
        Column(
            "figure_values",
            Kind.DECIMALS,
            "成果の数値",
            "The figures as numbers",
            "2.0",
            _parts("figures_told", "value"),
        ),
        texts(
            "figure_units",
            "成果の数値の単位",
            "Their units",
            "トン",
            _parts("figures_told", "unit"),
        ),
        numbers(
            "outcome_goals",
            "目標ごとの成果の目標（goals の id）。次の三つの列と同じ順番です。",
            "Goals of the results by goal (id in goals), in the order of the next three columns",
            "11;12",
            _parts("told_by_goal", "goal"),
        ),
        texts(
            "outcome_texts",
            "目標ごとの成果",
            "What came of it for each of these goals",
            "居場所が三か所できました。;茶がらを捨てなくなりました。",
            _parts("told_by_goal", "text"),
        ),
        Column(
            "outcome_values",
            Kind.DECIMALS,
            "目標ごとの成果の数値。ないものは空です。",
            "The numbers of these results; empty where there is none",
            "3.0;",
            _parts("told_by_goal", "value"),
        ),
        texts(
            "outcome_units",
            "目標ごとの成果の数値の単位",
            "The units of these numbers",
            "か所;",
            _parts("told_by_goal", "unit"),
        ),
        number(
            "supporters",
            "賛同しているパートナーの数",
            "How many partners support it",
            "7",
            lambda row: row.supporter_count,
        ),
        updated(),
    ),
)
