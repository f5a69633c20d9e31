"""Searches that people have saved, and what they were told of by mail."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST = 20
"""So many searches a person may save."""


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches by whose they are and when they are mailed."""

    def of(self, user: settings.AUTH_USER_MODEL) -> Self:  # type: ignore[name-defined]
        """The person's own: nobody else ever sees them."""
        return self.filter(user=user.pk)

    def mailed(self, *, is_monday: bool) -> Self:
        """Those that are looked at on such a day."""
        due = [SavedSearch.Mail.DAILY, *([SavedSearch.Mail.WEEKLY] if is_monday else [])]
        return self.filter(mail__in=due)


class SavedSearch(models.Model):
    """A list or search as a person has narrowed it down, under a name.

    `place` is a key of `tomoni.portal.places`, `query` its cleaned query string. What appears
    after `seen_at` is new to the person, what appears after `mail_from` to the mail.
    """

    class Mail(models.TextChoices):
        NONE = "none", _("no mail")
        DAILY = "daily", _("daily")
        WEEKLY = "weekly", _("weekly, on Monday")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=60)
    place = models.CharField(_("list"), max_length=20)
    query = models.CharField(_("what is looked for"), max_length=2_000, blank=True)
    mail = models.CharField(_("mail"), max_length=6, choices=Mail, default=Mail.NONE)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    seen_at = models.DateTimeField(_("looked at"), default=timezone.now)
    mail_from = models.DateTimeField(_("mailed from"), default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "query"], name="saved_search_once")
        ]
        indexes = [
            models.Index(fields=["mail", "user"], condition=~Q(mail="none"), name="saved_mailed")
        ]

    def __str__(self) -> str:
        return self.name


class Told(models.Model):
    """What a person was told of by a mail: never twice of the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("told by mail")
        verbose_name_plural = _("told by mail")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
