"""Which partners a city has invited to answer a challenge."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge
from partners.models import Partner


class ChallengeInvitation(models.Model):
    """The city has asked a partner to look at a challenge (声かけ); once, whatever comes of it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="invitations")
    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="challenge_invitations", verbose_name=_("partner")
    )
    line = models.CharField(_("a personal line"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a challenge")
        verbose_name_plural = _("invitations to challenges")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "partner"], name="challenge_invitation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.challenge}"
