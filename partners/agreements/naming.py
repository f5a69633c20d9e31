"""Who is meant by a name that somebody has typed: a registered partner, a municipality, or a body
that is known by its name alone.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.models import AgreementParty, Partner
from tomoni.municipalities.models import Municipality


class PartyNameError(Exception):
    """Several partners are called so; the message, for the reader, says how to name one."""


@dataclass(frozen=True)
class Named:
    """One of the three."""

    partner: Partner | None = None
    municipality: Municipality | None = None
    name: str = ""


def named_party(typed: str, city: Municipality, known: AgreementParty | None) -> Named:
    """Who is meant. A party that is called so already stays who it is, whatever became of it."""
    if known is not None and known.called == typed:
        return Named(known.partner, known.municipality, known.name)
    named = Partner.objects.approved().filter(Q(name=typed) | Q(slug=typed))
    found = list(named.select_related("type").order_by("pk")[:10])
    own = [partner for partner in found if partner.municipality_id == city.pk]
    found = own if len(own) == 1 else found
    if len(found) > 1:
        raise PartyNameError(
            _("Several partners are called “%(name)s”. Please write instead: %(slugs)s")
            % {"name": typed, "slugs": ", ".join(partner.slug for partner in found)}
        )
    if found:
        return Named(partner=found[0])
    town = Municipality.objects.filter(Q(name_ja=typed) | Q(name_en=typed)).first()
    return Named(municipality=town) if town else Named(name=typed)


MOST_PROPOSED = 300


def proposed_names(city: Municipality) -> list[str]:
    """What a browser proposes: the partners of the city, and the municipalities."""
    partners = Partner.objects.approved().filter(municipality=city).order_by("kana", "pk")
    towns = [town.name for town in Municipality.objects.all()]
    return [*towns, *partners.values_list("name", flat=True)[:MOST_PROPOSED]]
