"""What of pitches a page shows to its reader: the pitch, its listing, its slides, who can help."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from events.models import Event, HelpOffer, Pitch, Registration
from events.pitching.helping import takes_help
from partners.access import memberships
from partners.models import Listing, Membership, Partner
from tomoni.accounts.models import User
from tomoni.municipalities.access import municipalities_of_staff

Reader = User | AnonymousUser


@dataclass(frozen=True)
class Shown:
    """A pitch as one reader sees it. `own_offer` is the reader's, `offers` what the presenter's
    side and nobody else is shown.
    """

    pitch: Pitch
    listing: Listing | None
    may_have_slides: bool
    may_help: bool
    own_offer: HelpOffer | None
    offers: list[HelpOffer]
    is_own: bool


def chosen_for(request: HttpRequest, event: Event) -> list[Shown]:
    """The pitches of the programme in its order, in a constant number of queries."""
    rows = event.pitches.on_stage().select_related("partner")
    pitches = list(rows)
    for pitch in pitches:
        pitch.event = event
    return shown_to(request, pitches)


def shown_to(request: HttpRequest, pitches: list[Pitch]) -> list[Shown]:
    """Pitches of one meeting as the reader sees them."""
    if not pitches:
        return []
    registration = own_seat(request.user, pitches[0].event)
    listings = _listings(request.user, pitches)
    offers = _offers(request, pitches, registration)
    return [_shown(request, each, registration, listings, offers) for each in pitches]


def own_seat(reader: Reader, event: Event) -> Registration | None:
    """The reader's seat at the meeting."""
    if not reader.is_authenticated:
        return None
    return Registration.objects.registered().of_user(reader).filter(event=event).first()


def is_of(request: HttpRequest, pitch: Pitch, *, at_least: Membership.Role) -> bool:
    """Whether the reader belongs to the partner with the role or a stronger one."""
    return any(
        each.partner_id == pitch.partner_id and each.may(at_least) for each in memberships(request)
    )


def may_have_slides(request: HttpRequest, pitch: Pitch, registration: Registration | None) -> bool:
    """Participants with a seat, the presenter's partner and the office; never the public.

    They were made for those in the hall; what everybody may read stands in the report.
    """
    if not pitch.slides:
        return False
    if is_of(request, pitch, at_least=Membership.Role.VIEWER) or _is_office(request, pitch):
        return True
    return registration is not None and pitch.state == Pitch.State.CHOSEN


def _is_office(request: HttpRequest, pitch: Pitch) -> bool:
    cities = municipalities_of_staff(request)
    return pitch.event.municipality_id in {city.pk for city in cities}


def _listings(reader: Reader, pitches: list[Pitch]) -> dict[int, Listing]:
    """Those of the linked needs and seeds that the reader may see."""
    wanted = [pitch.listing_id for pitch in pitches if pitch.listing_id]
    if not wanted:
        return {}
    rows = Listing.objects.visible_to(reader).filter(pk__in=wanted)
    return {row.pk: row for row in rows.select_related("partner")}


def _offers(
    request: HttpRequest, pitches: list[Pitch], registration: Registration | None
) -> dict[int, list[HelpOffer]]:
    """Offers of the pitches, if the reader may be shown any at all."""
    is_presenting = any(is_of(request, each, at_least=_EDITOR) for each in pitches)
    if registration is None and not is_presenting:
        return {}
    rows = HelpOffer.objects.filter(pitch__in=pitches, withdrawn_at=None)
    found: dict[int, list[HelpOffer]] = {}
    for offer in rows.select_related("registration__user", "registration__partner"):
        found.setdefault(offer.pitch_id, []).append(offer)
    return found


def _shown(
    request: HttpRequest,
    pitch: Pitch,
    registration: Registration | None,
    listings: dict[int, Listing],
    offers: dict[int, list[HelpOffer]],
) -> Shown:
    of_pitch = offers.get(pitch.pk, [])
    is_own = is_of(request, pitch, at_least=_EDITOR)
    is_elsewhere = registration is not None and registration.partner_id != pitch.partner_id
    own = [each for each in of_pitch if registration and each.registration_id == registration.pk]
    return Shown(
        pitch=pitch,
        listing=listings.get(pitch.listing_id or 0),
        may_have_slides=may_have_slides(request, pitch, registration),
        may_help=is_elsewhere and takes_help(pitch),
        own_offer=own[0] if own else None,
        offers=of_pitch if is_own else [],
        is_own=is_own,
    )


_EDITOR = Membership.Role.EDITOR


def own_pitches(request: HttpRequest) -> list[Any]:
    """Those of the partners the reader belongs to, the latest meeting first."""
    partners = [membership.partner_id for membership in memberships(request)]
    rows = Pitch.objects.filter(partner__in=partners).select_related("event", "partner")
    return list(rows.order_by("-event__starts_at", "-pk")[:50])


def coming_pitches(partner: Partner) -> QuerySet[Pitch]:
    """Those of a partner at meetings to come, but for what it has withdrawn."""
    rows = Pitch.objects.filter(partner=partner, event__ends_at__gt=timezone.now())
    return rows.exclude(state=Pitch.State.WITHDRAWN).order_by("pk")
