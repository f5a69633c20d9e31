"""How proposals are weighed: criteria, reviewers and their scores. For staff alone.

Only the criteria are public. Nothing else of this is read outside the office; the rules of who in
the office sees which scores when stand in `challenges/screening/board.py`.
"""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge
from challenges.models.proposal import Proposal
from tomoni.models import Timestamped, Versioned

LEAST_POINTS, MOST_POINTS = 1, 5
MOST_WEIGHT = 100


class Screening(Timestamped, Versioned):
    """The weighing of one challenge's proposals: the version of its criteria, and its end."""

    challenge = models.OneToOneField(Challenge, models.CASCADE, related_name="screening")
    closed_at = models.DateTimeField(_("scoring closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.challenge)


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """Criteria by whether they are in force."""

    def current(self) -> Self:
        """Those by which proposals are weighed now, in their order."""
        return self.filter(retired_at=None).order_by("order", "pk")


class Criterion(models.Model):
    """What proposals to a challenge are weighed by, for everybody to read.

    One that has scores is never changed: other words are another criterion, and this one retires.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=60)
    meaning = models.CharField(_("what it means"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("evaluation criteria")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="criterion_has_weight"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    """Reviewers by whether their scores are waited for."""

    def current(self) -> Self:
        """Those who have not been let go."""
        return self.filter(left_at=None)


class Reviewer(models.Model):
    """A member of staff who scores the proposals to a challenge.

    Who is let go is waited for no longer; the scores they have given stay.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(_("let go"), null=True, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["challenge", "user"], name="reviewer_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.challenge}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by whether they count."""

    def current(self) -> Self:
        """Those by the criteria in force, and conflicts of interest."""
        return self.filter(retired_at=None)


class Assessment(Timestamped):
    """What one reviewer says of one proposal: a score for each criterion, or why they may not."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="assessments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conflict = models.CharField(_("conflict of interest"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("scores changed"), null=True, blank=True)
    retired_at = models.DateTimeField(_("set aside"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user"],
                condition=Q(retired_at=None),
                name="assessment_current_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.proposal}"


class Score(models.Model):
    """The points for one criterion, with a word on why."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__order", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=LEAST_POINTS, points__lte=MOST_POINTS),
                name="score_is_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
