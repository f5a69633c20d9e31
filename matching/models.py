"""What the matcher has found: suggestions with their reasons, and the analyses it works from."""

from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, SubTheme
from partners.models import Listing, Partner

_KINDS_OF_CANDIDATE = ("candidate_listing", "candidate_challenge", "candidate_partner")


def _exactly_one_of(*names: str) -> Q:
    """One of the columns is filled and the others are empty."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions by what they are about."""

    def about(self, subject: Listing | Challenge) -> Self:
        """Those made for the subject, the best first."""
        field = "subject_listing" if isinstance(subject, Listing) else "subject_challenge"
        return self.filter(**{field: subject}).best_first()

    def best_first(self) -> Self:
        """In the order of their scores, equal ones in the order the engine gave them."""
        return self.order_by("-score", "rank", "pk")

    def with_sub_themes(self) -> Self:
        """The titles of the challenge's sub-themes, in the order in which addends count them."""
        challenge = Coalesce(OuterRef("subject_challenge"), OuterRef("candidate_challenge"))
        titles = SubTheme.objects.filter(challenge=challenge).order_by("order", "pk")
        return self.annotate(sub_themes=ArraySubquery(titles.values_list("title")))


class Suggestion(models.Model):
    """A counterpart for a subject: the score, its addends, and when it was computed.

    Directed: the subject is whose page shows it. `rank` counts the candidates of one kind, so that
    a crowd of needs does not hide the challenges. `via` is the seed that speaks for a partner.
    `addends` is a list of `{"kind", "key", "value", "rare", "part"}` that sum to `score`; the
    words shown to readers are made from it when the page is read. Written by
    `matching/suggestions.py` only.
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
    via = models.ForeignKey(Listing, models.CASCADE, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    level = models.PositiveSmallIntegerField(_("closeness"))
    addends = models.JSONField(_("reasons"), default=list)
    engine_version = models.CharField(_("engine version"), max_length=20)
    computed_at = models.DateTimeField(_("computed"))

    objects = SuggestionQuerySet.as_manager()
    sub_themes: list[str]  # read by with_sub_themes()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_of("subject_listing", "subject_challenge"),
                name="suggestion_one_subject",
            ),
            models.CheckConstraint(
                condition=_exactly_one_of(*_KINDS_OF_CANDIDATE), name="suggestion_one_candidate"
            ),
            models.CheckConstraint(
                condition=Q(via__isnull=True, candidate_partner__isnull=True)
                | Q(via__isnull=False, candidate_partner__isnull=False),
                name="suggestion_partner_via_seed",
            ),
            models.UniqueConstraint(
                *(
                    Coalesce(name, 0)
                    for name in ("subject_listing", "subject_challenge", *_KINDS_OF_CANDIDATE)
                ),
                name="suggestion_once",
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


class AnalysedText(models.Model):
    """A listing or challenge cut into words, so that only a changed text is cut again.

    A cache: `matching/documents.py` fills and empties it, and deleting every row costs only time.
    `digest` is that of the document the analysis was made from.
    """

    key = models.CharField(primary_key=True, max_length=40)
    digest = models.CharField(max_length=64)
    analysis = models.JSONField()

    def __str__(self) -> str:
        return self.key
