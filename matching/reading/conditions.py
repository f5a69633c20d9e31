"""Why a list is short: whom the listing itself wants to meet may keep others out of it."""

from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from django.http import HttpRequest

from matching.engine.documents import COUNTERPARTS, Side
from matching.engine.policy import may_meet
from matching.engine.pool import Member
from matching.engine.profiles import Profile
from matching.engine.ranking import Rival, Terms, ranked, rivals, usual
from matching.policies import policy_for
from matching.reading.lists import FEW, LENGTH, Section, visible_of
from matching.storing import store
from matching.storing.keys import key_of
from matching.suggestions import own_list
from partners.access import acts_for
from partners.models import Listing, Membership


class KeptOut(NamedTuple):
    """So many more would be shown if all were welcome; whether the reader may change that."""

    others: int
    may_change: bool


def kept_out(shown: Section, request: HttpRequest) -> KeptOut | None:
    """Whom the conditions of a listing keep out of its list, where the list is short.

    None where they keep out nobody who would be worth showing, and where nothing is asked for.
    """
    listing = shown["subject"]
    if not (isinstance(listing, Listing) and _is_short(shown) and _is_choosy(listing)):
        return None
    others = min(LENGTH, _worth_showing(listing, request))
    may_change = acts_for(request, listing.partner, at_least=Membership.Role.EDITOR)
    return KeptOut(others, may_change) if others else None


def _is_short(shown: Section) -> bool:
    total = shown["page"].paginator.count if shown["page"] else len(shown["cards"])
    return shown["may_see"] and shown["takes_part"] and not shown["poll_url"] and total < FEW


def _is_choosy(listing: Listing) -> bool:
    if listing.reach:
        return True
    brought_along = getattr(listing, "accepted_rows", None)
    return listing.accepts.exists() if brought_along is None else bool(brought_along)


def _worth_showing(listing: Listing, request: HttpRequest) -> int:
    """How many that the reader may see would be above zero in the list if all were welcome."""
    version = store.current()
    stored = store.profiles(version.slot, [key_of(listing)]) if version else {}
    if not (version and stored):
        return 0
    [profile] = stored.values()
    terms = Terms(policy_for(listing), version.as_of)
    sides = COUNTERPARTS[profile.side]
    above = chain.from_iterable(_above_zero(profile, version.slot, side, terms) for side in sides)
    unwelcome = {rival.key for rival in above if not may_meet(profile.facts, rival.facts)}
    return len(visible_of(unwelcome, request))


def _above_zero(profile: Profile, slot: int, side: Side, terms: Terms) -> list[Rival]:
    """The list on a side as it would be without conditions."""
    open_to_all = replace(profile.facts, accepts=frozenset(), reach="")
    subject = replace(profile, facts=open_to_all)
    near = own_list(slot, side, Member.of(subject))
    usuals = store.usuals(slot, profile.side, near.candidates)
    found = rivals(near, store.facts_of(slot, near.candidates), usuals)
    scored = ranked(subject, usual(near.bases), found, terms)
    return [rival for rival, score in scored if score > 0]
