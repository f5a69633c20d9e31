"""What the matcher has found: suggestions with their reasons."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from partners.models import Listing, Partner


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions by what they are about."""

    def about(self, subject: Listing | Challenge) -> Self:
        """Those made for the subject, the best first."""
        field = "subject_listing" if isinstance(subject, Listing) else "subject_challenge"
        return self.filter(**{field: subject}).order_by("rank")


class Suggestion(models.Model):
    """A counterpart for a subject: the score, its addends, and when it was computed.

    Directed: the subject is whose page shows it. `addends` is a list of
    `{"kind", "key", "value", "rare", "part"}` that sum to `score`; the words shown to readers are
    made from it when the page is read.
    """

    subject_listing = models.ForeignKey(
        Listing, models.CASCADE, null=True, related_name="suggestions"
    )
    subject_challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, related_name="suggestions"
    )
    candidate_listing = models.ForeignKey(
        Listing, models.CASCADE, null=True, related_name="suggested_to"
    )
    candidate_challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, related_name="suggested_to"
    )
    candidate_partner = models.ForeignKey(
        Partner, models.CASCADE, null=True, related_name="suggested_to"
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    level = models.PositiveSmallIntegerField(_("closeness"))
    addends = models.JSONField(_("reasons"), default=list)
    engine_version = models.CharField(_("engine version"), max_length=20)
    computed_at = models.DateTimeField(_("computed"))

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_listing__isnull=False, subject_challenge__isnull=True)
                | Q(subject_listing__isnull=True, subject_challenge__isnull=False),
                name="suggestion_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(
                    candidate_listing__isnull=False,
                    candidate_challenge__isnull=True,
                    candidate_partner__isnull=True,
                )
                | Q(
                    candidate_listing__isnull=True,
                    candidate_challenge__isnull=False,
                    candidate_partner__isnull=True,
                )
                | Q(
                    candidate_listing__isnull=True,
                    candidate_challenge__isnull=True,
                    candidate_partner__isnull=False,
                ),
                name="suggestion_one_candidate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.candidate} ({self.score:.3f})"

    @property
    def subject(self) -> Listing | Challenge:
        """Whose page shows it."""
        subject = self.subject_listing or self.subject_challenge
        assert subject is not None  # noqa: S101 – the constraint says so
        return subject

    @property
    def candidate(self) -> Listing | Challenge | Partner:
        """Who or what is suggested."""
        candidate = self.candidate_listing or self.candidate_challenge or self.candidate_partner
        assert candidate is not None  # noqa: S101 – the constraint says so
        return candidate
