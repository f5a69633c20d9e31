"""Where somebody stands towards an introduction: for one of its partners, or as its broker."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from matching.models import Introduction, Party
from partners.access import (
    acting_membership,
    acts_for,
    capacity_for,
    choose_partner,
    memberships,
    require_acting,
)
from partners.acting import Capacity
from partners.models import Listing, Membership, Partner

_EDITOR = Membership.Role.EDITOR


@dataclass(frozen=True)
class Standing:
    """`own` is the party for which the person stands, None for who is its broker and no more.

    `acting` says as whom, where the person is no member of that partner. `shown` are the needs and
    seeds of the parties that the person may read now; of the others no word is told.
    """

    introduction: Introduction
    parties: Sequence[Party]
    own: Party | None
    may_act: bool = False
    acting: Capacity | None = None
    shown: frozenset[int] = frozenset()

    @property
    def others(self) -> list[Party]:
        """The other partners."""
        return [party for party in self.parties if party != self.own]

    @property
    def owes_answer(self) -> bool:
        """Whether the question waits for this side."""
        asked = self.own is not None and self.own.state == Party.State.ASKED
        return asked and self.introduction.state == Introduction.State.FORWARDED

    @property
    def may_answer(self) -> bool:
        """Whether the person may say no, and yes where that is still possible."""
        return self.may_act and self.owes_answer

    @property
    def may_agree(self) -> bool:
        """Its time is not over, and there is somebody to talk with about what is still shown."""
        return self.own is not None and self.may_answer and self.own.owes_answer

    @property
    def may_withdraw(self) -> bool:
        """Whether the person may take it back."""
        is_asking = self.own is not None and self.own.is_asking
        return self.may_act and is_asking and self.introduction.is_open

    @property
    def has_agreed(self) -> bool:
        """Whether this side has said yes, and so have enough of the others."""
        agreed = self.own is not None and self.own.state == Party.State.AGREED
        return agreed and self.introduction.is_agreed

    @property
    def reads_outcome(self) -> bool:
        """What came of a talk is read by those who agreed, and by their broker."""
        return self.own is None or self.has_agreed

    @property
    def may_tell(self) -> bool:
        """Whether the person may say that they have met, and what came of it."""
        return self.may_act and self.has_agreed


def standing_in(request: HttpRequest, pk: int) -> Standing:
    """For the people of its partners and its broker; 404 for everybody else.

    The links of mails name the partner for which the person then stands.
    """
    choose_partner(request, request.GET.get("partner", ""))
    rows = Introduction.objects.visible_to(request.user)
    places = Party.objects.select_related("partner__municipality", "listing", "answered_by")
    rows = rows.select_related("municipality", "federation")
    introduction = get_object_or_404(rows.prefetch_related(Prefetch("parties", places)), pk=pk)
    parties = list(introduction.parties.all())
    shown = shown_to(request, parties)
    known = [each for each in parties if each.is_asking or introduction.forwarded_at]
    roles = {membership.partner_id: membership for membership in memberships(request)}
    own = _own(request, [each for each in known if each.partner_id in roles])
    if own:
        may_act = roles[own.partner_id].may(_EDITOR)
        return Standing(introduction, parties, own, may_act, shown=shown)
    # For who has members of its own they alone answer, and read whom to call.
    for party in [each for each in known if each.partner.is_unclaimed]:
        if acting := capacity_for(request, party.partner):
            may_act = acts_for(request, party.partner, at_least=_EDITOR)
            return Standing(introduction, parties, party, may_act, acting, shown)
    return Standing(introduction, parties, None, shown=shown)


def _own(request: HttpRequest, own: Sequence[Party]) -> Party | None:
    """The party of the partner for which the person acts now, else of another of theirs."""
    acting = acting_membership(request)
    chosen = [each for each in own if acting and each.partner_id == acting.partner_id]
    return next(iter([*chosen, *own]), None)


def shown_to(request: HttpRequest, parties: Sequence[Party]) -> frozenset[int]:
    """The needs and seeds of these that the person may read, in one query."""
    rows = Listing.objects.visible_to(request.user)
    wanted = [party.listing_id for party in parties if party.listing_id]
    return frozenset(rows.filter(pk__in=wanted).values_list("pk", flat=True))


def partner_to_list(request: HttpRequest) -> tuple[Partner, Capacity | None]:
    """Whose introductions are listed: of the named partner, if the person belongs to it or acts for
    it, else of the acting one; 404 where there is none.
    """
    slug = request.GET.get("partner", "")
    if slug and not choose_partner(request, slug):
        rows = Partner.objects.acted_for_by(request.user)  # type: ignore[arg-type]
        partner = rows.filter(slug=slug.replace("\x00", "")).distinct().first()
        acting = capacity_for(request, partner) if partner else None
        if partner and acting:
            return partner, acting
    return require_acting(request).partner, None


def own_listing(request: HttpRequest, pk: int) -> tuple[Listing, bool]:
    """A need or seed of a partner for which the person does something, and whether they may ask for
    a talk about it; 404 for everybody else.
    """
    rows = Listing.objects.visible_to(request.user).select_related("partner__municipality")
    listing = get_object_or_404(rows, pk=pk)
    partner = listing.partner
    is_member = any(membership.partner_id == partner.pk for membership in memberships(request))
    if not is_member and capacity_for(request, partner) is None:
        raise Http404
    return listing, acts_for(request, partner, at_least=_EDITOR)
