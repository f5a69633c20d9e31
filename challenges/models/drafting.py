"""A proposal that is being written. It belongs to the partner: its editors and owners share it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge
from challenges.models.joint import CoAuthor, CoAuthorQuerySet
from challenges.models.proposal import Proposal
from challenges.models.readers import Reader
from partners.models import Membership, Partner
from partners.models.origin import Originated
from tomoni.accounts.models import Draft
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality


class ProposalDraftQuerySet(models.QuerySet["ProposalDraft"]):
    """Drafts by who may read and write them."""

    def open(self) -> Self:
        """Those not sent in yet."""
        return self.filter(is_open=True)

    def begun(self) -> Self:
        """Open ones in which somebody has typed something."""
        return self.open().exclude(draft__data={})

    def going_on(self) -> Self:
        """Those that can still lead somewhere: not to another version of what is decided."""
        decided = [Proposal.State.ACCEPTED, Proposal.State.DECLINED]
        return self.exclude(proposal__state__in=decided)

    def of_member(self, user: Reader) -> Self:
        """Those of the person's partners, whatever the person's role."""
        return self.filter(partner__in=Membership.objects.filter(user=user.pk).values("partner"))

    def writable_by(self, user: Reader) -> Self:
        """Those of registered partners for which the person may write."""
        writing = Membership.objects.filter(
            user=user.pk,
            role__in=Membership.Role.at_least(Membership.Role.EDITOR),
            partner__state=Partner.State.APPROVED,
        )
        return self.filter(partner__in=writing.values("partner"))

    def readable_by(self, user: Reader) -> Self:
        """Those of the person's partners, and those in which these are named as co-authors."""
        return self._joint(user, CoAuthor.objects.named())

    def taken_part_in_by(self, user: Reader) -> Self:
        """Those of the person's partners, and those to which these have agreed."""
        return self._joint(user, CoAuthor.objects.confirmed())

    def _joint(self, user: Reader, named: CoAuthorQuerySet) -> Self:
        own = Membership.objects.filter(user=user.pk).values("partner")
        mine = named.filter(partner__in=own)
        joint = Q(pk__in=mine.values("draft")) | Q(
            proposal__in=mine.exclude(proposal=None).values("proposal")
        )
        return self.filter(Q(partner__in=own) | joint)


class ProposalDraft(Originated, Timestamped, Versioned):
    """What the members of a partner have typed of a proposal and not sent in yet.

    It is no proposal, so nobody of the city ever comes upon it. The raw answers and the files are
    those of its `draft`, which has no person of its own. `version` counts what was written. It
    changes only through `challenges/proposing/sharing.py`. Its origin becomes the proposal's.
    """

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="shared")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="proposal_drafts")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="proposal_drafts")
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, related_name="proposal_drafts"
    )  # none for a free proposal to the municipality
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="drafts"
    )  # which it changes, or what became of it
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_open = models.BooleanField(default=True)

    objects = ProposalDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a proposal")
        verbose_name_plural = _("drafts of proposals")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "challenge"],
                condition=Q(is_open=True, proposal__isnull=True),
                name="proposal_draft_one_open",
            ),
            models.UniqueConstraint(
                fields=["partner", "municipality"],
                condition=Q(is_open=True, proposal__isnull=True, challenge__isnull=True),
                name="proposal_draft_one_free",
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(is_open=True), name="proposal_revision_one_open"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(proposal__isnull=False),
                name="proposal_draft_sent_has_proposal",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.challenge or self.municipality)

    def get_absolute_url(self) -> str:
        return reverse("challenges:proposal_draft", args=[self.pk])

    @property
    def title(self) -> str:
        """What is typed as its title so far."""
        return str(next(iter(self.draft.data.get("title", [])), ""))[:100]
