"""How a partner that was registered on behalf becomes its own owner: by a code on paper or mailed.

The code is good once, for 90 days, and not any more after five wrong tries. Only its hash is kept
(`partners/people/onetime.py`).
"""

import uuid
from enum import StrEnum

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from partners.acting import on_behalf
from partners.mailing import mails, people_mails
from partners.mailing.responsible import acting_for
from partners.models import Affiliation, Claim, ClaimAddress, Membership, Partner
from partners.models.people import CODE_LASTS, lasts
from partners.people.onetime import code_of
from partners.signals import partner_changed
from tomoni import text
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError


class Trial(StrEnum):
    """What became of a typed code. Only who has the right one is told more than WRONG."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    LOCKED = "locked"
    USED = "used"


@transaction.atomic
def issue_code(partner: Partner, *, by: User, email: str = "") -> str:
    """A new code for who will own the partner, sent to the address where one is given.

    The last one stops working. StateError where the partner has an owner already.
    """
    _lock_unclaimed(partner)
    Claim.objects.open().filter(partner=partner).update(withdrawn_at=timezone.now())
    nonce = uuid.uuid4()
    code = code_of(nonce)
    claim = Claim.objects.create(
        partner=partner,
        nonce=nonce,
        code_hash=make_password(code),
        issued_by=by,
        expires_at=lasts(CODE_LASTS),
    )
    acting = on_behalf(by, partner)
    entry = record(by, "partner.code_issued", partner, municipality=partner.municipality, **acting)
    if email:
        mails.send_code(claim, email, entry)
    return shown(code)


@transaction.atomic
def mail_code(partner: Partner, *, by: User) -> None:
    """A code to the address that is kept for this; nothing where that or the reason is gone.

    Who has an owner needs none, and neither does who has a code that is still good.
    """
    address = ClaimAddress.objects.filter(partner=partner).exclude(email="").first()
    has_code = any(claim.is_good for claim in Claim.objects.open().filter(partner=partner))
    if address and partner.is_approved and partner.is_unclaimed and not has_code:
        issue_code(partner, by=by, email=address.email)


@transaction.atomic
def try_code(receipt: str, code: str) -> tuple[Trial, Claim | None]:
    """Whether the code is that of the registration; a wrong one counts.

    An unknown number takes as long and answers the same as a wrong code.
    """
    claim = _latest(receipt)
    if claim is None:
        make_password(code)
        return Trial.WRONG, None
    if check_password(normalised(code), claim.code_hash):
        return _state_of(claim), claim
    claim.wrong_tries = min(claim.wrong_tries + 1, 1000)
    claim.save(update_fields=["wrong_tries", "updated_at"])
    return Trial.WRONG, None


@transaction.atomic
def take_over(
    claim: Claim, user: User, *, edits_profile: bool = False, writes_listings: bool = False
) -> Membership:
    """The person becomes the owner, and says what the federations may go on doing."""
    partner = claim.partner
    _lock_unclaimed(partner)
    current = Claim.objects.select_for_update().get(pk=claim.pk)
    if not current.is_good:
        raise StateError(f"claim {claim.pk} is over")
    current.used_at, current.used_by = timezone.now(), user
    current.save(update_fields=["used_at", "used_by", "updated_at"])
    acted = acting_for(partner)  # asked while it is not claimed yet
    membership, _is_new = Membership.objects.update_or_create(
        partner=partner, user=user, defaults={"role": Membership.Role.OWNER}
    )
    allowed = {"edits_profile": edits_profile, "writes_listings": writes_listings}
    affiliations = Affiliation.objects.filter(partner=partner)
    changed = set(affiliations.exclude(**allowed).values_list("pk", flat=True))
    affiliations.update(**allowed)
    ClaimAddress.objects.filter(partner=partner).delete()  # it has served its purpose
    entry = record(user, "partner.claimed", partner, municipality=partner.municipality)
    mails.tell_of_claim(partner, user, acted, entry)
    rows = affiliations.select_related("federation", "partner").filter(pk__in=changed)
    people_mails.tell_of_representation(rows, entry)
    partner_changed.send(Partner, partner=partner)
    return membership


@transaction.atomic
def allow(
    affiliation: Affiliation, *, by: User, edits_profile: bool, writes_listings: bool
) -> None:
    """What the owner lets a federation do in the partner's name from now on."""
    before = Affiliation.objects.values_list("edits_profile", "writes_listings")
    is_another = before.get(pk=affiliation.pk) != (edits_profile, writes_listings)
    affiliation.edits_profile, affiliation.writes_listings = edits_profile, writes_listings
    affiliation.save(update_fields=["edits_profile", "writes_listings"])
    partner = affiliation.partner
    entry = record(
        by,
        "partner.representation_changed",
        partner,
        municipality=partner.municipality,
        federation=affiliation.federation_id,
        edits_profile=edits_profile,
        writes_listings=writes_listings,
    )
    if is_another:
        people_mails.tell_of_representation([affiliation], entry)


def code_to_show(claim: Claim) -> str | None:
    """The code of a claim that is good now, in groups; None where there is nothing to show.

    None as well where the key of the installation is another than when the code was made.
    """
    code = code_of(claim.nonce)
    return shown(code) if claim.is_good and check_password(code, claim.code_hash) else None


def normalised(code: str) -> str:
    """The code as it is stored, however it was typed."""
    return text.digits(code).upper()


def shown(code: str) -> str:
    """In groups of four, to be read and typed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def _latest(receipt: str) -> Claim | None:
    """The registration's last code that was not taken back, locked."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("partner")
    number = text.key(receipt).upper()
    return rows.filter(partner__receipt=number, withdrawn_at=None).order_by("-pk").first()


def _state_of(claim: Claim) -> Trial:
    """What is said to who has the right code."""
    if claim.used_at:
        return Trial.USED
    if claim.is_locked:
        return Trial.LOCKED
    return Trial.EXPIRED if claim.is_expired else Trial.RIGHT


def _lock_unclaimed(partner: Partner) -> None:
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)
    if not partner.is_unclaimed:
        raise StateError(f"{partner.pk} has an owner")
