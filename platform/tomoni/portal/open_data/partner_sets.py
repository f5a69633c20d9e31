"""Partners, and what they need and offer."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from partners.models import Affiliation, Listing, Partner
from partners.views.public import (
    LISTING_FILTERS,
    LISTING_SORTS,
    PARTNER_FILTERS,
    PARTNER_SORTS,
)
from tomoni.portal.open_data.columns import DataSet, chosen, local_day
from tomoni.portal.open_data.common_columns import (
    codes,
    day,
    fields,
    goals,
    identity,
    moment,
    municipality,
    number,
    numbers,
    page,
    text,
    updated,
)


def _partners() -> QuerySet[Any]:
    rows = Partner.objects.approved().visible_to(AnonymousUser())
    return (
        rows.select_related("type", "sector", "municipality")
        .defer("search", "return_reason", "return_remarks", "suspend_reason", "lift_words")
        .annotate(
            primary_goals_chosen=chosen(Partner, "primary_goals", "number"),
            related_goals_chosen=chosen(Partner, "related_goals", "number"),
            fields_chosen=chosen(Partner, "fields"),
            visions_chosen=chosen(Partner, "visions", "name_ja"),
            federations_chosen=_federations(),
        )
    )


def _federations() -> ArraySubquery:
    """The ids of the registered federations of each partner of a query."""
    mine = Affiliation.objects.filter(partner=OuterRef("pk"))
    registered = mine.filter(federation__state=Partner.State.APPROVED)
    return ArraySubquery(registered.order_by("federation").values("federation"))


def _listings(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.select_related("partner__municipality")
        .defer("search", "partner__search")
        .annotate(
            primary_goals_chosen=chosen(Listing, "primary_goals", "number"),
            related_goals_chosen=chosen(Listing, "related_goals", "number"),
            fields_chosen=chosen(Listing, "fields"),
            visions_chosen=chosen(Listing, "visions", "name_ja"),
            resources_chosen=chosen(Listing, "resources"),
            accepts_chosen=chosen(Listing, "accepts"),
            areas_chosen=chosen(Listing, "areas"),
        )
    )


def _live() -> QuerySet[Any]:
    return _listings(Listing.objects.live().visible_to(AnonymousUser()))


def _with_page() -> QuerySet[Any]:
    return _listings(Listing.objects.visible_to(AnonymousUser()))


VISIONS = codes(
    "visions",
    "自治体のビジョンの名前（visions の name_ja）",
    "Names of the municipality's visions (name_ja in visions)",
    "にぎわいのあるまち",
)
MAIN_GOALS = goals("primary_goals", "重点とするSDGsの目標", "Main SDG goals")
FURTHER_GOALS = goals("related_goals", "関連するSDGsの目標", "Further SDG goals")

PARTNERS = DataSet(
    slug="partners",
    ja="パートナー",
    en="Partners",
    about_ja="自治体に登録している企業、団体、学校、市民の方々です。住所と電話番号は、本人が公開している場合だけ入っています。",
    about_en="Companies, groups, schools and citizens registered with a municipality. Address and "
    "telephone are there only where they show them themselves.",
    rows=_partners,
    city="municipality__slug",
    filters=PARTNER_FILTERS,
    sorts=PARTNER_SORTS,
    columns=(
        identity("パートナー", "partner"),
        page("/partners/tanaka-seicha/"),
        text("name", "名前", "Name", "田中製茶株式会社"),
        text(
            "type",
            "パートナーの種類（partner-types の id）",
            "Type of partner (id in partner-types)",
            "company",
            lambda row: row.type.slug,
        ),
        text(
            "type_name",
            "パートナーの種類",
            "Type of partner, in Japanese",
            "企業",
            lambda row: row.type.name_ja,
        ),
        text(
            "sector",
            "業種（sectors の id）",
            "Line of business (id in sectors)",
            "manufacturing",
            lambda row: row.sector.slug if row.sector else "",
        ),
        *municipality(lambda row: row.municipality),
        text("description", "活動の内容", "What it does", "お茶を作り、販売しています。"),
        text("declaration", "SDGs宣言", "SDGs declaration", "茶がらを捨てずに使い切ります。"),
        text("website", "ウェブサイト", "Website", "https://example.jp/"),
        text(
            "address",
            "住所（本人が公開している場合だけ）",
            "Address, only where the partner shows it",
            "静岡県掛川市長谷一丁目",
            lambda row: row.public_address,
        ),
        text(
            "phone",
            "電話番号（本人が公開している場合だけ）",
            "Telephone, only where the partner shows it",
            "0537-00-0000",
            lambda row: row.public_phone,
        ),
        MAIN_GOALS,
        FURTHER_GOALS,
        fields(),
        VISIONS,
        numbers(
            "federations",
            "所属する団体（partners の id）",
            "Federations it belongs to (id in partners)",
            "12;31",
            lambda row: row.federations_chosen,
        ),
        day(
            "registered_on",
            "登録された日",
            "Day of its registration",
            lambda row: local_day(row.approved_at),
        ),
        updated(),
    ),
)

LISTINGS = DataSet(
    slug="listings",
    ja="ニーズとシーズ",
    en="Needs and seeds",
    about_ja="パートナーに足りないもの（ニーズ）と、提供できるもの（シーズ）です。だれにでも公開され、有効期限内のものだけが入っています。",
    about_en="What partners lack (needs) and can offer (seeds), as far as it is shown to everybody "
    "and still holds.",
    rows=_live,
    single=_with_page,
    city="partner__municipality__slug",
    filters=LISTING_FILTERS,
    sorts=LISTING_SORTS,
    columns=(
        identity("掲載", "listing"),
        page("/listings/128/"),
        text(
            "side",
            "need（ニーズ）または seed（シーズ）",
            "need or seed",
            "need",
        ),
        text("title", "タイトル", "Title", "茶がらの使い道を探しています"),
        text("body", "説明", "Description", "毎月200キロの茶がらが出ます。"),
        text(
            "state",
            "状態：published（掲載中）、fulfilled（解決済み）",
            "State: published or fulfilled",
            "published",
        ),
        number(
            "partner_id",
            "掲載したパートナー（partners の id）",
            "Partner (id in partners)",
            "12",
            lambda row: row.partner_id,
        ),
        text(
            "partner_name",
            "掲載したパートナーの名前",
            "Name of the partner",
            "田中製茶株式会社",
            lambda row: row.partner.name,
        ),
        *municipality(lambda row: row.partner.municipality),
        codes(
            "resources",
            "リソースの種類（resource-kinds の id）",
            "Kinds of resources (id in resource-kinds)",
            "technology;place",
        ),
        MAIN_GOALS,
        FURTHER_GOALS,
        fields(),
        VISIONS,
        text("area", "対象の地域", "Where it is about, in words", "掛川市の中心部"),
        codes(
            "areas",
            "対象の自治体（municipalities の id）",
            "Municipalities it is about (id in municipalities)",
            "kakegawa",
        ),
        codes(
            "accepts",
            "会いたい相手の種類（partner-types の id）",
            "Partner types it wants to meet (id in partner-types)",
            "company;npo",
        ),
        text(
            "reach",
            "相手の範囲：prefecture（同じ都道府県）、municipality（同じ自治体）、空欄（どこでも）",
            "How far away: prefecture, municipality, or empty for anywhere",
            "prefecture",
        ),
        moment("published_at", "掲載された日時", "When it was published"),
        day("valid_until", "有効期限", "Valid until", lambda row: row.review_by),
        updated(),
    ),
)
