"""The words everything is sorted by: goals (fixed) and fields, types, kinds, sectors (rows)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.models import Bilingual


class Goal(Bilingual):
    """One of the seventeen Sustainable Development Goals, with its official name and colour."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    colour = models.CharField(_("colour"), max_length=7)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["number"]


class Row(Bilingual):
    """A row of a vocabulary that operators and municipalities may extend."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Field(Row):
    """An administrative field (行政分野)."""

    class Meta(Row.Meta):
        verbose_name = _("administrative field")
        verbose_name_plural = _("administrative fields")


class PartnerType(Row):
    """What kind of organisation a partner is."""

    class Meta(Row.Meta):
        verbose_name = _("partner type")
        verbose_name_plural = _("partner types")


class ResourceKind(Row):
    """What is sought or offered: people, technology, know-how …"""

    class Meta(Row.Meta):
        verbose_name = _("resource kind")
        verbose_name_plural = _("resource kinds")


class Sector(Row):
    """The line of business (業種): divisions of the Japan Standard Industrial Classification."""

    class Meta(Row.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Category(Row):
    """What a challenge is listed under (カテゴリー)."""

    class Meta(Row.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
