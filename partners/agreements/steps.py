"""How an agreement is drafted, signed, ended or discarded; by the office's editors."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.agreements import telling
from partners.agreements.changes import COLUMNS, changed, written, written_items
from partners.agreements.parts import keep_items, keep_links, keep_parties
from partners.agreements.transitions import TRANSITIONS, Step
from partners.models import Agreement
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality

Answers = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


@transaction.atomic
def draft_agreement(
    municipality: Municipality,
    answers: Answers,
    *,
    by: User,
    origin: models.Model | None = None,
    items: Rows = (),
) -> Agreement:
    """Begin to prepare an agreement, perhaps out of something that has led to it."""
    came_from = origin_of(origin) if origin else {}
    agreement = Agreement(municipality=municipality, **came_from)
    _fill(agreement, answers)
    keep_items(agreement, items)
    agreement.save(update_fields=["search"])
    note(by, "agreement.drafted", agreement)
    return agreement


@transaction.atomic
def rewrite_agreement(agreement: Agreement, answers: Answers, *, by: User, seen: int) -> None:
    """Put what is written of it in other words; the same words leave no trace.

    Where it is in force, its parties hear of it. Raises LostUpdateError when somebody else has
    saved since version `seen`, StateError where the term would end before the day of signing or
    where it has ended.
    """
    agreement.lock()
    take(agreement, Step.WRITE)
    _require_seen(agreement, seen)
    _require_term(answers["ends_on"], agreement.signed_on)
    was, people = written(agreement), telling.everybody(agreement)
    _fill(agreement, answers)
    if agreement.is_in_force:
        _require_two(agreement)
    names = changed(was, written(agreement))
    if not names:
        return
    agreement.claim_version(seen)
    days = {"was": was["ends_on"], "until": agreement.ends_on}
    entry = _note_changes(agreement, names, by=by, **(days if "ends_on" in names else {}))
    if agreement.is_in_force:
        telling.tell_of_change(agreement, entry, names, by=by, before=people)


@transaction.atomic
def rewrite_items(agreement: Agreement, rows: Rows, *, by: User, seen: int) -> None:
    """Write down anew what is to be done together; heard of and raises as `rewrite_agreement` does.

    An item of which something has been told is not taken out: StateError; it can be finished.
    """
    agreement.lock()
    take(agreement, Step.WRITE)
    _require_seen(agreement, seen)
    was = written_items(agreement)
    keep_items(agreement, rows)
    if agreement.is_in_force:
        _require_items(agreement)
    if was == written_items(agreement):
        return
    agreement.claim_version(seen)
    agreement.save(update_fields=["search", "updated_at"])
    entry = note(by, "agreement.items_rewritten", agreement)
    if agreement.is_in_force:
        telling.tell_of_change(agreement, entry, ["items"], by=by)


@transaction.atomic
def sign_agreement(
    agreement: Agreement, *, by: User, signed_on: date, signing: str, place: str, seen: int
) -> None:
    """It is signed and in force; the parties hear of it.

    Raises LostUpdateError when somebody else has saved since version `seen`, StateError where
    parties or items are missing, or where the days do not fit together.
    """
    agreement.lock()
    take(agreement, Step.SIGN)
    agreement.claim_version(seen)
    _require_two(agreement)
    _require_items(agreement)
    if signed_on > timezone.localdate():
        raise StateError(_("The day of signing is still to come. Please enter it afterwards."))
    _require_term(agreement.ends_on, signed_on)
    take(
        agreement,
        Step.SIGN,
        signed_on=signed_on,
        signing=signing,
        place=place,
        entered_at=timezone.now(),
    )
    entry = note(by, "agreement.signed", agreement, signed_on=signed_on)
    telling.tell_all(agreement, telling.SIGNED, entry, by=by)


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: User, ended_on: date, reason: str) -> None:
    """It is not in force any longer; the reason is read by whoever may see it."""
    agreement.lock()
    take(agreement, Step.END)
    assert agreement.signed_on  # noqa: S101 – it is in force
    if not agreement.signed_on <= ended_on <= timezone.localdate():
        raise StateError(_("The end is between the day of signing and today."))
    take(agreement, Step.END, ended_on=ended_on, end_reason=reason)
    entry = note(by, "agreement.ended", agreement, reason=reason)
    telling.tell_all(agreement, telling.ENDED, entry, by=by)


@transaction.atomic
def discard_agreement(agreement: Agreement, *, by: User) -> None:
    """A draft from which nothing comes goes for good, with its files; the journal knows it."""
    agreement.lock()
    take(agreement, Step.DISCARD)
    note(by, "agreement.discarded", agreement)
    for file in agreement.files.all():
        transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)), robust=True)
    agreement.delete()


def take(agreement: Agreement, step: Step, **changes: Any) -> None:
    """See that a locked agreement allows the step; with `changes`, bring it where that leads.

    Raises StateError where the step is not possible from the state it is in.
    """
    transition = TRANSITIONS[step]
    agreement.require_state(*transition.sources)
    if not changes:
        return
    target = {"state": transition.target} if transition.target else {}
    for name, value in {**changes, **target}.items():
        setattr(agreement, name, value)
    agreement.save()


def note(by: User | None, verb: str, agreement: Agreement, **data: Any) -> Entry:
    """The journal's entry on the agreement."""
    return record(by, verb, agreement, municipality=agreement.municipality, **data)


def _fill(agreement: Agreement, answers: Answers) -> None:
    for name in COLUMNS:
        setattr(agreement, name, answers[name])
    agreement.save()
    agreement.related.set(answers["related"])
    keep_parties(agreement, answers["parties"])
    keep_links(agreement, answers["links"])
    agreement.save(update_fields=["search"])  # it is found by the names of its parties, too


def _note_changes(agreement: Agreement, names: list[str], *, by: User, **days: Any) -> Entry:
    """That it is shown to everybody or to its parties alone is an entry of its own; the latest."""
    entry = None
    if agreement.is_in_force and "visibility" in names:
        verb = "agreement.shown" if agreement.is_public else "agreement.hidden"
        entry = note(by, verb, agreement)
    if not entry or names != ["visibility"]:
        entry = note(by, "agreement.rewritten", agreement, changed=names, **days)
    return entry


def _require_seen(agreement: Agreement, seen: int) -> None:
    """LostUpdateError where somebody else has saved since; the caller holds the row."""
    if agreement.version != seen:
        raise LostUpdateError


def _require_two(agreement: Agreement) -> None:
    if agreement.parties.count() < 2:
        raise StateError(_("An agreement has at least two parties. Please add the other one."))


def _require_items(agreement: Agreement) -> None:
    if not agreement.items.exists():
        raise StateError(
            _("Please write down at least one thing that is to be done together before.")
        )


def _require_term(ends_on: date | None, signed_on: date | None) -> None:
    if ends_on and signed_on and ends_on < signed_on:
        raise StateError(_("The term would end before the day of signing."))
