"""What a municipality asks of those who register and of its own staff: its lines, and the ticks.

A text that was asked never changes. Another text is a new version; whoever has ticked the old one
is asked again when the registration is renewed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.acting import Capacity
from partners.models import ChecklistItem, ChecklistQuerySet, Partner, Tick
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality


@transaction.atomic
def add_item(item: ChecklistItem, *, by: User) -> ChecklistItem:
    """A new line of a checklist; it is asked from its day on."""
    item.save()
    _record(by, "checklist.added", item)
    return item


@transaction.atomic
def change_item(
    item: ChecklistItem,
    *,
    by: User,
    seen_version: int,
    text_ja: str,
    text_en: str,
    order: int,
    since: datetime | None = None,
) -> ChecklistItem:
    """Give a line another text from a day on, or another place at once; the line as it is then.

    Another text is a new version, unless this one was never asked: then nobody can have ticked it.
    StateError where a colleague was faster.
    """
    latest = _locked(item, seen_version)
    is_to_come = latest.in_force_from > timezone.now()
    is_same = (latest.text_ja, latest.text_en) == (text_ja, text_en)
    if is_same and not (is_to_come and since):
        latest.order = order
        latest.save(update_fields=["order"])
        return latest
    now = timezone.now()
    since = max(since or now, now)
    if is_to_come:
        latest.version += 1  # so that a colleague who has it open is told
        latest.text_ja, latest.text_en, latest.order = text_ja, text_en, order
        latest.in_force_from = since
        _meet(latest)
        latest.save()
    else:
        latest = _next_version(latest, text_ja, text_en, order, since)
    _record(by, "checklist.changed", latest)
    return latest


@transaction.atomic
def end_item(item: ChecklistItem, *, by: User, seen_version: int) -> None:
    """Ask it no more from now on; what was ticked stays. StateError where a colleague was faster.

    A version that was to come only later goes altogether, and the line ends with it.
    """
    latest, now = _locked(item, seen_version), timezone.now()
    _record(by, "checklist.ended", latest)
    if latest.in_force_from <= now:
        latest.in_force_until = now
        latest.save(update_fields=["in_force_until"])
        return
    latest.delete()
    _versions(latest).filter(in_force_until__gt=now).update(in_force_until=now)


def pledges_asked(partner: Partner) -> ChecklistQuerySet:
    """What the partner has yet to declare: those in force of which it has not ticked this text."""
    ticked = Tick.objects.filter(partner=partner.pk).values("item")
    return pledges_of(partner.municipality).exclude(pk__in=ticked)


def pledges_of(municipality: Municipality | None) -> ChecklistQuerySet:
    """What who registers with the municipality declares."""
    return ChecklistItem.objects.filter(municipality=municipality).pledges().in_force()


def checks_of(municipality: Municipality) -> ChecklistQuerySet:
    """What staff of the municipality look at before they approve."""
    return ChecklistItem.objects.filter(municipality=municipality).checks().in_force()


class UncheckedError(StateError):
    """Something of the municipality's checklist was not ticked: nothing is approved."""


def require_all_checks(
    municipality: Municipality, checked: Iterable[ChecklistItem]
) -> list[ChecklistItem]:
    """What was ticked, where that is all the municipality asks before an approval."""
    ticked = list(checked)
    known = {item.pk for item in ticked}
    if missing := [item.pk for item in checks_of(municipality) if item.pk not in known]:
        raise UncheckedError(f"not ticked: {missing}")
    return ticked


def tick(
    partner: Partner, items: Iterable[ChecklistItem], *, by: User, acting: Capacity | None = None
) -> list[int]:
    """Keep who ticked what, in the transaction of the step; the lines for the journal."""
    acting_as = acting.name if acting else ""
    rows = [Tick(partner=partner, item=item, by=by, acting_as=acting_as) for item in items]
    Tick.objects.bulk_create(rows)
    return [row.item_id for row in rows]


@dataclass(frozen=True)
class Line:
    """A line of a checklist for one partner: ticked by whom and when, or not yet."""

    item: ChecklistItem
    tick: Tick | None


def lines(partner: Partner, kind: ChecklistItem.Kind) -> list[Line]:
    """What is asked now and whether it was ticked; behind it older texts that were ticked."""
    latest: dict[int, Tick] = {}
    rows = Tick.objects.filter(partner=partner, item__kind=kind).select_related("item", "by")
    for row in rows.order_by("at", "pk"):
        latest[row.item_id] = row
    asked = ChecklistItem.objects.filter(municipality=partner.municipality_id, kind=kind)
    now = [Line(item, latest.pop(item.pk, None)) for item in asked.in_force()]
    return now + [Line(row.item, row) for row in latest.values()]


def _next_version(
    before: ChecklistItem, text_ja: str, text_en: str, order: int, since: datetime
) -> ChecklistItem:
    before.in_force_until = since
    before.save(update_fields=["in_force_until"])
    return ChecklistItem.objects.create(
        municipality=before.municipality,
        kind=before.kind,
        code=before.code,
        version=before.version + 1,
        text_ja=text_ja,
        text_en=text_en,
        order=order,
        in_force_from=since,
    )


def _meet(coming: ChecklistItem) -> None:
    """The version before one that is still to come ends when that begins."""
    _versions(coming).filter(in_force_until__gt=timezone.now()).update(
        in_force_until=coming.in_force_from
    )


def _versions(item: ChecklistItem) -> Any:
    return ChecklistItem.objects.filter(code=item.code)


def _locked(item: ChecklistItem, seen_version: int) -> ChecklistItem:
    """The last version of the line, kept from others until the transaction ends."""
    rows = ChecklistItem.objects.select_for_update(no_key=True, of=("self",))
    latest: ChecklistItem | None = (
        rows.select_related("municipality").filter(code=item.code, in_force_until=None).first()
    )
    if latest is None or latest.version != seen_version:
        raise StateError(f"checklist {item.code} is another")
    return latest


def _record(by: User, verb: str, item: ChecklistItem) -> None:
    """The journal keeps the text: it is the rule of a public body."""
    texts = {"text_ja": item.text_ja, "text_en": item.text_en}
    about: dict[str, Any] = {"kind": item.kind, "code": str(item.code), "version": item.version}
    record(by, verb, item, municipality=item.municipality, **about, **texts)
