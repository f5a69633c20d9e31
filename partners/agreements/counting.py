"""Which number of its kind an agreement is: "the fourth of this university with an economic body".

Counted are signed agreements of the same lead party with a counterpart of the same partner type, by
day of signing, those of one day by their number in the register. Ended ones count, and those too
that the reader may not see: a number does not change with who looks at it. A lead that was known by
its name alone is, within a register, whoever is registered under this name by now.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal as english_ordinal
from django.db.models import F
from django.db.models.functions import Coalesce

from partners.models import Agreement, AgreementParty
from tomoni import text
from tomoni.models import in_reader_language

Lead = tuple[int | None, int | None, str]
Called = tuple[str, str]
"""A name in Japanese and in English."""


@dataclass(frozen=True)
class Ordinal:
    """Its number among those of the lead with the partner type; `earlier` are the ids before it."""

    number: int
    called: Called
    ja: str
    en: str
    earlier: tuple[int, ...]

    @property
    def lead(self) -> str:
        """The name of the lead, in the reader's language."""
        return in_reader_language(*self.called)

    @property
    def place(self) -> str:
        """The number as the reader's language writes it: "4", "4th"."""
        return in_reader_language(str(self.number), str(english_ordinal(self.number)))

    @property
    def type(self) -> str:
        """The partner type of the counterpart, in the reader's language."""
        return in_reader_language(self.ja, self.en)


@dataclass
class _Signed:
    """What is counted of an agreement: its lead, and the types of its counterparts in order."""

    lead: Lead | None = None
    called: Called = ("", "")
    types: tuple[tuple[int, str, str], ...] = ()


def ordinals(agreements: Iterable[Agreement]) -> dict[int, Ordinal]:
    """{id: ordinal} of those that are signed and have a counterpart of a type; two queries."""
    asked = [agreement.pk for agreement in agreements if agreement.state != Agreement.State.DRAFT]
    if not asked:
        return {}
    signed = _read(_leads_like_those_of(asked))
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


def _leads_like_those_of(asked: list[int]) -> dict[int, Lead]:
    """{id: lead} of all signed agreements that have the lead of one of those asked for."""
    rows = AgreementParty.objects.filter(is_lead=True).exclude(
        agreement__state=Agreement.State.DRAFT
    )
    columns = ("agreement", "agreement__municipality", "partner", "municipality", "name")
    leads = list(rows.values(*columns, "partner__name"))
    registered: dict[tuple[int, str], Lead] = {
        (row["agreement__municipality"], text.key(row["partner__name"])): (row["partner"], None, "")
        for row in leads
        if row["partner"]
    }
    known: dict[int, Lead] = {}
    for row in leads:
        called = text.key(row["name"])
        lead = (row["partner"], row["municipality"], called)
        known[row["agreement"]] = registered.get((row["agreement__municipality"], called), lead)
    wanted = {known[pk] for pk in asked if pk in known}
    return {pk: lead for pk, lead in known.items() if lead in wanted}


def _read(leads: dict[int, Lead]) -> dict[int, _Signed]:
    rows = AgreementParty.objects.filter(agreement__in=leads).annotate(
        kind=Coalesce("partner__type", "type"),
        ja=Coalesce("partner__type__name_ja", "type__name_ja"),
        en=Coalesce("partner__type__name_en", "type__name_en"),
        called_ja=Coalesce("partner__name", "municipality__name_ja", F("name")),
        called_en=Coalesce("partner__name", "municipality__name_en", F("name")),
    )
    found: dict[int, _Signed] = defaultdict(_Signed)
    ordered = rows.order_by("agreement__signed_on", "agreement", "order", "pk")
    for row in ordered.values(
        *("agreement", "is_lead", "kind", "ja", "en", "called_ja", "called_en")
    ):
        _take_in(found[row["agreement"]], row, leads)
    return found


def _take_in(signed: _Signed, row: dict[str, Any], leads: dict[int, Lead]) -> None:
    if row["is_lead"]:
        signed.lead = leads[row["agreement"]]
        signed.called = (row["called_ja"], row["called_en"])
    elif row["kind"]:
        signed.types += ((row["kind"], row["ja"], row["en"]),)
