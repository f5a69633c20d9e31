"""Questions on a challenge with their answers, and who follows it."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models.challenge import Challenge
from challenges.models.readers import Reader
from tomoni.models import Timestamped
from tomoni.municipalities.models import Municipality

ANSWER_DAYS = 7  # within which the city means to answer a question


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions by what has become of them, and by who may read them."""

    def waiting(self) -> Self:
        """Those the city owes an answer, the longest waiting first."""
        return self.filter(answered_at=None).order_by("created_at", "pk")

    def published(self) -> Self:
        """Those everybody reads with their answer, in the order of the answers."""
        answered = self.filter(is_public=True, answered_at__isnull=False)
        return answered.order_by("answered_at", "pk")

    def on_desk_of(self, user: Reader) -> Self:
        """Those to the municipalities for which the person works."""
        if not user.is_authenticated:
            return self.none()
        towns = Municipality.objects.staffed_by(user).values("pk")
        return self.filter(challenge__municipality__in=towns)

    def by_urgency(self) -> Self:
        """Annotated so that `is_answered, created_at` sorts what the city owes first."""
        is_owed = Q(answered_at=None)
        return self.annotate(is_answered=Case(When(is_owed, then=False), default=True))


class Question(Timestamped):
    """What somebody wants to know about a challenge. Published without the name of who asked."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("to a challenge", "question")
        verbose_name_plural = pgettext_lazy("to a challenge", "questions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", is_public=False)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="question_answered_has_answer",
            )
        ]
        indexes = [models.Index(fields=["challenge", "answered_at"], name="question_by_challenge")]

    def __str__(self) -> str:
        return self.text

    @property
    def answer_due_on(self) -> date:
        """The day until which the city means to answer."""
        return timezone.localdate(self.created_at) + timedelta(days=ANSWER_DAYS)


class Follow(models.Model):
    """Somebody wants to be told what happens with a challenge."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["challenge", "user"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.challenge}"
