"""What a partner promises for the goals, and what it says each year about what was done."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.fiscal import fiscal_year, last_day
from partners.models.partner import Partner
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Goal

FIRST_YEAR = 2015  # in which the goals were agreed


class TargetQuerySet(models.QuerySet["Target"]):
    """Targets by when they stand in the declaration."""

    def current(self) -> Self:
        """Those that stand there now."""
        return self.filter(ended_on=None)

    def earlier(self) -> Self:
        """Those that were taken out or worded anew, the latest first."""
        return self.exclude(ended_on=None).order_by("-ended_on", "order", "pk")

    def of_year(self, year: int) -> Self:
        """Those that stood there when the fiscal year ended: its report is about them."""
        end = last_day(year)
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=end), since__lte=end)


class Target(models.Model):
    """One line of a declaration: towards which goal or vision, what, by when, measured how.

    A line is never changed: another wording is another line, and the old one ends that day. So a
    report always stands beside the words it was about.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="targets")
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goal")
    )
    vision = models.ForeignKey(
        Vision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("vision of the municipality"),
    )
    aim = models.CharField(_("what we aim at"), max_length=300)
    by_when = models.CharField(_("by when"), max_length=60, blank=True)
    measure = models.CharField(_("how it is measured"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    since = models.DateField(_("declared on"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target of a declaration")
        verbose_name_plural = _("targets of declarations")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False) | Q(vision__isnull=False),
                name="target_has_goal_or_vision",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("since")),
                name="target_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.aim


class YearReport(Timestamped, Versioned):
    """What a partner says it has done in a fiscal year, April to March."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="year_reports")
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    summary = models.TextField(_("the year in a few words"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("report of a year")
        verbose_name_plural = _("reports of a year")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "year"], name="year_report_once"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR), name="year_report_since_the_goals"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.year}"


class TargetReport(models.Model):
    """What became of one target in that year."""

    class State(models.TextChoices):
        DONE = "done", _("done")
        UNDER_WAY = "under_way", _("under way")
        NOT_YET = "not_yet", _("not yet")

    report = models.ForeignKey(YearReport, models.CASCADE, related_name="lines")
    target = models.ForeignKey(Target, models.RESTRICT, related_name="reports")
    state = models.CharField(_("how far it is"), max_length=10, choices=State)
    text = models.TextField(_("what was done"), blank=True)
    figure = models.CharField(_("figure"), max_length=120, blank=True)
    link = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("report on a target")
        verbose_name_plural = _("reports on targets")
        ordering = ["target__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="target_reported_once")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.target}"


def open_year(today: date) -> int:
    """The fiscal year that ended last: its report is asked for now."""
    return fiscal_year(today) - 1
