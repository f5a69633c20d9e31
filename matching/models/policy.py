"""What a municipality has set itself for the order of its lists."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.engine.policy import BOUNDS, DEFAULT, Policy
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality


def _number(name: str) -> models.FloatField:
    least, most = BOUNDS[name]
    within = [MinValueValidator(least), MaxValueValidator(most)]
    return models.FloatField(default=getattr(DEFAULT, name), validators=within)


class MatchingPolicy(Timestamped, Versioned):
    """What a municipality has set for the lists of its own needs, seeds and challenges.

    Where there is no row, the engine's default holds. Changes only through `matching/policies.py`;
    who changed it is in the journal.
    """

    municipality = models.OneToOneField(
        Municipality,
        models.CASCADE,
        related_name="matching_policy",
        verbose_name=_("municipality"),
    )
    different_sector = _number("different_sector")
    same_prefecture = _number("same_prefecture")
    neighbouring_prefecture = _number("neighbouring_prefecture")
    freshness = _number("freshness")
    reciprocity = _number("reciprocity")

    class Meta:
        verbose_name = _("matching policy")
        verbose_name_plural = _("matching policies")
        constraints = [
            models.CheckConstraint(
                condition=Q((f"{name}__range", tuple(bounds))), name=f"policy_{name}_in_bounds"
            )
            for name, bounds in BOUNDS.items()
        ]

    def __str__(self) -> str:
        return str(self.municipality)

    @property
    def policy(self) -> Policy:
        """The numbers as the engine takes them."""
        return Policy(**{name: getattr(self, name) for name in BOUNDS})
