"""The partners of a list as a table, written row by row in the order of its columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.bulk.columns import BY_KEY
from partners.models import Listing, Partner

_CHUNK = 500  # partners for which what they are sorted under is read together


@dataclass(frozen=True)
class Column:
    """A column with its header and what it says of a partner."""

    header: str | Promise
    value: Callable[[Partner], Any]


def _goals(name: str) -> Callable[[Partner], str]:
    return lambda partner: "、".join(str(row.pk) for row in getattr(partner, name).all())


def _names(relation: str) -> Callable[[Partner], str]:
    # A comma inside a name would end it for who reads the table again.
    return lambda partner: "、".join(
        row.name_ja.replace("、", "・") for row in getattr(partner, relation).all()
    )


def _postal(partner: Partner) -> str:
    code = partner.postal_code
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 else code


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


COLUMNS = (
    Column(BY_KEY["name"].label, lambda partner: partner.name),
    Column(BY_KEY["kana"].label, lambda partner: partner.kana),
    Column(BY_KEY["corporate_number"].label, lambda partner: partner.corporate_number),
    Column(BY_KEY["type"].label, lambda partner: partner.type.name_ja),
    Column(
        BY_KEY["sector"].label, lambda partner: partner.sector.name_ja if partner.sector else ""
    ),
    Column(BY_KEY["postal_code"].label, _postal),
    Column(BY_KEY["address"].label, lambda partner: partner.address),
    Column(BY_KEY["phone"].label, lambda partner: partner.phone),
    Column(BY_KEY["website"].label, lambda partner: partner.website),
    Column(BY_KEY["description"].label, lambda partner: partner.description),
    Column(BY_KEY["declaration"].label, lambda partner: partner.declaration),
    Column(BY_KEY["primary_goals"].label, _goals("primary_goals")),
    Column(BY_KEY["related_goals"].label, _goals("related_goals")),
    Column(BY_KEY["fields"].label, _names("fields")),
    Column(BY_KEY["visions"].label, _names("visions")),
    Column(_("Municipality"), lambda partner: partner.municipality.name_ja),
    Column(_("State of registration"), lambda partner: partner.get_state_display()),
    Column(_("Date of registration"), lambda partner: _day(partner.approved_at)),
    Column(
        _("Registered until"),
        lambda partner: partner.expires_on.isoformat() if partner.expires_on else "",
    ),
    Column(_("Receipt number"), lambda partner: partner.receipt),
    Column(_("Number of needs"), lambda partner: partner.needs),  # type: ignore[attr-defined]
    Column(_("Number of seeds"), lambda partner: partner.seeds),  # type: ignore[attr-defined]
)


def table_of(partners: QuerySet[Partner]) -> Iterator[list[str]]:
    """The headers, then a row for each partner; a few queries for every 500 of them."""
    yield [str(column.header) for column in COLUMNS]
    for partner in _with_all(partners).iterator(chunk_size=_CHUNK):
        yield [_clean(str(column.value(partner))) for column in COLUMNS]


def _with_all(partners: QuerySet[Partner]) -> QuerySet[Partner]:
    rows = partners.select_related("type", "sector", "municipality")
    return with_counts(rows.prefetch_related("primary_goals", "related_goals", "fields", "visions"))


def with_counts(partners: QuerySet[Partner]) -> QuerySet[Partner]:
    """The partners with the numbers of needs and seeds that are shown."""
    shown = Q(listings__state__in=Listing.SHOWN_STATES)
    return partners.annotate(
        needs=Count("listings", shown & Q(listings__side=Listing.Side.NEED), distinct=True),
        seeds=Count("listings", shown & Q(listings__side=Listing.Side.SEED), distinct=True),
    )


def _clean(value: str) -> str:
    """Line ends as spreadsheets write them inside a cell."""
    return value.replace("\r\n", "\n").replace("\r", "\n")
