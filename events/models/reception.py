"""What the reception has done, so that nothing is done twice however often it is sent."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.registration import Registration


class ReceptionStep(models.Model):
    """One press of a reception under a key made in its browser, with what became of it.

    A reception without a connection keeps its presses and sends them later, perhaps more than once:
    the key makes each happen once, and a repeat gets the first answer. No names are kept here.
    """

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("check-in")
        UNDO = "undo", _("check-in taken back")
        WALK_IN = "walk_in", pgettext_lazy("reception", "walk-in")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="reception_steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="reception_steps"
    )
    outcome = models.CharField(_("what became of it"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pressed_at = models.DateTimeField(_("pressed"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("step of the reception")
        verbose_name_plural = _("steps of the reception")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.outcome})"
