"""The SDGs declaration of a partner: its targets, and each year what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from partners.acting import on_behalf
from partners.mailing import mails
from partners.mailing.telling import tell_later
from partners.models import Partner, Target, TargetReport, YearReport, open_year
from partners.models.declaration import FIRST_YEAR
from partners.record import changes
from partners.record.changes import Differences
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Goal

DAY, PARTNER = "partners.reports_due", "partners.report_due"
FROM_HOUR = 5
"""Mails are there when people begin to work, and nobody is woken by them."""
ASKED_IN_MONTHS = (4, 5, 6)
"""Who has targets only later in the year is not asked about a year that is long over."""
MOST = 20  # targets of one declaration


@dataclass(frozen=True)
class Line:
    """A target as somebody writes it down."""

    aim: str
    goal: Goal | None = None
    vision: Vision | None = None
    by_when: str = ""
    measure: str = ""

    @classmethod
    def of(cls, target: Target) -> "Line":
        """As it stands in the declaration."""
        return cls(target.aim, target.goal, target.vision, target.by_when, target.measure)

    @property
    def said(self) -> dict[str, str]:
        """All of it in both languages, for the record of changes."""
        chosen = self.goal or self.vision
        details = [self.by_when, self.measure]
        ja = [self.aim, chosen.name_ja if chosen else "", *details]
        en = [self.aim, (chosen.name_en or chosen.name_ja) if chosen else "", *details]
        return {"ja": " / ".join(filter(None, ja)), "en": " / ".join(filter(None, en))}


@dataclass(frozen=True)
class Told:
    """What is said of one target in a year's report."""

    target: Target
    state: str
    text: str = ""
    figure: str = ""
    link: str = ""


@transaction.atomic
def declare(
    partner: Partner, *, by: User, seen_version: int, text: str, lines: Sequence[Line]
) -> None:
    """Write the declaration anew. What is worded as before goes on; what is not there any more ends
    today, and stays with its reports.
    """
    partner.claim_version(seen_version)
    _require_edits(partner)
    changed = _change_text(partner, text) | _change_lines(partner, lines, timezone.localdate())
    entry = _record(by, "partner.declared", partner, changed=list(changed))
    changes.keep(changed, partner, entry)
    partner_changed.send(Partner, partner=partner)


def _require_edits(partner: Partner) -> None:
    """As it is now, once the row is held: somebody may just have suspended it."""
    if not Partner.objects.only("state").get(pk=partner.pk).takes_edits:
        raise StateError(f"{partner.pk} takes no edits")


def _record(by: User, verb: str, partner: Partner, **data: Any) -> Entry:
    """In the journal; its owners hear of it where somebody else has done it."""
    acted = on_behalf(by, partner)
    entry = record(by, verb, partner, municipality=partner.municipality, **data, **acted)
    if acted:
        tell_later(partner, entry)
    return entry


def _change_text(partner: Partner, text: str) -> Differences:
    stored = Partner.objects.values_list("declaration", flat=True).get(pk=partner.pk)
    partner.declaration = text
    partner.save(update_fields=["declaration", "search", "updated_at"])
    return {"declaration": [stored, text]} if stored != text else {}


def _change_lines(partner: Partner, lines: Sequence[Line], today: date) -> Differences:
    current = partner.targets.current().select_related("goal", "vision").order_by("order", "pk")
    standing = {Line.of(target): target for target in current}
    wanted = list(dict.fromkeys(lines))
    gone = [target for line, target in standing.items() if line not in wanted]
    for order, line in enumerate(wanted):
        _place(partner, line, standing.get(line), order, today)
    _end(gone, today)
    if set(wanted) == set(standing):
        return {}
    return {"targets": [[line.said for line in standing], [line.said for line in wanted]]}


def _place(partner: Partner, line: Line, target: Target | None, order: int, today: date) -> None:
    if target is None:
        Target.objects.create(partner=partner, **vars(line), order=order, since=today)
    elif target.order != order:
        target.order = order
        target.save(update_fields=["order"])


def _end(targets: Iterable[Target], today: date) -> None:
    """Take them out; one of this very day, of which nobody has reported, was a slip of the pen."""
    for target in targets:
        if target.since == today and not target.reports.exists():
            target.delete()
        else:
            target.ended_on = today
            target.save(update_fields=["ended_on"])


_SAID = ("state", "text", "figure", "link")


@transaction.atomic
def report_year(
    partner: Partner,
    year: int,
    *,
    by: User,
    seen_version: int,
    summary: str,
    told: Sequence[Told],
) -> YearReport:
    """Say what was done in a fiscal year, or say it better.

    StateError for a year that is not over or in which nothing was declared; LostUpdateError if
    somebody has changed the report since `seen_version` (0 where there was none yet).
    """
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)
    _require_edits(partner)
    if not is_reportable(partner, year):
        raise StateError(f"{partner.pk} has nothing to report on {year}")
    report = _report_of(partner, year, by, seen_version)
    report.summary, report.written_by = summary, by
    report.save()
    for line in told:
        said: dict[str, Any] = {name: getattr(line, name) for name in _SAID}
        report.lines.update_or_create(target=line.target, defaults=said)
    _record(by, "partner.year_reported", partner, year=year)
    return report


def _report_of(partner: Partner, year: int, by: User, seen_version: int) -> YearReport:
    report = partner.year_reports.filter(year=year).first()
    if report is None:
        if seen_version:
            raise LostUpdateError
        return YearReport(partner=partner, year=year, written_by=by)
    report.claim_version(seen_version)
    return report


def is_reportable(partner: Partner, year: int) -> bool:
    """The year is over, and the declaration had targets at its end."""
    is_over = FIRST_YEAR <= year <= open_year(timezone.localdate())
    return is_over and partner.targets.of_year(year).exists()


def year_to_report(partner: Partner) -> int | None:
    """The fiscal year of which the partner has still to tell, None where all is told."""
    year = open_year(timezone.localdate())
    if partner.year_reports.filter(year=year).exists() or not is_reportable(partner, year):
        return None
    return year


# --- The yearly mail ------------------------------------------------------------------------------


def ask_for_reports() -> None:
    """Have everybody asked whose report is due, once a day in spring; in a transaction."""
    now = timezone.localtime()
    if now.month in ASKED_IN_MONTHS and now.hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, now.date().isoformat())


def due_partners(year: int) -> list[int]:
    """The registered partners that had targets at the end of the year and have not reported."""
    reported = YearReport.objects.filter(partner=OuterRef("pk"), year=year)
    declared = Target.objects.of_year(year).filter(partner=OuterRef("pk"))
    rows = Partner.objects.approved().filter(Exists(declared), ~Exists(reported)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def ask_each(year: int) -> ledger.Write:
    """One piece of work for each, so that none can hold up the others."""
    return partial(_enqueue_each, due_partners(year), year)


def _enqueue_each(pks: list[int], year: int) -> None:
    for pk in pks:
        ledger.enqueue_once(PARTNER, f"{pk}:{year}")


@transaction.atomic
def ask(pk: int, year: int) -> None:
    """Write to the owners, unless they have reported meanwhile or the declaration is gone."""
    if pk in due_partners(year) and year == open_year(timezone.localdate()):
        mails.ask_for_report(Partner.objects.select_related("municipality").get(pk=pk), year)


# --- Reading --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Year:
    """A year's report with its lines, ready to be shown."""

    report: YearReport
    lines: list[TargetReport]


def years_of(partner: Partner) -> list[Year]:
    """The reports, the latest first, in two queries."""
    lines = TargetReport.objects.select_related("target__goal", "target__vision").order_by(
        "target__order", "target_id"
    )
    by_report: dict[int, list[TargetReport]] = {}
    for line in lines.filter(report__partner=partner):
        by_report.setdefault(line.report_id, []).append(line)
    reports = partner.year_reports.all()
    return [Year(report, by_report.get(report.pk, [])) for report in reports]
