"""Who takes part in a meeting, and at which tables they would like to sit."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event, Table
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.models import Timestamped


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations by what they give: a seat, a place on the waiting list, nothing any more."""

    def active(self) -> Self:
        """With a seat or waiting for one."""
        return self.exclude(state=Registration.State.CANCELLED)

    def registered(self) -> Self:
        """With a seat, in the order in which they came."""
        return self.filter(state=Registration.State.REGISTERED)

    def waiting(self) -> Self:
        """Waiting for a seat, the first first."""
        return self.filter(state=Registration.State.WAITING).order_by("queue_number")

    def of_user(self, user: User) -> Self:
        """The person's own."""
        return self.filter(user=user.pk)

    def with_position(self) -> Self:
        """With `position` on the waiting list; the first of those who wait now has 1."""
        ahead = Registration.objects.filter(
            event=OuterRef("event"), state="waiting", queue_number__lte=OuterRef("queue_number")
        )
        counted = ahead.order_by().values("event").annotate(rows=Count("pk")).values("rows")
        return self.annotate(position=Subquery(counted))


class Registration(Timestamped):
    """A person's place at a meeting. Changed only through `events/registration.py`."""

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("meeting", "registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="registrations")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State)
    queue_number = models.PositiveIntegerField(
        _("order of arrival"), null=True, blank=True, editable=False
    )
    working_on = models.TextField(_("what I work on now"), blank=True)
    interested_in = models.TextField(_("what interests me"), blank=True)
    lacking = models.TextField(_("what I lack"), blank=True)
    access_needs = models.TextField(_("what I need to take part with ease"), blank=True)
    allows_photos = models.BooleanField(_("I may appear in photos"), default=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("meeting", "registration")
        verbose_name_plural = pgettext_lazy("meeting", "registrations")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=~Q(state="cancelled"),
                name="registration_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["event", "queue_number"], name="registration_queue_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queue_number__isnull=False),
                name="registration_waiting_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "queue_number"], name="registration_queue")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.event}"

    @property
    def has_seat(self) -> bool:
        """Takes part; otherwise waiting or cancelled."""
        return self.state == self.State.REGISTERED

    @property
    def is_waiting(self) -> bool:
        """On the waiting list."""
        return self.state == self.State.WAITING

    @property
    def may_be_cancelled(self) -> bool:
        """As long as the meeting has not begun and was not called off."""
        is_active = self.state != self.State.CANCELLED
        return is_active and not self.event.has_started and self.event.state == "announced"


def waiting_per_event() -> Coalesce:
    """How many wait for a seat, per meeting of a query; a subquery, so that lists count rightly."""
    waiting = Registration.objects.waiting().filter(event=OuterRef("pk"))
    counted = waiting.order_by().values("event").annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted), 0)


class TableWish(models.Model):
    """A table somebody would like to sit at; the first wish has rank 1."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="wishes")
    table = models.ForeignKey(Table, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "table"], name="wish_once_per_table"),
            models.UniqueConstraint(fields=["registration", "rank"], name="wish_once_per_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.table}"
