"""How a partner writes a call to the municipalities (逆公募). Its states move in `lifecycle.py`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.lifecycle import new_slug, write_rows
from challenges.models import Challenge
from challenges.signals import challenge_changed
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError

_COLUMNS = ("title", "wish", "background", "offered", "money", "conditions")
_DATES = ("opens_at", "closes_at", "reply_days")
_SETS = ("offered_resources", "primary_goals", "fields", "called")


@transaction.atomic
def write_call(answers: Mapping[str, Any], *, partner: Partner, by: User) -> Challenge:
    """A new draft from the `cleaned_data` of a CallForm; the partner's own city checks it later.

    Raises StateError where the partner is not registered now.
    """
    if not partner.is_approved:
        raise StateError(_("Only registered partners can call on municipalities."))
    call = new_call(answers, partner=partner, by=by)
    record.record(by, "challenge.written", call, municipality=call.municipality)
    return call


@transaction.atomic
def new_call(answers: Mapping[str, Any], *, partner: Partner, by: User) -> Challenge:
    """The rows of a new draft alone; whoever asks for them says in the journal when it was."""
    call = Challenge(
        municipality=partner.municipality,
        caller=partner,
        created_by=by,
        slug=new_slug(partner.municipality),
        call_type=Challenge.CallType.REVERSE,
    )
    _fill(call, answers)
    return call


@transaction.atomic
def rewrite_call(call: Challenge, answers: Mapping[str, Any], *, by: User, seen: int) -> None:
    """Change the texts of a draft: what was read by the checker must be what is shown.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    call.lock()
    call.require_state(Challenge.State.DRAFT)
    call.claim_version(seen)
    _fill(call, answers)
    record.record(by, "challenge.rewritten", call, municipality=call.municipality)
    challenge_changed.send(Challenge, challenge=call)


def _fill(call: Challenge, answers: Mapping[str, Any]) -> None:
    for name in (*_COLUMNS, *_DATES):
        setattr(call, name, answers[name])
    call.save()
    for name in _SETS:
        getattr(call, name).set(answers[name])
    write_rows(call.contacts, answers["contacts"])
