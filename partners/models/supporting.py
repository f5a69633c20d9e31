"""Who supports a project without taking part (賛同者): the call, and those who have answered it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.partner import Partner
from partners.models.project import Project


class SupportCallQuerySet(models.QuerySet["SupportCall"]):
    """Calls by whether they can be answered."""

    def unclosed(self) -> Self:
        """Those that nobody has closed, whether their last day is over or not."""
        return self.filter(closed_at=None)

    def open(self) -> Self:
        """Those that can be answered today: of projects under way that everybody sees."""
        return self.unclosed().filter(
            until__gte=timezone.localdate(),
            project__state=Project.State.UNDER_WAY,
            project__visibility=Project.Visibility.PUBLIC,
        )


class SupportCall(models.Model):
    """A project seeks supporters: what for, and until when. It closes after its last day, or by
    hand; it changes only in `partners/projects/calling.py`.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="support_calls")
    sought = models.TextField(_("what we ask for"))
    until = models.DateField(_("last day"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = SupportCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for supporters")
        verbose_name_plural = _("calls for supporters")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(closed_at__isnull=True),
                name="support_call_one_unclosed",
            )
        ]
        indexes = [
            models.Index(
                fields=["until"], condition=Q(closed_at=None), name="support_call_by_last_day"
            )
        ]

    def __str__(self) -> str:
        return self.sought[:60]


class SupporterQuerySet(models.QuerySet["Supporter"]):
    """Supporters by whether they still are."""

    def standing(self) -> Self:
        """Those who have not withdrawn and are registered still, the first first."""
        rows = self.filter(withdrawn_at=None, partner__state=Partner.State.APPROVED)
        return rows.select_related("partner").order_by("supported_at", "pk")


class Supporter(models.Model):
    """That a partner supports a project, in a line of its own; withdrawn and said anew at will."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supporters")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="supported_projects")
    line = models.CharField(pgettext_lazy("supporter", "a line"), max_length=200, blank=True)
    shows_name = models.BooleanField(_("everybody may read our name"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    supported_at = models.DateTimeField(_("time"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["supported_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "partner"], name="supporter_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.project_id}"


def seeks_supporters() -> Q:
    """Condition on projects: they have a call that can be answered today."""
    return Q(pk__in=SupportCall.objects.open().values("project"))
