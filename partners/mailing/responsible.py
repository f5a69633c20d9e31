"""Who is told, and who is named: the people who may act for a partner now, never those of once."""

from partners.acting import capacity
from partners.models import Affiliation, Membership, OnBehalf, Partner
from tomoni.accounts.models import User
from tomoni.municipalities.office import people_of_office

_Role = Membership.Role


def people_of(partner: Partner, *, at_least: Membership.Role = _Role.OWNER) -> list[User]:
    """Its owners, or those of weaker roles too, as far as they can still log in."""
    rows = Membership.objects.filter(
        partner=partner, role__in=_Role.at_least(at_least), user__is_active=True
    )
    return [membership.user for membership in rows.select_related("user").order_by("pk")]


def has_people(partner: Partner, *, at_least: Membership.Role = _Role.OWNER) -> bool:
    """Whether there is somebody who is told, and can answer."""
    return bool(people_of(partner, at_least=at_least))


def answerable_for(partner: Partner) -> list[User]:
    """Its owners; where nobody has claimed it yet, those who act for it."""
    return people_of(partner) or acting_for(partner)


def writing_for(partner: Partner) -> list[User]:
    """Its editors and owners; where nobody has claimed it yet, those who act for it."""
    return people_of(partner, at_least=_Role.EDITOR) or acting_for(partner)


def acting_for(partner: Partner) -> list[User]:
    """Who acts for a partner that nobody has claimed: the people of the federations that may change
    its profile, else the editors and managers of its city. Empty where it is claimed.

    Of what came with a list the office hears nothing: those are thousands, and stand on its desk.
    """
    registered = OnBehalf.objects.filter(partner=partner).first()
    if registered is None or not partner.is_unclaimed:
        return []
    through = Affiliation.objects.filter(
        partner=partner, edits_profile=True, federation__state=Partner.State.APPROVED
    )
    federations = [row.federation for row in through.select_related("federation").order_by("pk")]
    of_federations = [
        user for each in federations for user in people_of(each, at_least=_Role.EDITOR)
    ]
    if of_federations or registered.agreed == OnBehalf.Agreed.LIST:
        return list(dict.fromkeys(of_federations))
    return list(people_of_office(partner.municipality_id))


def still_acts(user: User, partner: Partner, *, at_least: Membership.Role = _Role.EDITOR) -> bool:
    """Whether the person may still do for the partner what the role may: as a member, or on its
    behalf.
    """
    if not user.is_active:
        return False
    membership = Membership.objects.filter(partner=partner, user=user).first()
    if membership:
        return membership.may(at_least)
    return capacity(user, partner, at_least=at_least) is not None


def contact_of(partner: Partner, person: User | None) -> User | None:
    """The person, as long as they act for the partner; then its first owner."""
    if person and still_acts(person, partner):
        return person
    return next(iter(answerable_for(partner)), None)
