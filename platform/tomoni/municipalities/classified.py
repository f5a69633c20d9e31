"""By what partners, listings and challenges are sorted and matched."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Field, Goal


class Classified(models.Model):
    """Main goals (up to three), further goals, administrative fields and the city's visions."""

    # The forms of partners and listings ask for at least one; a challenge may have none.
    primary_goals = models.ManyToManyField(
        Goal, related_name="+", blank=True, verbose_name=_("main goals")
    )
    related_goals = models.ManyToManyField(
        Goal, related_name="+", blank=True, verbose_name=_("further goals")
    )
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    visions = models.ManyToManyField(
        Vision, blank=True, related_name="+", verbose_name=_("visions of the municipality")
    )

    class Meta:
        abstract = True
