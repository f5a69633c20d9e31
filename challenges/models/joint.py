"""Partners that propose together: who leads, who was asked, and what each answered."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Partner
from tomoni.models import Timestamped

if TYPE_CHECKING:
    from challenges.models.drafting import ProposalDraft


class CoAuthorQuerySet(models.QuerySet["CoAuthor"]):
    """Co-authors by what they have answered."""

    def asked(self) -> Self:
        """Those that have not answered yet."""
        return self.filter(state=CoAuthor.State.ASKED)

    def confirmed(self) -> Self:
        """Those that take part."""
        return self.filter(state=CoAuthor.State.CONFIRMED)

    def waiting_for(self, partners: Iterable[int]) -> Self:
        """Those about which one of the partners has to say yes or no."""
        rows = self.asked().filter(partner__in=partners, draft__is_open=True)
        draft = ("draft", "partner", "challenge", "municipality")
        return rows.select_related("partner", *(f"draft__{name}" for name in draft))

    def named(self) -> Self:
        """Those that take part or may still say so."""
        return self.filter(state__in=CoAuthor.NAMED)

    def of_draft(self, shared: "ProposalDraft") -> Self:
        """Those of a draft, and of the proposal that it changes."""
        own = Q(draft=shared)
        return self.filter(own | Q(proposal=shared.proposal_id) if shared.proposal_id else own)


class CoAuthor(Timestamped):
    """A further partner of a joint proposal, and what it brings.

    It changes only through `challenges/proposing/joint.py`. Rows stay, whatever was answered, as
    long as there is a draft or a proposal. `agreed_to` has the fingerprints of the answers that it
    has agreed to, or was told of since.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", pgettext_lazy("co-author", "takes part")
        DECLINED = "declined", pgettext_lazy("co-author", "does not take part")
        LEFT = "left", pgettext_lazy("co-author", "has left")
        TAKEN_OUT = "taken_out", pgettext_lazy("co-author", "taken out")

    NAMED = (State.ASKED, State.CONFIRMED)

    draft = models.ForeignKey("challenges.ProposalDraft", models.CASCADE, related_name="co_authors")
    proposal = models.ForeignKey(
        "challenges.Proposal", models.PROTECT, null=True, blank=True, related_name="co_authors"
    )  # once it is sent in
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="joint_proposals")
    brings = models.TextField(_("what it brings"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    agreed_to = models.TextField(blank=True)

    objects = CoAuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "partner"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="co_author_once_per_draft",
            ),
            models.UniqueConstraint(
                fields=["proposal", "partner"],
                condition=Q(state__in=["asked", "confirmed"], proposal__isnull=False),
                name="co_author_once_per_proposal",
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=True) | ~Q(state="asked"),
                name="co_author_answered_before_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False),
                name="co_author_answered_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_state_display()})"
