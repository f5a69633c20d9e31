"""Who sits at which table in which round: the plan, its places, and what staff have laid down."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.parts import Table
from events.models.registration import Registration
from tomoni.models import Timestamped, Versioned

WAITED_FOR = timedelta(minutes=10)


class SeatingPlan(Timestamped, Versioned):
    """The seating of a meeting. Its places change only in `events/seating/`.

    `quality` is the engine's `Quality` as JSON, `method` how it was found; both are told anew
    when somebody is moved by hand. `conflicts` say why it could not be worked out, `asked_at` that
    it is being worked out in the background. `left_out` are registrations that were seated nowhere
    as nobody had come; `told` are the tables everybody was told last: registration → round → table.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("seating", "not shown yet")
        PUBLISHED = "published", pgettext_lazy("seating", "shown to the participants")

    event = models.OneToOneField(Event, models.PROTECT, related_name="seating")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    seed = models.PositiveIntegerField(default=1)
    method = models.CharField(max_length=40, blank=True)
    quality = models.JSONField(default=dict)
    computed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    conflicts = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    told = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("seating")
        verbose_name_plural = _("seatings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="seating_published_has_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def is_published(self) -> bool:
        """The participants see where they sit."""
        return self.state == self.State.PUBLISHED

    @property
    def is_computed(self) -> bool:
        """Everybody was seated once."""
        return self.computed_at is not None

    @property
    def is_being_computed(self) -> bool:
        """Asked for and not there yet; after ten minutes without an answer it may be asked for."""
        asked = self.asked_at
        return asked is not None and timezone.now() - asked < WAITED_FOR


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places by who may know of them."""

    def in_rounds(self) -> Self:
        """Without those of rounds that the meeting does not have any more."""
        return self.filter(round__lte=F("plan__event__rounds"))

    def shown_to(self, registration: Registration) -> Self:
        """The person's own, round by round, once the seating is shown to the participants."""
        shown = self.in_rounds().filter(registration=registration)
        shown = shown.filter(plan__state=SeatingPlan.State.PUBLISHED)
        return shown.select_related("table").order_by("round")


class Place(models.Model):
    """Where somebody sits in a round; `reasons` are the engine's, as JSON."""

    plan = models.ForeignKey(SeatingPlan, models.CASCADE, related_name="places")
    round = models.PositiveSmallIntegerField(_("round"))
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="places")
    table = models.ForeignKey(Table, models.PROTECT, related_name="places")
    is_pinned = models.BooleanField(_("stays here"), default=False)
    reasons = models.JSONField(default=list)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place at a table")
        verbose_name_plural = _("places at tables")
        ordering = ["round", "table__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "round", "registration"], name="place_once_per_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration.person_name} – {self.table}"


class SeatingBar(models.Model):
    """Staff do not want somebody at a table."""

    plan = models.ForeignKey(SeatingPlan, models.CASCADE, related_name="bars")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="seating_bars")
    table = models.ForeignKey(Table, models.CASCADE, related_name="seating_bars")

    class Meta:
        verbose_name = _("table somebody is kept from")
        verbose_name_plural = _("tables somebody is kept from")
        constraints = [
            models.UniqueConstraint(fields=["registration", "table"], name="bar_once_per_table")
        ]

    def __str__(self) -> str:
        return f"{self.registration.person_name} – {self.table}"
