"""Challenges: on what municipalities, and in reverse calls partners, seek others."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from challenges.models import Challenge
from challenges.models.challenge import Contact, SubTheme
from challenges.views.public import FILTERS, SORTS
from tomoni.portal.open_data.columns import Column, DataSet, Kind, chosen
from tomoni.portal.open_data.common_columns import (
    codes,
    fields,
    identity,
    moment,
    municipality,
    number,
    page,
    text,
    texts,
    updated,
)
from tomoni.portal.open_data.partner_sets import FURTHER_GOALS, MAIN_GOALS, VISIONS


def _challenges() -> QuerySet[Any]:
    rows = Challenge.objects.published().visible_to(AnonymousUser()).by_end()
    return (
        rows.select_related("municipality", "category", "caller")
        .defer("search", "caller__search")
        .annotate(
            primary_goals_chosen=chosen(Challenge, "primary_goals", "number"),
            related_goals_chosen=chosen(Challenge, "related_goals", "number"),
            fields_chosen=chosen(Challenge, "fields"),
            visions_chosen=chosen(Challenge, "visions", "name_ja"),
            offered_resources_chosen=chosen(Challenge, "offered_resources"),
            sought_resources_chosen=chosen(Challenge, "sought_resources"),
            sub_theme_titles=_hanging(SubTheme, "title"),
            contact_offices=_hanging(Contact, "organisation"),
        )
    )


def _hanging(model: Any, column: str) -> ArraySubquery:
    rows = model.objects.filter(challenge=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(column))


CHALLENGES = DataSet(
    slug="challenges",
    ja="共創チャレンジ",
    en="Challenges",
    about_ja="自治体がパートナーを募る共創チャレンジと、企業が自治体を募る逆公募です。公開されたもの（終了したものを含む）が入っています。",
    about_en="Challenges on which municipalities seek partners, and reverse calls in which a "
    "company seeks municipalities: all that were opened, those that are over too.",
    rows=_challenges,
    city="municipality__slug",
    filters=FILTERS,
    sorts=SORTS,
    columns=(
        identity("チャレンジ", "challenge"),
        page("/challenges/akiya/"),
        text("title", "タイトル", "Title", "空き家を地域の居場所に"),
        text(
            "state",
            "状態：open（募集中）、closed（締切後）、selecting（選考中）、decided（決定）、"
            "under_way（実施中）、completed（完了）、cancelled（中止）",
            "State: open, closed, selecting, decided, under_way, completed or cancelled",
            "open",
        ),
        Column(
            "is_open",
            Kind.TRUTH,
            "いま提案を受け付けているか",
            "Whether it takes proposals now",
            "true",
            lambda row: row.accepts_proposals,
        ),
        text(
            "call_type",
            "募集の型：theme（テーマ型）、free（フリー型）、reverse（逆公募）",
            "Type of call: theme, free or reverse",
            "theme",
        ),
        text(
            "mode",
            "進め方：collaboration（協働）、contract（委託など）",
            "Mode: collaboration or contract",
            "collaboration",
        ),
        *municipality(lambda row: row.municipality),
        number(
            "caller_id",
            "逆公募で募集する企業（partners の id）",
            "In a reverse call, the partner that asks (id in partners)",
            "12",
            lambda row: row.caller_id,
        ),
        text(
            "caller_name",
            "逆公募で募集する企業の名前",
            "In a reverse call, the name of the partner that asks",
            "田中製茶株式会社",
            lambda row: row.caller.name if row.caller else "",
        ),
        text(
            "category",
            "カテゴリー",
            "Category, in Japanese",
            "まちづくり",
            lambda row: row.category.name_ja if row.category else "",
        ),
        text("wish", "実現したいこと", "What is to be achieved", "空き家を減らしたい。"),
        text("background", "背景", "Background", "空き家が増えています。"),
        text("project_name", "チャレンジ事業の名称", "Name of the project", "空き家活用事業"),
        text(
            "project_content", "チャレンジ事業の内容", "Content of the project", "改修と運営です。"
        ),
        texts(
            "sub_themes",
            "サブテーマ",
            "Sub-themes",
            "改修;運営",
            lambda row: row.sub_theme_titles,
        ),
        text("expected_outcomes", "期待される成果", "Expected outcomes", "居場所が三か所できる。"),
        text("offered", "提供できるリソース", "Resources that are offered", "空き家の情報"),
        text("asked_of_advisers", "アドバイザーに求めること", "What is asked of advisers", "助言"),
        text("money", "逆公募の資金", "Money, in a reverse call", "上限300万円"),
        text("conditions", "逆公募の条件", "Conditions, in a reverse call", "1年以内に実施"),
        text("remarks", "自由記入", "Further remarks", "現地見学ができます。"),
        codes(
            "offered_resources",
            "提供するリソースの種類（resource-kinds の id）",
            "Kinds of resources offered (id in resource-kinds)",
            "place",
        ),
        codes(
            "sought_resources",
            "求めるリソースの種類（resource-kinds の id）",
            "Kinds of resources sought (id in resource-kinds)",
            "technology",
        ),
        MAIN_GOALS,
        FURTHER_GOALS,
        fields(),
        VISIONS,
        texts(
            "contacts",
            "問い合わせ先の組織と部署（担当者名と連絡先は入りません）",
            "Organisations and sections to ask; no persons, no addresses",
            "掛川市企画政策課",
            lambda row: row.contact_offices,
        ),
        moment("opened_at", "募集を始めた日時", "When it was opened"),
        moment("closes_at", "提案の締切", "Proposals until"),
        number(
            "reply_days",
            "返事までの日数",
            "Days within which the city replies",
            "30",
            lambda row: row.reply_days,
        ),
        text("result", "選考の結果", "What was decided", "三件を採択しました。"),
        text("report", "成果", "What came of it", "居場所が二か所できました。"),
        text("cancel_reason", "中止の理由", "Why it was cancelled", "予算が認められませんでした。"),
        updated(),
    ),
)
