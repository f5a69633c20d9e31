"""What the office keeps beside its tasks: a talk about a proposal, and whose a task is."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.asking import Question
from challenges.models.challenge import Challenge
from challenges.models.proposal import Proposal
from partners.models import Listing, Partner
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


TASKS = ("proposal", "question", "challenge", "partner", "listing")
"""What somebody can be in charge of, as columns and addresses name it."""


def _is_about_one() -> Q:
    """Exactly one of the columns is filled."""
    cases = (Q(**{f"{name}__isnull": name != filled for name in TASKS}) for filled in TASKS)
    return reduce(or_, cases)


class Assignment(models.Model):
    """Whose task in the office something is: a proposal, a question, a challenge, the registration
    of a partner, or a need or seed that is going stale.
    """

    proposal = models.OneToOneField(
        Proposal, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    question = models.OneToOneField(
        Question, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    challenge = models.OneToOneField(
        Challenge, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    partner = models.OneToOneField(
        Partner, models.CASCADE, null=True, blank=True, related_name="assignment"
    )
    listing = models.OneToOneField(
        Listing, models.CASCADE, null=True, blank=True, related_name="assignment"
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
                condition=_is_about_one(),
                name="assignment_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(next(task for name in TASKS if (task := getattr(self, name))))
