"""What steps leave behind at a challenge: remarks of a review, and later deadlines."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Remarks by whether they still ask for something."""

    def open(self) -> Self:
        """Those of the last return, until a review is asked for again."""
        return self.filter(settled_at=None)


class Remark(models.Model):
    """What a manager wrote beside a part of a challenge when returning it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="review_remarks")
    part = models.CharField(_("part"), max_length=30, blank=True)  # empty: the whole
    text = models.TextField(_("remark"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Extension(models.Model):
    """A deadline that was moved, for everybody to read."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="extensions")
    was = models.DateTimeField(_("deadline before"))
    until = models.DateTimeField(_("new deadline"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("was")), name="extension_is_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.until}"
