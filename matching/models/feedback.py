"""What became of a suggestion on its subject's side: shown, opened, told of, answered."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models import Challenge
from matching.models.introducing import Block
from partners.models import Listing

TEXT_LENGTH = 300


def _node(listing: str, challenge: str) -> models.GeneratedField:
    """The number under which the matcher knows the one of the two that is filled."""
    return models.GeneratedField(
        expression=Coalesce(F(listing) * 2, F(challenge) * 2 + 1),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )


class TraceQuerySet(models.QuerySet["Trace"]):
    """Traces by what was answered."""

    def answered(self) -> Self:
        """Those with feedback."""
        return self.exclude(verdict="")

    def put_aside(self) -> Self:
        """Those whose candidate left the list because of the feedback."""
        return self.filter(verdict__in=Trace.ASIDE)

    def of_city(self, municipality: int) -> Self:
        """What was suggested to a city's partners, and to its own challenges."""
        own = Q(listing__partner__municipality=municipality)
        return self.filter(own | Q(challenge__municipality=municipality))

    def answered_between(self, first: datetime, end: datetime) -> Self:
        """Those with feedback that was given in this time."""
        return self.answered().filter(answered_at__gte=first, answered_at__lt=end)

    def standing(self) -> Self:
        """Those whose candidate takes part, is shown to partners, and is not put aside."""
        live = Listing.objects.live().exclude(visibility=Listing.Visibility.STAFF)
        open_now = Challenge.objects.open().of_cities()
        takes_part = Q(candidate_listing__in=live.values("pk"))
        takes_part |= Q(candidate_challenge__in=open_now.values("pk"))
        known = Trace.objects.filter(
            verdict=Trace.Verdict.KNOWN,
            subject_node=OuterRef("subject_node"),
            candidate_listing__partner=OuterRef("candidate_listing__partner"),
        )
        own, other = OuterRef("listing__partner"), OuterRef("candidate_listing__partner")
        at_odds = Q(partner=own, blocked=other) | Q(partner=other, blocked=own)
        rows = self.filter(takes_part, ~Exists(known), ~Exists(Block.objects.filter(at_odds)))
        return rows.exclude(verdict__in=Trace.ASIDE)


class Trace(models.Model):
    """A suggestion that its subject's side was shown or told of, and its feedback on it.

    The side is the partner of the listing, or the office of the challenge's city; nobody else sees
    what it answered, and nothing else follows from it. There is one row per subject and candidate.
    The nodes are those of `storing/keys.py`. Feedback is given through `matching/feedback.py`; the
    row is left behind by pages and by the nightly job through `matching/storing/traces.py`.
    """

    class Verdict(models.TextChoices):
        USEFUL = "useful", pgettext_lazy("feedback", "Useful")
        NOT_FOR_US = "not_for_us", pgettext_lazy("feedback", "Not for us")
        KNOWN = "known", pgettext_lazy("feedback", "Already know them")

    class Reason(models.TextChoices):
        TOO_FAR = "too_far", _("Too far away")
        NOT_MEANT = "not_meant", _("It is not what we mean")
        NOT_NOW = "not_now", _("Not at the moment")
        CANNOT_OFFER = "cannot_offer", _("We cannot offer what they seek")
        OTHER = "other", pgettext_lazy("feedback", "Something else")

    ASIDE = (Verdict.NOT_FOR_US, Verdict.KNOWN)

    listing = models.ForeignKey(
        Listing, models.CASCADE, null=True, related_name="+", verbose_name=_("listing")
    )
    challenge = models.ForeignKey(
        Challenge, models.CASCADE, null=True, related_name="+", verbose_name=_("challenge")
    )
    candidate_listing = models.ForeignKey(
        Listing, models.CASCADE, null=True, related_name="+", verbose_name=_("suggested listing")
    )
    candidate_challenge = models.ForeignKey(
        Challenge,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("suggested challenge"),
    )
    subject_node = _node("listing", "challenge")
    candidate_node = _node("candidate_listing", "candidate_challenge")
    first_shown_at = models.DateTimeField(_("first shown"), null=True)
    opened_at = models.DateTimeField(_("first opened"), null=True)
    told_at = models.DateTimeField(_("told of"), null=True)
    verdict = models.CharField(_("feedback"), max_length=10, choices=Verdict, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    text = models.CharField(_("in their own words"), max_length=TEXT_LENGTH, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trace of a suggestion")
        verbose_name_plural = _("traces of suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_node", "candidate_node"], name="trace_one_per_suggestion"
            ),
            models.CheckConstraint(
                condition=Q(listing__isnull=False, challenge=None)
                | Q(listing=None, challenge__isnull=False),
                name="trace_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(candidate_listing__isnull=False, candidate_challenge=None)
                | Q(candidate_listing=None, candidate_challenge__isnull=False),
                name="trace_one_candidate",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", answered_at=None, answered_by=None)
                | (~Q(verdict="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="trace_feedback_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=(Q(verdict="not_for_us") & ~Q(reason=""))
                | (~Q(verdict="not_for_us") & Q(reason="", text="")),
                name="trace_reason_of_not_for_us",
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at"], condition=~Q(verdict=""), name="trace_by_answer"),
            models.Index(fields=["first_shown_at"], name="trace_by_first_shown"),
            models.Index(
                fields=["opened_at"], condition=Q(opened_at__isnull=False), name="trace_by_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.candidate}"

    @property
    def subject(self) -> Listing | Challenge:
        """Whose list it is."""
        return self.listing or self.challenge  # type: ignore[return-value]

    @property
    def candidate(self) -> Listing | Challenge:
        """Who was suggested."""
        return self.candidate_listing or self.candidate_challenge  # type: ignore[return-value]

    @property
    def side(self) -> Any:
        """Who gives the feedback: the partner of a listing, the municipality of a challenge."""
        return self.listing.partner if self.listing else self.challenge.municipality  # type: ignore[union-attr]

    def answer(self, verdict: "Trace.Verdict | str", reason: str, text: str, by: Any) -> None:
        """Take on this feedback, or none; the caller saves."""
        self.verdict, self.reason, self.text = verdict, reason, text
        self.answered_at = timezone.now() if verdict else None
        self.answered_by = by if verdict else None
