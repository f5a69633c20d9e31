"""Who is meant by a name that somebody has typed: a registered partner, a municipality, or a body
that is known by its name alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partners.likeness import core_of_name
from partners.models import AgreementParty, Partner
from tomoni import text
from tomoni.municipalities.models import Municipality


class PartyNameError(Exception):
    """Several partners are called so; the message, for the reader, says how to name one."""


@dataclass(frozen=True)
class Named:
    """One of the three."""

    partner: Partner | None = None
    municipality: Municipality | None = None
    name: str = ""


def named_party(typed: str, city: Municipality, known: Sequence[AgreementParty] = ()) -> Named:
    """Who is meant; names are compared as `text.key` has them: of any width, with any space.

    A partner or municipality among the `known` parties stays who it is, whatever became of it. A
    body that was known by its name alone may be registered by now.
    """
    called = text.key(typed)
    stands = next((party for party in known if text.key(party.called) == called), None)
    if stands is not None and not stands.name:
        return Named(stands.partner, stands.municipality)
    found = _partners_called(typed, city)
    if len(found) > 1 and stands is None:
        slugs = pgettext("between names", ", ").join(partner.slug for partner in found)
        raise PartyNameError(
            _("Several partners are called “%(name)s”. Please write instead: %(slugs)s")
            % {"name": typed, "slugs": slugs}
        )
    if len(found) == 1:
        return Named(partner=found[0])
    towns = Municipality.objects.order_by("code")
    town = next((t for t in towns if called in (text.key(t.name_ja), text.key(t.name_en))), None)
    return Named(municipality=town) if town else Named(name=typed)


def _partners_called(typed: str, city: Municipality) -> list[Partner]:
    """The registered ones of this name or slug; the city's own alone, where there is just one."""
    called = text.key(typed)
    alike = Q(name_core=core_of_name(typed)[:200]) | Q(slug=called)
    rows = Partner.objects.approved().filter(alike).select_related("type").order_by("pk")
    found = [row for row in rows if called in (text.key(row.name), row.slug)]
    own = [row for row in found if row.municipality_id == city.pk]
    return own if len(own) == 1 else found


MOST_PROPOSED = 300


def proposed_names(city: Municipality) -> list[str]:
    """What a browser proposes: the partners of the city, and the municipalities."""
    partners = Partner.objects.approved().filter(municipality=city).order_by("kana", "pk")
    towns = [town.name for town in Municipality.objects.all()]
    return [*towns, *partners.values_list("name", flat=True)[:MOST_PROPOSED]]
