"""Asking the people of a partner to be let in, by who finds that it is registered already."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from partners.mailing import mails
from partners.mailing.responsible import has_people
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

VERB = "partner.join_asked"
AGAIN_AFTER = timedelta(days=7)
"""The owners are not asked twice about one person within so long."""


def may_ask(partner: Partner, user: User) -> bool:
    """It is registered, has an owner who can answer, and the person does not belong to it yet."""
    people = Membership.objects.filter(partner=partner)
    return partner.is_approved and has_people(partner) and not people.filter(user=user).exists()


def has_asked(partner: Partner, user: User) -> bool:
    """The owners have the person's mail, and have had little time to answer."""
    asked = Entry.objects.filter(
        verb=VERB, actor=user.pk, subject_type="partners.partner", subject_id=str(partner.pk)
    )
    return asked.filter(at__gt=timezone.now() - AGAIN_AFTER).exists()


@transaction.atomic
def ask_to_join(partner: Partner, *, by: User, words: str) -> None:
    """Write to the owners who asks; they invite the person, or do not. StateError if it cannot be.

    The journal keeps that somebody has asked, not what they wrote.
    """
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)
    if not may_ask(partner, by) or has_asked(partner, by):
        raise StateError(f"{by.pk} cannot ask {partner.pk}")
    entry = record(by, VERB, partner, municipality=partner.municipality)
    mails.ask_to_let_in(partner, by, words, entry)
