"""Rows that came out of one another at random, and the people who look at them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import strategies as st

from challenges.models import Proposal
from events.models import FollowUp, HelpOffer
from matching.models import Introduction, Party
from partners.models import Agreement, AgreementParty, Listing, Partner, Project
from partners.models.origin import origin_of
from tests.events.past import make_past, make_seat
from tests.events.pitching.pitches import make_pitch
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_partner,
    make_project,
    make_proposal,
    make_staff,
    take_part,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute

DRAWS = st.lists(
    st.tuples(
        st.sampled_from(["introduction", "follow-up", "proposal", "project", "agreement"]),
        st.integers(0, 99),  # which row it came out of
        st.integers(0, 2),  # of which partner it is
        st.booleans(),  # whether everybody may see it
    ),
    min_size=1,
    max_size=9,
)


@dataclass
class Scene:
    """Three partners of a city, each with a need; two of the needs are not for everybody."""

    partners: list[Partner]
    readers: list[Any]
    rows: list[Any]


def make_scene() -> Scene:
    """What all worlds begin with."""
    partners = [make_partner() for _ in range(3)]
    city = partners[0].municipality
    Partner.objects.filter(pk__in=[each.pk for each in partners]).update(municipality=city)
    for each in partners:
        each.refresh_from_db()
    shown = [Listing.Visibility.PUBLIC, Listing.Visibility.PARTNERS, Listing.Visibility.STAFF]
    rows: list[Any] = [
        make_listing(partner, visibility=visibility)
        for partner, visibility in zip(partners, shown, strict=True)
    ]
    rows += [make_challenge(city), make_past(municipality=city), make_event(city, state="draft")]
    readers = [AnonymousUser(), make_member(make_partner()), make_staff(city)]
    return Scene(partners, [*readers, *(make_member(each) for each in partners)], rows)


def grow(scene: Scene, draws: list[tuple[str, int, int, bool]]) -> list[Any]:
    """The rows of the scene and those that the draws add to it."""
    rows = list(scene.rows)
    for name, origin, whose, is_public in draws:
        parent, partner = rows[origin % len(rows)], scene.partners[whose]
        other = scene.partners[(whose + 1) % 3]
        made = _MAKERS[name](scene, parent, partner, other, is_public)
        if made is not None:
            rows.append(made)
    return rows


def _by(scene: Scene, partner: Partner) -> User:
    person: User = scene.readers[3 + scene.partners.index(partner)]
    return person


def _introduction(scene: Scene, parent: Any, own: Partner, other: Partner, shown: bool) -> Any:
    now = timezone.now()
    made = Introduction.objects.create(
        municipality=own.municipality,
        route=IntroductionRoute.OFFICE if shown else IntroductionRoute.DIRECT,
        between=f"{Introduction.objects.count()}",
        state=Introduction.State.ACCEPTED,
        message="お話ししたいです。",
        asked_by=_by(scene, own),
        requested_at=now,
        forwarded_at=now,
        accepted_at=now,
        **({} if isinstance(parent, Listing) else origin_of(parent)),
    )
    [third] = [each for each in scene.partners if each not in (own, other)]
    for partner in (own, other, third):
        listing = parent if isinstance(parent, Listing) and parent.partner == partner else None
        if partner == third:
            listing = scene.rows[scene.partners.index(third)]
        declined = partner == third and not shown
        Party.objects.create(
            introduction=made,
            partner=partner,
            listing=listing,
            is_asking=partner == own,
            state=Party.State.DECLINED if declined else Party.State.AGREED,
            answered_at=now,
        )
    return made


def _help(scene: Scene, listing: Listing, helper: Partner) -> HelpOffer | None:
    """That a partner can help with a need which was presented at the meeting; said once."""
    event, by, owner = scene.rows[4], _by(scene, helper), listing.partner
    pitch = event.pitches.filter(partner=owner).first()
    pitch = pitch or make_pitch(event, owner, user=_by(scene, owner), listing=listing)
    seat = event.registrations.filter(user=by).first() or make_seat(event, helper, user=by)
    made, is_new = HelpOffer.objects.get_or_create(pitch=pitch, registration=seat)
    return made if is_new else None


def _follow_up(scene: Scene, parent: Any, own: Partner, other: Partner, shown: bool) -> Any:
    event = scene.rows[4] if shown else scene.rows[5]
    help_offer = _help(scene, parent, other) if isinstance(parent, Listing) else None
    return FollowUp.objects.create(
        event=event,
        title="見学に行く",
        owner=_by(scene, own),
        partner=own,
        counterpart=other,
        due_on=timezone.localdate() + timedelta(days=9),
        help_offer=help_offer,
        **origin_of(help_offer.pitch if help_offer else parent),
    )


def _proposal(scene: Scene, parent: Any, own: Partner, other: Partner, shown: bool) -> Any:
    of = Proposal.Confidentiality
    return make_proposal(
        scene.rows[3],
        own,
        submitted_by=_by(scene, own),
        state=Proposal.State.ACCEPTED,
        decided_at=timezone.now(),
        confidentiality=of.PUBLIC if shown else of.CITY,
        **origin_of(parent),
    )


def _project(scene: Scene, parent: Any, own: Partner, other: Partner, shown: bool) -> Any:
    if Project.objects.filter(**origin_of(parent)).exists():
        return None  # one per origin
    of = Project.Visibility
    visibility = of.PUBLIC if shown else of.MEMBERS
    by = _by(scene, own)
    made = make_project(own, started_by=by, visibility=visibility, **origin_of(parent))
    if shown:
        take_part(made, other)
    return made


def _agreement(scene: Scene, parent: Any, own: Partner, other: Partner, shown: bool) -> Any:
    of = Agreement.Visibility
    made = Agreement.objects.create(
        municipality=own.municipality,
        title="連携協定",
        purposes="地域のために",
        visibility=of.PUBLIC if shown else of.PARTIES,
        state=Agreement.State.IN_FORCE,
        signed_on=timezone.localdate(),
        **origin_of(parent),
    )
    AgreementParty.objects.create(agreement=made, partner=own)
    return made


_MAKERS = {
    "introduction": _introduction,
    "follow-up": _follow_up,
    "proposal": _proposal,
    "project": _project,
    "agreement": _agreement,
}
