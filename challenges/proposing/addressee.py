"""What a proposal is made to: a challenge, or a municipality that takes free ones (フリー型)."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.models import Challenge, Proposal, ProposalDraft, ProposalQuerySet
from tomoni.municipalities.models import Municipality


@dataclass(frozen=True)
class Addressee:
    """A municipality, and the challenge of it that is answered; None for a free proposal."""

    municipality: Municipality
    challenge: Challenge | None = None

    @property
    def title(self) -> str:
        """What the proposal answers, in a line."""
        if self.challenge:
            return self.challenge.title
        return _("Free proposal to %(name)s") % {"name": self.municipality.name}

    def get_absolute_url(self) -> str:
        """The page of what is answered."""
        return (self.challenge or self.municipality).get_absolute_url()

    @property
    def closes_at(self) -> datetime | None:
        """Until when it takes proposals; None where there is no deadline."""
        return self.challenge.closes_at if self.challenge else None

    @property
    def names(self) -> tuple[str, str]:
        """Of the URLs of form and confirmation."""
        if self.challenge:
            return "proposal_create", "proposal_confirm"
        return "free_create", "free_confirm"

    @property
    def slug(self) -> str:
        """What stands in these URLs."""
        return (self.challenge or self.municipality).slug

    @property
    def form_url(self) -> str:
        """The form of the proposal."""
        return reverse(f"challenges:{self.names[0]}", args=[self.slug])

    @property
    def key(self) -> str:
        """By which an unsent proposal is kept: the slug, or what no slug can be."""
        return self.challenge.slug if self.challenge else f"free:{self.municipality.pk}"

    @property
    def reply_days(self) -> int:
        """Within how many days it is answered."""
        return (self.challenge or self.municipality).reply_days

    @property
    def accepts_proposals(self) -> bool:
        """Takes proposals now."""
        if self.challenge:
            return self.challenge.accepts_proposals and not self.challenge.is_reverse
        return self.municipality.accepts_free_proposals

    def accepts_proposal_begun_at(self, begun_at: datetime) -> bool:
        """Whether a form that was opened then may be sent now; without a deadline nothing waits."""
        if self.challenge and not self.challenge.is_reverse:
            return self.challenge.accepts_proposal_begun_at(begun_at)
        return self.accepts_proposals

    def proposals(self) -> ProposalQuerySet:
        """What was proposed to it so far."""
        if self.challenge:
            return Proposal.objects.filter(challenge=self.challenge)
        return Proposal.objects.filter(challenge=None, municipality=self.municipality)

    def lock(self) -> None:
        """Read anew what decides whether proposals are taken; held until the transaction ends."""
        if self.challenge:
            self.challenge.lock()
            return
        held = Municipality.objects.select_for_update(no_key=True)
        self.municipality.refresh_from_db(from_queryset=held)


def addressee_of(to: Challenge | Addressee | ProposalDraft | Proposal) -> Addressee:
    """A challenge as what a proposal is made to, or what a draft or proposal is made to."""
    if isinstance(to, Addressee):
        return to
    return Addressee(to.municipality, to if isinstance(to, Challenge) else to.challenge)
