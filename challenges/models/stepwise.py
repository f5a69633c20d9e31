"""What a challenge and a proposal share: a state that only steps change."""

from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomoni.models import StateError


class Stepwise(models.Model):
    """A row with a `state`, held by a step while it asks for the state and changes it."""

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
