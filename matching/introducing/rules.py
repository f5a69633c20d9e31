"""Who may ask whom for an introduction, how often, and on which way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from matching.engine.policy import may_meet
from matching.models import Block, Introduction, Party, Pause
from matching.models.introducing import IntroductionQuerySet
from matching.storing.documents import documents
from matching.storing.keys import key_of
from partners.mailing.responsible import answerable_for, people_of, still_acts
from partners.models import Affiliation, Listing, Membership, Partner
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute
from tomoni.municipalities.office import people_of_office

ASKED_A_WEEK = 5
"""So many introductions a partner may ask for within seven days."""
RESTS = timedelta(days=90)
"""Who has declined or has not answered is not asked by the same partner again for so long."""
_WEEK = timedelta(days=7)
UNFINISHED = (*Introduction.OPEN_STATES, Introduction.State.ACCEPTED, Introduction.State.MET)
"""While one is in these states, the same partners need no other."""


class Obstacle(StrEnum):
    """Why no introduction can be asked for, as far as the asking partner may know.

    Blocks and pauses are one for who asks: nobody learns that a partner has blocked it.
    """

    NOT_BOTH = "not_both"
    NOT_NOW = "not_now"
    OPEN = "open"
    RESTING = "resting"
    OURSELVES = "ourselves"
    WEEK_FULL = "week_full"


def obstacle(own: Listing, other: Listing) -> Obstacle | None:
    """What stands in the way of asking the partner of the other listing for a talk now."""
    if not may_talk(own, other):
        return Obstacle.NOT_BOTH
    ours, theirs = own.partner, other.partner
    if has_paused(ours) or Block.objects.filter(partner=ours, blocked=theirs).exists():
        return Obstacle.OURSELVES
    past = Introduction.objects.filter(between=between([ours, theirs]))
    if past.of_partners([ours]).filter(state__in=UNFINISHED).exists():
        return Obstacle.OPEN
    # Before all else that could be in the way, so that a block after a no says nothing new.
    if _came_to_nothing(past, ours).exists():
        return Obstacle.RESTING
    if not takes_introductions(theirs, of=ours):
        return Obstacle.NOT_NOW
    return Obstacle.WEEK_FULL if asks_left(ours) < 1 else None


def _came_to_nothing(past: IntroductionQuerySet, ours: Partner) -> IntroductionQuerySet:
    """What the partner has asked or agreed to lately, and the other or its broker has not wanted.

    What nobody has passed on is no answer of the other; who has said no itself may ask.
    """
    wanted = Party.objects.filter(
        introduction=OuterRef("pk"), partner=ours, state=Party.State.AGREED
    )
    no_answer = Q(state="declined") | Q(state="unanswered", forwarded_at__isnull=False)
    return past.filter(no_answer, Exists(wanted), over_at__gt=rested())


def may_talk(own: Listing, other: Listing) -> bool:
    """A need or seed each, of two registered partners, both shown, valid and readable for them, and
    each of the two is somebody whom the other wants to meet.
    """
    return _are_shown(own, other) and _may_meet(own, other)


def _may_meet(own: Listing, other: Listing) -> bool:
    found = [document.facts for document in documents([key_of(own), key_of(other)])]
    return len(found) == 2 and may_meet(*found)


def _are_shown(own: Listing, other: Listing) -> bool:
    return own.partner_id != other.partner_id and all(
        each.is_live and each.partner.is_approved and each.visibility != Listing.Visibility.STAFF
        for each in (own, other)
    )


def takes_introductions(partner: Partner, *, of: Partner) -> bool:
    """Registered, not paused, not at odds with the other, and somebody is there who can answer."""
    at_odds = Q(partner=partner, blocked=of) | Q(partner=of, blocked=partner)
    return (
        partner.is_approved
        and not has_paused(partner)
        and not Block.objects.filter(at_odds).exists()
        and bool(who_answers(partner))
    )


def is_at_odds(party: Party) -> bool:
    """Whether the partner is at odds with one of those who are still in it."""
    waiting = (Party.State.ASKED, Party.State.AGREED)
    others = {each.partner_id for each in party.others if each.state in waiting}
    return bool(others & Block.objects.others_of([party.partner_id]))


def has_paused(partner: Partner) -> bool:
    """Whether the partner takes no introductions today."""
    over = Q(until__lt=timezone.localdate())
    return Pause.objects.filter(partner=partner).exclude(over).exists()


def asks_left(partner: Partner) -> int:
    """How many introductions the partner may still ask for within this week."""
    since = timezone.now() - _WEEK
    asked = Party.objects.filter(
        partner=partner, is_asking=True, introduction__requested_at__gt=since
    )
    return max(0, ASKED_A_WEEK - asked.count())


def rested() -> datetime:
    """Declined before this, the same may be asked again."""
    return timezone.now() - RESTS


def between(partners: Sequence[Partner]) -> str:
    """The key of an introduction of these partners, in whatever order."""
    return "-".join(str(pk) for pk in sorted(partner.pk for partner in partners))


def routes_to(
    other: Partner, *, of: Partner | None = None
) -> list[tuple[IntroductionRoute, Partner | None]]:
    """The ways that the rules of its municipality leave open, each with its federation; none goes
    through who asks itself.

    Where the only way is a federation and the partner has none, the office takes its place.
    """
    rule = other.municipality.introduction_routes
    found: list[tuple[IntroductionRoute, Partner | None]] = []
    for route in [route for route in IntroductionRoute if route in rule]:
        if route == IntroductionRoute.FEDERATION:
            found += [(route, federation) for federation in _federations(other) if federation != of]
        else:
            found.append((route, None))
    return found or [(IntroductionRoute.OFFICE, None)]


def _federations(partner: Partner) -> list[Partner]:
    """Registered ones to which the partner belongs, with somebody who can pass it on."""
    through = Affiliation.objects.filter(partner=partner, federation__state=Partner.State.APPROVED)
    found = [each.federation for each in through.select_related("federation").order_by("pk")]
    return [each for each in found if people_of(each, at_least=Membership.Role.EDITOR)]


def who_answers(partner: Partner) -> list[User]:
    """The editors and owners of a partner; of an unclaimed one, those who may answer for it."""
    own = people_of(partner, at_least=Membership.Role.EDITOR)
    return own or [each for each in answerable_for(partner) if still_acts(each, partner)]


def who_brokers(introduction: Introduction) -> list[User]:
    """Those who pass it on: the people of the office, or the editors and owners of the federation.

    Where a federation has nobody left, or is not registered any more, the office of the city takes
    its place.
    """
    if introduction.federation is not None and introduction.federation.is_approved:
        people = people_of(introduction.federation, at_least=Membership.Role.EDITOR)
        if people:
            return people
    return list(people_of_office(introduction.municipality_id))
