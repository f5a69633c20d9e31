"""How the items of an agreement live: what is told of them, and that one is finished."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.agreements.steps import note, take
from partners.agreements.transitions import Step
from partners.models import AgreementParty, CooperationItem, ItemActivity
from tomoni.accounts.models import User
from tomoni.models import StateError


@transaction.atomic
def tell_item(
    item: CooperationItem, answers: Mapping[str, Any], *, by: User, party: AgreementParty | None
) -> ItemActivity:
    """Tell what was done under it, for a party, or without one for the office.

    StateError where the agreement is not in force, the item is finished, or the day is before the
    signing or still to come.
    """
    agreement = item.agreement
    agreement.lock()
    take(agreement, Step.TELL)
    _read_anew(item)
    if item.done_on:
        raise StateError(_("This is finished. The office can take it up again."))
    assert agreement.signed_on  # noqa: S101 – it is in force
    if not agreement.signed_on <= answers["on"] <= timezone.localdate():
        raise StateError(_("The day is between the day of signing and today."))
    told = item.activities.create(
        on=answers["on"],
        text=answers["text"],
        is_public=answers["is_public"],
        by=by,
        party=party,
    )
    note(by, "agreement.item_told", agreement, item=item.pk, activity=told.pk)
    return told


@transaction.atomic
def mark_item(item: CooperationItem, *, by: User, is_done: bool) -> None:
    """Finished today, or taken up again; marked twice it stays as it was."""
    agreement = item.agreement
    agreement.lock()
    take(agreement, Step.MARK)
    _read_anew(item)
    if (item.done_on is not None) == is_done:
        return
    item.done_on = timezone.localdate() if is_done else None
    item.save(update_fields=["done_on", "updated_at"])
    verb = "agreement.item_finished" if is_done else "agreement.item_reopened"
    note(by, verb, agreement, item=item.pk)


def _read_anew(item: CooperationItem) -> None:
    """Under the lock of its agreement. StateError where the office has just taken it out."""
    try:
        item.refresh_from_db(fields=["done_on"])
    except CooperationItem.DoesNotExist:
        raise StateError(_("Somebody has taken this out in the meantime.")) from None
