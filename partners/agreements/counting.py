"""Which number of its kind an agreement is: "the fourth of this university with an economic body".

Counted are signed agreements of the same lead party with a counterpart of the same partner type, by
day of signing, those of one day by their number in the register. Ended ones count, and those too
that the reader may not see: a number does not change with who looks at it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from partners.models import Agreement, AgreementParty
from tomoni.models import in_reader_language

Lead = tuple[int | None, int | None, str]


@dataclass(frozen=True)
class Ordinal:
    """Its number among those of the lead with the partner type; `earlier` are the ids before it."""

    number: int
    lead: str
    ja: str
    en: str
    earlier: tuple[int, ...]

    @property
    def type(self) -> str:
        """The partner type of the counterpart, in the reader's language."""
        return in_reader_language(self.ja, self.en)


@dataclass
class _Signed:
    """What is counted of an agreement: its lead, and the types of its counterparts in order."""

    lead: Lead | None = None
    called: str = ""
    types: tuple[tuple[int, str, str], ...] = ()


def ordinals(agreements: Iterable[Agreement]) -> dict[int, Ordinal]:
    """{id: ordinal} of those that are signed and have a counterpart of a type; two queries."""
    asked = [agreement.pk for agreement in agreements if agreement.state != Agreement.State.DRAFT]
    if not asked:
        return {}
    signed = _read(_of_the_same_leads(asked))
    lines: dict[tuple[Lead, int], list[int]] = defaultdict(list)
    for pk, row in signed.items():  # in the order of signing
        for type_id in {each[0] for each in row.types}:
            if row.lead is not None:
                lines[row.lead, type_id].append(pk)
    return {pk: _ordinal(pk, signed[pk], lines) for pk in asked if _counts(signed.get(pk))}


def ordinal_of(agreement: Agreement) -> Ordinal | None:
    """The ordinal of one agreement; None for drafts and where no counterpart has a type."""
    return ordinals([agreement]).get(agreement.pk)


def _counts(row: _Signed | None) -> bool:
    return row is not None and row.lead is not None and bool(row.types)


def _ordinal(pk: int, row: _Signed, lines: dict[tuple[Lead, int], list[int]]) -> Ordinal:
    type_id, ja, en = row.types[0]
    assert row.lead is not None  # noqa: S101 – the caller has looked
    line = lines[row.lead, type_id]
    place = line.index(pk)
    return Ordinal(place + 1, row.called, ja, en, tuple(line[:place]))


def _of_the_same_leads(asked: list[int]) -> list[int]:
    leads = AgreementParty.objects.filter(agreement__in=asked, is_lead=True)
    same = Q()
    for partner, municipality, name in set(leads.values_list("partner", "municipality", "name")):
        same |= Q(partner=partner, municipality=municipality, name=name)
    if not same:
        return []
    rows = AgreementParty.objects.filter(same, is_lead=True)
    return list(rows.values_list("agreement", flat=True))


def _read(pks: list[int]) -> dict[int, _Signed]:
    parties = AgreementParty.objects.filter(agreement__in=pks)
    rows = parties.exclude(agreement__state=Agreement.State.DRAFT).annotate(
        kind=Coalesce("partner__type", "type"),
        ja=Coalesce("partner__type__name_ja", "type__name_ja"),
        en=Coalesce("partner__type__name_en", "type__name_en"),
        called_so=Coalesce("partner__name", "municipality__name_ja", F("name")),
    )
    found: dict[int, _Signed] = defaultdict(_Signed)
    ordered = rows.order_by("agreement__signed_on", "agreement", "order", "pk")
    for row in ordered.values(
        *("agreement", "is_lead", "partner", "municipality", "name"),
        *("kind", "ja", "en", "called_so"),
    ):
        _take_in(found[row["agreement"]], row)
    return found


def _take_in(signed: _Signed, row: dict[str, Any]) -> None:
    if row["is_lead"]:
        signed.lead = (row["partner"], row["municipality"], row["name"])
        signed.called = row["called_so"]
    elif row["kind"]:
        signed.types += ((row["kind"], row["ja"], row["en"]),)
