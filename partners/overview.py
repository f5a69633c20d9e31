"""All that my page asks about a partner beside its columns, in one query."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from partners.models import (
    Affiliation,
    AffiliationRequest,
    Alliance,
    Membership,
    Target,
    YearReport,
    open_year,
)
from partners.models.partner import MEDIATES
from partners.writing.completeness import Gap, gaps_in_profile, with_facts_of_profile

_Role = Membership.Role


class Waiting(NamedTuple):
    """Whether somebody waits for an answer of the partner, and who of its people gives it."""

    federation: bool
    member: bool
    alliance: bool


class Overview(NamedTuple):
    """What my page says of the partner itself.

    `gaps` are what the profile lacks, `due_year` the fiscal year the member can still report on;
    `mediates` says that the partner has members for whom the person may act.
    """

    gaps: list[Gap]
    waiting: Waiting
    due_year: int | None
    mediates: bool


def overview(membership: Membership) -> Overview:
    """What concerns a member of a partner; owners answer federations, editors the others."""
    year = open_year(timezone.localdate())
    partner = membership.partner
    known: Any = _with_everything(year).get(pk=partner.pk)
    is_owner, is_editor = membership.may(_Role.OWNER), membership.may(_Role.EDITOR)
    has_to_tell = known.had_targets and not known.has_reported
    may_mediate = known.is_approved and (partner.type.slug == MEDIATES or known.has_affiliates)
    return Overview(
        gaps=gaps_in_profile(known, membership.role),
        waiting=Waiting(
            known.was_asked and is_owner,
            known.has_applicants and is_editor,
            known.has_offers and is_editor,
        ),
        due_year=year if has_to_tell and is_editor and partner.takes_edits else None,
        mediates=may_mediate and is_editor,
    )


def _with_everything(year: int) -> Any:
    own = OuterRef("pk")
    requests, targets = AffiliationRequest.objects.open(), Target.objects.of_year(year)
    asked = requests.filter(partner=own, is_from_federation=True)
    return with_facts_of_profile().annotate(
        was_asked=Exists(asked),
        has_applicants=Exists(requests.filter(federation=own, is_from_federation=False)),
        has_offers=Exists(Alliance.objects.open().filter(other__partner=own)),
        had_targets=Exists(targets.filter(partner=own)),
        has_reported=Exists(YearReport.objects.filter(partner=own, year=year)),
        has_affiliates=Exists(Affiliation.objects.filter(federation=own)),
    )
