"""What the office keeps beside a proposal, a question or a challenge: a talk, and whose it is."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.asking import Question
from challenges.models.challenge import Challenge
from challenges.models.proposal import Proposal
from tomoni.models import Timestamped


class Interview(Timestamped):
    """When and where the city and a partner talk about a proposal; both read it."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="interview")
    starts_at = models.DateTimeField(_("date and time"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("address for joining online"), max_length=500, blank=True)
    word = models.TextField(_("a word to the partner"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0, editable=False)
    """How often it was changed; a calendar takes the entry with the higher number."""
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""), name="interview_is_somewhere"
            )
        ]

    def __str__(self) -> str:
        return str(self.proposal)

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Assignment(models.Model):
    """Whose task in the office a proposal, a question or a challenge is."""

    proposal = models.OneToOneField(
        Proposal, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    question = models.OneToOneField(
        Question, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    challenge = models.OneToOneField(
        Challenge, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("in charge"),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, question=None, challenge=None)
                | Q(proposal=None, question__isnull=False, challenge=None)
                | Q(proposal=None, question=None, challenge__isnull=False),
                name="assignment_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal or self.question or self.challenge}"
