"""Whom to call: told to those who have agreed, of those who have agreed, and to nobody before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matching.models import Introduction, Party
from partners.mailing.responsible import contact_of
from partners.models import Partner
from tomoni.accounts.models import User


@dataclass(frozen=True)
class Contact:
    """A partner's person for this talk, as far as there is one, and its telephone."""

    partner: Partner
    person: User | None
    phone: str


def contacts(
    introduction: Introduction,
    parties: Sequence[Party],
    *,
    reader: Party | None,
    find: Callable[[Partner, User | None], User | None] = contact_of,
) -> list[Contact]:
    """Of all who have agreed, for one of them; empty for its broker, who has no need of them, for
    who did not agree, and while an answer is awaited.

    The person is who asked or said yes, as long as they act for the partner. Of a partner that is
    no longer registered nothing is told. The parties come with their partner and `answered_by`.
    `find` is for lists, which know the members of all their partners already.
    """
    if not introduction.is_agreed or reader is None or reader.state != Party.State.AGREED:
        return []
    if not reader.partner.is_approved:
        return []
    agreed = [each for each in parties if each.state == Party.State.AGREED]
    return [
        Contact(each.partner, find(each.partner, each.answered_by), each.partner.phone)
        for each in agreed
        if each.partner.is_approved
    ]
