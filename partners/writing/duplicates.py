"""Whether an organisation is there already: told before it is registered a second time.

Alike is who has the same corporate number, or almost the same name at the same address. What is
public of those is shown; of others it is only said that the office may know them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from partners.likeness import are_names_alike, core_of_address, core_of_name
from partners.models import Membership, Partner
from partners.models.keys import place_key
from tomoni.accounts.models import User

LOOKED_AT = 200  # rows with an equal name or address that are compared at most
SHOWN = 5


@dataclass(frozen=True)
class Identity:
    """By what an organisation is told from others."""

    name: str
    address: str = ""
    corporate_number: str = ""

    @classmethod
    def of(cls, partner: Partner) -> "Identity":
        """Of a saved partner."""
        return cls(partner.name, partner.address, partner.corporate_number)


@dataclass(frozen=True)
class Twins:
    """Those like it: the ones that the person may see, and whether there are others."""

    shown: list[Partner] = field(default_factory=list)
    is_known_to_office: bool = False
    own: frozenset[int] = frozenset()
    """Ids of those to which the person belongs."""

    def __bool__(self) -> bool:
        return bool(self.shown) or self.is_known_to_office


def twins_of(who: Identity, *, apart_from: int | None = None) -> list[Partner]:
    """Those like it, in whatever state, in the order in which they were registered."""
    wanted = _wanted(who)
    if not wanted:
        return []
    rows = Partner.objects.filter(wanted).order_by("pk")
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from)
    looked_at = rows.select_related("type", "municipality")[:LOOKED_AT]
    return [partner for partner in looked_at if _is_alike(who, partner)]


def told_to(user: User, twins: Iterable[Partner]) -> Twins:
    """What the person may know of them: the public ones, their own, those of their office."""
    found = list(twins)
    pks = [partner.pk for partner in found]
    visible: QuerySet[Partner] = Partner.objects.filter(pk__in=pks).visible_to(user)
    may_see = set(visible.values_list("pk", flat=True)) if found else set()
    shown = [partner for partner in found if partner.pk in may_see]
    mine = Membership.objects.filter(user=user, partner__in=pks)
    own = frozenset(mine.values_list("partner_id", flat=True)) if found else frozenset[int]()
    return Twins(shown[:SHOWN], is_known_to_office=len(shown) < len(found), own=own)


def is_same_number(who: Identity | Partner, other: Partner) -> bool:
    """Both have one corporate number: it is the same organisation, or a slip of the pen."""
    return bool(who.corporate_number) and who.corporate_number == other.corporate_number


def _wanted(who: Identity) -> Q | None:
    """What the database is asked for: a wide net, by index."""
    core, place = core_of_name(who.name)[:200], place_key(who.address)[:200]
    wanted = Q(name_core=core) if core else Q()
    if place:
        wanted |= Q(place_core=place)
    if who.corporate_number:
        wanted |= Q(corporate_number=who.corporate_number)
    return wanted or None


def _is_alike(who: Identity, other: Partner) -> bool:
    if who.corporate_number and other.corporate_number:
        return is_same_number(who, other)  # two numbers: nothing else counts
    core, place = core_of_name(who.name), core_of_address(who.address)
    other_core, other_place = core_of_name(other.name), core_of_address(other.address)
    if not place or not other_place:
        return core == other_core
    same_place = place.startswith(other_place) or other_place.startswith(place)
    return same_place and (core == other_core or are_names_alike(core, other_core))
