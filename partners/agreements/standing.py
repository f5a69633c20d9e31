"""Where somebody stands towards an agreement: outside, of one of its parties, or of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from partners.chosen import hanging_rows
from partners.models import Agreement, AgreementParty
from partners.sides import sides_of
from tomoni.accounts.models import User
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole


@dataclass(frozen=True)
class Standing:
    """`party` is for which of the parties the person may tell how an item lives."""

    parties: Sequence[AgreementParty]
    is_inside: bool
    is_office: bool
    party: AgreementParty | None

    @property
    def may_tell(self) -> bool:
        """Tell how an item lives: an editor of a party or of the office."""
        return self.is_office or self.party is not None


def standing_in(request: HttpRequest, agreement: Agreement) -> Standing:
    """Asks the parties of the agreement; the intermediary reads what they read."""
    rows: Any = agreement.parties.select_related("partner__on_behalf", "municipality", "type")
    signing = hanging_rows(AgreementParty, "signatories", "position", "name")
    parties: list[AgreementParty] = list(rows.annotate(signing_rows=signing))
    named = [agreement.intermediary, *(party.partner for party in parties)]
    partners = {partner.pk: partner for partner in named if partner}
    sides = sides_of(request, list(partners.values()))
    own = {side.partner.pk: side for side in sides}
    cities = {role.municipality_id: StaffRole.Role(role.role) for role in staff_roles(request)}
    mine = [p for side in sides for p in parties if p.partner_id == side.partner.pk]
    of_city = [party for party in parties if party.municipality_id in cities]
    writing = [p for p in mine if own[p.partner_id].writes]  # type: ignore[index]
    writing += [p for p in of_city if _writes(cities[p.municipality_id])]  # type: ignore[index]
    office = cities.get(agreement.municipality_id)
    is_inside = bool(mine or of_city or office) or agreement.intermediary_id in own
    return Standing(
        parties=parties,
        is_inside=is_inside,
        is_office=office is not None and _writes(office),
        party=next(iter(writing), None),
    )


def _writes(role: StaffRole.Role) -> bool:
    return role.includes(StaffRole.Role.EDITOR)


def of_office(request: HttpRequest, pk: int) -> tuple[Agreement, Standing, User]:
    """The agreement, for an editor of its office: 404 for whom it is not, 403 for mere readers."""
    agreement, standing, person = seen(request, pk)
    if not standing.is_office or person is None:
        raise PermissionDenied
    return agreement, standing, person


def seen(request: HttpRequest, pk: int) -> tuple[Agreement, Standing, User | None]:
    """The agreement, for whoever may see it, and where that person stands; else 404."""
    rows = Agreement.objects.visible_to(request.user)
    agreement = get_object_or_404(
        rows.select_related("municipality", "intermediary__on_behalf"), pk=pk
    )
    person = request.user if isinstance(request.user, User) else None
    return agreement, standing_in(request, agreement), person
