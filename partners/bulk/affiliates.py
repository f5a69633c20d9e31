"""The members of a federation as a table for its own people."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from partners.bulk.columns import BY_KEY
from partners.bulk.exporting import with_counts
from partners.models import Affiliation, Partner

_CHUNK = 500


def table_of_members(federation: Partner, partners: QuerySet[Partner]) -> Iterator[list[str]]:
    """The headers, then a row for each member.

    Address and telephone stand there only where the member shows them to everybody, or lets the
    federation act for its profile: an export tells nothing that the pages do not.
    """
    yield _headers()
    mine = Affiliation.objects.filter(federation=federation, partner=OuterRef("pk"))
    unclaimed = Partner.objects.unclaimed().filter(pk=OuterRef("pk"))
    rows = with_counts(partners).annotate(
        may_edit=Exists(mine.filter(edits_profile=True)),
        may_write=Exists(mine.filter(writes_listings=True)),
        is_on_behalf=Exists(unclaimed),
    )
    for partner in rows.iterator(chunk_size=_CHUNK):
        yield _cells(partner)


def _headers() -> list[str]:
    keys = ("name", "kana", "type", "address", "phone", "website")
    return [
        *(str(BY_KEY[key].label) for key in keys),
        gettext("Municipality"),
        gettext("State of registration"),
        gettext("Registered until"),
        gettext("Claimed"),
        gettext("We may change the profile"),
        gettext("We may write needs and seeds"),
        gettext("Number of needs"),
        gettext("Number of seeds"),
        gettext("Receipt number"),
    ]


def _cells(partner: Partner) -> list[str]:
    row: Any = partner  # with what was annotated above
    return [
        partner.name,
        partner.kana,
        partner.type.name,
        partner.address if row.may_edit or partner.shows_address else "",
        partner.phone if row.may_edit or partner.shows_phone else "",
        partner.website,
        partner.municipality.name,
        str(partner.get_state_display()),
        partner.expires_on.isoformat() if partner.expires_on else "",
        _yes(not row.is_on_behalf),
        _yes(row.may_edit),
        _yes(row.may_write),
        str(row.needs),
        str(row.seeds),
        partner.receipt if row.may_edit else "",
    ]


def _yes(it_is: bool) -> str:
    return gettext("yes") if it_is else gettext("no")
