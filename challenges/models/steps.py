"""What steps leave behind at a challenge: remarks of a review, later deadlines, changes of a page
that everybody could read already.
"""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
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


class ChangeQuerySet(models.QuerySet["Change"]):
    """Changes by whether those who rely on the page know of them."""

    def untold(self) -> Self:
        """Those that nobody has been told of yet, as they were made."""
        return self.filter(told_at=None).order_by("pk")


class Change(models.Model):
    """Some parts of a challenge that was public already were written anew. It is never changed.

    `words` has each part as it was and as it is from then on, in the platform's own language.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="changes")
    parts = ArrayField(models.CharField(max_length=30), verbose_name=_("parts"))
    words = models.JSONField(_("before and after"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return ", ".join(self.parts)
