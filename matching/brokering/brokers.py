"""As whom a person passes introductions on: for an office, a federation, or several of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest

from matching.models import Introduction
from matching.models.introducing import IntroductionQuerySet
from partners.access import memberships
from partners.models import Affiliation, Membership, Partner
from tomoni.accounts.models import User
from tomoni.municipalities.access import municipalities_of_staff
from tomoni.municipalities.models import Municipality, StaffRole


@dataclass(frozen=True)
class Broker:
    """A person with the cities whose desk they read, those of them for which they may act, and the
    federations for which they pass introductions on.
    """

    user: User
    towns: Sequence[Municipality]
    acting_towns: Sequence[Municipality]
    federations: Sequence[Partner]

    @property
    def is_office(self) -> bool:
        """Has a desk."""
        return bool(self.towns)

    @property
    def may_propose(self) -> bool:
        """May bring partners together by hand."""
        return bool(self.acting_towns or self.federations)

    @property
    def introductions(self) -> IntroductionQuerySet:
        """What stands on their board: what passes through them (`is_ours`), and what an office
        only counts.
        """
        ours = Introduction.objects.brokered_by(self.user)
        shown = Introduction.objects.on_desk_of(self.user) if self.is_office else ours.none()
        return (ours | shown).annotate(is_ours=Exists(ours.filter(pk=OuterRef("pk"))))

    def is_own(self) -> Q:
        """Condition on partners: one of a city of theirs, or a member of their federation."""
        members = Affiliation.objects.filter(federation__in=self.federations)
        return Q(municipality__in=self.towns) | Q(pk__in=members.values("partner"))

    def may_act(self, introduction: Introduction) -> bool:
        """Whether they may pass it on or not; what they only count nobody of them may."""
        if not introduction.is_ours:  # type: ignore[attr-defined]
            return False
        theirs = {federation.pk for federation in self.federations}
        towns = {town.pk for town in self.acting_towns}
        return introduction.federation_id in theirs or introduction.municipality_id in towns

    def voices(self, partners: Sequence[Partner]) -> list["Voice"]:
        """For whom they may bring these partners together: who has one of them as its own."""
        towns = {partner.municipality_id for partner in partners}
        ties = Affiliation.objects.filter(federation__in=self.federations, partner__in=partners)
        bodies = set(ties.values_list("federation", flat=True)) if self.federations else set()
        return [Voice(town) for town in self.acting_towns if town.pk in towns] + [
            Voice(body.municipality, body) for body in self.federations if body.pk in bodies
        ]


def broker_of(request: HttpRequest) -> Broker:
    """As whom the person passes introductions on: 404 for who works for no office and no federation
    with members, 403 for who only reads what a federation does.
    """
    user = request.user
    bodies = [each for each in memberships(request) if each.partner.may_mediate]
    towns = municipalities_of_staff(request)
    if not isinstance(user, User) or not (towns or bodies):
        raise Http404
    acting = [each.partner for each in bodies if each.may(Membership.Role.EDITOR)]
    if not (towns or acting):
        raise PermissionDenied
    able = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    return Broker(user, towns, able, acting)


@dataclass(frozen=True)
class Voice:
    """For whom somebody writes: the office of a city, or a federation."""

    municipality: Municipality
    federation: Partner | None = None

    @property
    def key(self) -> str:
        """As a form sends it."""
        body = self.federation
        return f"federation-{body.pk}" if body else f"office-{self.municipality.pk}"

    @property
    def name(self) -> str:
        """As who is asked reads it."""
        return str(self.federation or self.municipality.name)
