"""What rows of several apps share: times, a version against lost updates, two languages."""

from collections.abc import Callable
from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(japanese: str, english: str) -> str:
    """The text in the reader's language; Japanese where there is no other."""
    return japanese if get_language() == "ja" else english or japanese


class LostUpdateError(Exception):
    """Somebody else has saved the row since the reader opened it."""


class StateError(Exception):
    """The step is not possible from the state the row is in now."""


class RankedChoices(models.TextChoices):
    """Roles from the weakest to the strongest, in the order in which they are written."""

    def includes(self, other: Self) -> bool:
        """Whether this role may do what the other may."""
        ranks = list(type(self))
        return ranks.index(self) >= ranks.index(other)

    @classmethod
    def at_least(cls, weakest: Self) -> list[Self]:
        """The role and all stronger ones."""
        return [role for role in cls if role.includes(weakest)]


class Timestamped(models.Model):
    """When the row was made and last saved."""

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A counter that every edit form carries, so that the second of two editors is told."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def claim_version(self, seen: int) -> None:
        """Take the next version inside the caller's transaction, or raise LostUpdateError.

        The row stays locked until the transaction ends, so what is saved after this is safe.
        """
        rows = type(self)._default_manager.filter(pk=self.pk, version=seen)
        if not rows.update(version=seen + 1):
            raise LostUpdateError
        self.version = seen + 1


class Stepwise(models.Model):
    """A row with a `state` that only steps change: held by a step while it asks for the state."""

    state: "models.CharField[str, str]"
    get_state_display: Callable[[], str]

    class Meta:
        abstract = True

    def lock(self) -> None:
        """Read the row anew and hold it until the transaction ends."""
        self.refresh_from_db(from_queryset=type(self)._default_manager.select_for_update())

    def require_state(self, *states: str) -> None:
        """Raise StateError, worded for the reader, unless the row is in one of the states."""
        if self.state not in states:
            raise StateError(
                _("This is not possible now: the %(row)s is “%(state)s”.")
                % {"row": self._meta.verbose_name, "state": self.get_state_display()}
            )


class Bilingual(models.Model):
    """A name in both languages, Japanese first."""

    name_ja = models.CharField(_("name (Japanese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; Japanese where no other is known."""
        return in_reader_language(self.name_ja, self.name_en)
