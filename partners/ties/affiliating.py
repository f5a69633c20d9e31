"""How a partner comes to belong to a federation, and how that ends.

Either side asks; the other agrees or declines within thirty days. What the federation may do is
always the partner's word. Whoever has declined is left in peace for ninety days.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.mailing import request_mails
from partners.mailing.responsible import has_people
from partners.models import Affiliation, AffiliationRequest, Membership, Partner, PartnerQuerySet
from partners.models.asked import ASKED_LASTS
from partners.models.people import lasts
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

_State = AffiliationRequest.State
_OWNER = Membership.Role.OWNER


class RestsError(StateError):
    """The other side has declined not long ago."""


@transaction.atomic
def ask_partner(
    federation: Partner, partner: Partner, *, by: User, message: str = ""
) -> AffiliationRequest:
    """A federation asks a partner with people of its own to belong to it. Its owners get a mail."""
    if not askable(federation).filter(pk=partner.pk).exists():
        raise StateError(f"{federation.pk} cannot ask {partner.pk}")
    return _ask(federation, partner, is_from_federation=True, asked_by=by, message=message)


@transaction.atomic
def ask_federation(
    partner: Partner, federation: Partner, *, by: User, message: str = "", **allowed: bool
) -> AffiliationRequest:
    """A partner asks to belong to a federation, and says at once what that may do for it."""
    can_join = partner.is_approved and federation.may_mediate and has_people(federation)
    if not can_join or Affiliation.objects.filter(partner=partner, federation=federation).exists():
        raise StateError(f"{partner.pk} cannot ask {federation.pk}")
    return _ask(
        federation, partner, is_from_federation=False, asked_by=by, message=message, **allowed
    )


@transaction.atomic
def agree(request: AffiliationRequest, *, by: User, **allowed: bool) -> Affiliation:
    """The partner belongs to the federation from now on.

    `allowed` is what the partner lets the federation do, where it is the partner that answers.
    """
    current = _answered(request, _State.AGREED, by)
    if current.is_from_federation:
        current.edits_profile = allowed.get("edits_profile", False)
        current.writes_listings = allowed.get("writes_listings", False)
    current.save()
    affiliation = _affiliate(current)
    entry = _record(by, "partner.affiliated", current)
    request_mails.tell_of_answer(current, "affiliation_agreed", entry)
    partner_changed.send(Partner, partner=current.partner)
    return affiliation


@transaction.atomic
def decline(request: AffiliationRequest, *, by: User, reason: str = "") -> None:
    """No, with or without a reason. Nothing changes, and the same is not asked for a while."""
    current = _answered(request, _State.DECLINED, by)
    current.reason = reason
    current.save()
    entry = _record(by, "partner.affiliation_declined", current)
    request_mails.tell_of_answer(current, "affiliation_declined", entry)


@transaction.atomic
def withdraw(request: AffiliationRequest, *, by: User) -> None:
    """Who has asked takes it back."""
    current = _answered(request, _State.WITHDRAWN, by)
    current.save()
    _record(by, "partner.affiliation_withdrawn", current)


@transaction.atomic
def end(affiliation: Affiliation, *, by: User, ended_by: Partner) -> None:
    """Either side ends it: what the federation could do is over at once. Listings stay where they
    are, with the partner. Both sides are told, and the journal has who did it.
    """
    rows = Affiliation.objects.select_for_update(of=("self",))
    current = rows.select_related("federation__municipality", "partner__municipality").get(
        pk=affiliation.pk
    )
    current.delete()
    partner, federation = current.partner, current.federation
    entry = record(
        by,
        "partner.affiliation_ended",
        partner,
        municipality=partner.municipality,
        federation=federation.pk,
        ended_by=ended_by.pk,
        ended_by_name=ended_by.name,
    )
    request_mails.tell_of_end(partner, federation, ended_by, entry)
    partner_changed.send(Partner, partner=partner)


def askable(federation: Partner) -> PartnerQuerySet:
    """Registered partners with an owner that do not belong to the federation."""
    owned = Membership.objects.filter(role=_OWNER, user__is_active=True).values("partner")
    rows = Partner.objects.approved().filter(pk__in=owned).exclude(pk=federation.pk)
    return rows.exclude(pk__in=federation.affiliates.values("partner"))


def between(federation: Partner, partner: Partner) -> Any:
    """Everything one of the two has ever asked the other."""
    return AffiliationRequest.objects.filter(federation=federation, partner=partner)


def _ask(federation: Partner, partner: Partner, **columns: Any) -> AffiliationRequest:
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)
    asked = between(federation, partner)
    asked.overdue().update(state=_State.EXPIRED)
    if asked.declined_lately().filter(is_from_federation=columns["is_from_federation"]).exists():
        raise RestsError(f"{federation.pk} and {partner.pk} have settled that lately")
    try:
        with transaction.atomic():
            request = AffiliationRequest.objects.create(
                federation=federation, partner=partner, expires_at=lasts(ASKED_LASTS), **columns
            )
    except IntegrityError as error:
        raise StateError(f"{federation.pk} and {partner.pk}: asked already") from error
    entry = _record(request.asked_by, "partner.affiliation_asked", request)
    request_mails.tell_of_question(request, entry)
    return request


def _answered(request: AffiliationRequest, state: str, by: User) -> AffiliationRequest:
    """The row, locked, with its answer; StateError where it was answered or is over."""
    rows = AffiliationRequest.objects.select_for_update(of=("self",)).select_related(
        "partner__municipality", "federation__municipality", "federation__type", "asked_by"
    )
    current = rows.get(pk=request.pk)
    if not current.is_open:
        raise StateError(f"request {current.pk} is {current.state}")
    current.state, current.answered_by, current.answered_at = state, by, timezone.now()
    return current


def _affiliate(request: AffiliationRequest) -> Affiliation:
    """Both must still be registered; StateError where one is not."""
    if not (request.partner.is_approved and request.federation.may_mediate):
        raise StateError(f"request {request.pk}: one of the two is not registered any more")
    affiliation, _is_new = Affiliation.objects.update_or_create(
        federation=request.federation,
        partner=request.partner,
        defaults={
            "edits_profile": request.edits_profile,
            "writes_listings": request.writes_listings,
        },
    )
    return affiliation


def _record(by: User, verb: str, request: AffiliationRequest) -> Entry:
    """What was written in message and reason is not for ever; that it was asked is."""
    partner = request.partner
    return record(
        by,
        verb,
        partner,
        municipality=partner.municipality,
        federation=request.federation_id,
        federation_name=request.federation.name,
        asked_by=request.asking.pk,
    )
