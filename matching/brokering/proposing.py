"""A broker chooses two or three who should talk: found, checked, said why it cannot be now."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from matching.brokering.brokers import Broker
from matching.introducing.rules import UNFINISHED, between, takes_introductions
from matching.introducing.steps import MOST_PARTIES, Place
from matching.models import Introduction
from matching.reading.lists import counterparts_of
from matching.reading.words import level_words
from matching.storing.keys import key_of, key_of_slug, pks, slug_of
from partners.models import Listing, ListingQuerySet, Partner
from tomoni.accounts.models import User

LEAST_PARTIES = 2
FOUND, PICKED = 10, 5
"""So many are shown of what a search finds, and of what the matcher suggests."""


class Choice(NamedTuple):
    """What may be chosen, how addresses name it, and how close it is where the matcher says so."""

    place: Place
    key: str
    closeness: str = ""

    @property
    def partner(self) -> Partner:
        """Whose it is."""
        return self.place[0]

    @property
    def listing(self) -> Listing | None:
        """The need or seed; None where the partner as a whole is meant."""
        return self.place[1]


def choices(keys: Sequence[str], user: User) -> list[Choice]:
    """What these keys ("listing-12", "partner-5") stand for, in their order; without what is
    not shown to partners, or not to this person.
    """
    wanted = [key_of_slug(key) for key in dict.fromkeys(keys)]
    listings = _listings(user).filter(pk__in=_pks(wanted, "listing"))
    partners = Partner.objects.approved().filter(pk__in=_pks(wanted, "partner"))
    found = [_of_listing(row) for row in listings] + [_of_partner(row) for row in partners]
    by_key = {choice.key: choice for choice in found}
    return [by_key[slug_of(key)] for key in wanted if slug_of(key) in by_key]


def _pks(keys: Sequence[str], kind: str) -> list[int]:
    return pks([key for key in keys if _is_key(key)], kind)


def _is_key(key: str) -> bool:
    number = key.partition(":")[2]
    return number.isascii() and number.isdecimal() and len(number) < 19


def _listings(user: User) -> ListingQuerySet:
    """Shown to all whom it may concern: what only staff may read is told to nobody else."""
    shown = Listing.objects.live().of_registered().visible_to(user)
    return shown.exclude(visibility=Listing.Visibility.STAFF).select_related("partner")


def _of_listing(listing: Listing, closeness: str = "") -> Choice:
    return Choice((listing.partner, listing), slug_of(key_of(listing)), closeness)


def _of_partner(partner: Partner) -> Choice:
    return Choice((partner, None), slug_of(key_of(partner)))


def search(words: str, user: User) -> list[Choice]:
    """Needs and seeds with these words or of a partner of this name, then partners of this name."""
    if not words:
        return []
    named = Partner.objects.approved().named(words)
    listings = _listings(user)
    by_words = listings.ranked_by(words)[:FOUND]
    by_partner = listings.filter(partner__in=named.values("pk")).order_by("-published_at", "-pk")
    rows = dict.fromkeys([*by_partner[:FOUND], *by_words])
    found = [_of_listing(row) for row in list(rows)[:FOUND]]
    return found + [_of_partner(row) for row in named.order_by("kana", "pk")[:FOUND]]


def picks(choice: Choice, request: HttpRequest) -> list[Choice]:
    """Whom the matcher suggests for a need or seed, as far as the reader may see it."""
    if choice.listing is None:
        return []
    near = counterparts_of(choice.listing, request, limit=PICKED)
    return [
        _of_listing(each.candidate, level_words(each.match.level))
        for each in near[:PICKED]
        if isinstance(each.candidate, Listing)
    ]


def objections(chosen: Sequence[Choice], broker: Broker) -> list[str]:
    """Why they cannot be brought together now, in words for the broker; empty where they can.

    A pause and a block read the same, so that nobody learns who has blocked whom.
    """
    partners = [choice.partner for choice in chosen]
    if twice := _named([each for each in partners if partners.count(each) > 1]):
        return [_("You have chosen %(names)s twice. Please take one away.") % {"names": twice}]
    found = []
    if len(partners) > MOST_PARTIES:
        found.append(_("At most three partners can be brought together."))
    # Nobody learns from here how partners stand to each other of whom none is their own.
    if len(partners) >= LEAST_PARTIES and not broker.voices(partners):
        return [*found, _("At least one of them must belong to your city or your federation.")]
    if closed := _named(unwilling(partners)):
        found.append(_("%(names)s takes no introductions now.") % {"names": closed})
    if len(partners) < LEAST_PARTIES:
        return found
    if are_in_touch(partners):
        found.append(_("They are in touch already, or one of them has asked for it."))
    return found


def unwilling(partners: Sequence[Partner]) -> list[Partner]:
    """Those who take no introductions now; of two at odds only the one that was chosen later."""
    found = []
    for place, partner in enumerate(partners):
        earlier = [each for each in partners[:place] if each not in found]
        if not all(takes_introductions(partner, of=each) for each in [partner, *earlier]):
            found.append(partner)
    return found


def are_in_touch(partners: Sequence[Partner]) -> bool:
    """Whether an introduction of just these is under way."""
    return Introduction.objects.filter(between=between(partners), state__in=UNFINISHED).exists()


def _named(partners: Sequence[Partner]) -> str:
    return _(", ").join(dict.fromkeys(partner.name for partner in partners))
