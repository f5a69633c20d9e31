"""Who takes part in a meeting, and at which tables they would like to sit."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.parts import Table
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.models import Timestamped
from tomoni.receipts import new_receipt


def new_code() -> str:
    """What a QR code says: eight characters that are told apart on paper and cannot be guessed."""
    return new_receipt("E")


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

    def with_names(self) -> Self:
        """With the person and the partner, for lists."""
        return self.select_related("user", "partner")

    def with_position(self) -> Self:
        """With `position` on the waiting list; the first of those who wait now has 1."""
        ahead = Registration.objects.filter(
            event=OuterRef("event"), state="waiting", queue_number__lte=OuterRef("queue_number")
        )
        counted = ahead.order_by().values("event").annotate(rows=Count("pk")).values("rows")
        return self.annotate(position=Subquery(counted))


class Registration(Timestamped):
    """A person's place at a meeting. Changed only through `events/registration.py`, and by the
    reception (`events/hosting/`).

    `user` is missing for who came without an account, `partner` for citizens; the reception then
    wrote down a name. `code` is what the QR code of the receipt says: it lets nobody in by itself,
    it only finds the registration. `seated_at` is since when the seat is theirs: whoever gets one
    shortly before the meeting needs no reminder of it.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("meeting", "registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")

    class Way(models.TextChoices):
        FORM = "form", _("by the form")
        OFFICE = "office", _("by the office")
        WALK_IN = "walk_in", _("at the reception")

    class Attendance(models.TextChoices):
        VENUE = "venue", _("at the venue")
        ONLINE = "online", pgettext_lazy("attendance", "online")

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    guest_name = models.CharField(_("name"), max_length=100, blank=True)
    guest_affiliation = models.CharField(_("affiliation"), max_length=120, blank=True)
    way = models.CharField(_("how it was made"), max_length=8, choices=Way, default=Way.FORM)
    attendance = models.CharField(
        _("takes part"), max_length=8, choices=Attendance, default=Attendance.VENUE
    )
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    code = models.CharField(
        _("check-in code"), max_length=12, unique=True, default=new_code, editable=False
    )
    state = models.CharField(_("state"), max_length=12, choices=State)
    queue_number = models.PositiveIntegerField(
        _("order of arrival"), null=True, blank=True, editable=False
    )
    seated_at = models.DateTimeField(_("has a seat since"), null=True, blank=True, editable=False)
    working_on = models.TextField(_("what I work on now"), blank=True)
    interested_in = models.TextField(_("what interests me"), blank=True)
    lacking = models.TextField(_("what I lack"), blank=True)
    access_needs = models.TextField(_("what I need to take part with ease"), blank=True)
    allows_photos = models.BooleanField(_("I may appear in photos"), default=False)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True, editable=False)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

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
                condition=Q(user__isnull=False) | ~Q(guest_name=""),
                name="registration_is_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True) | Q(state="registered"),
                name="registration_checked_in_has_seat",
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
        return f"{self.person_name} – {self.event}"

    @property
    def person_name(self) -> str:
        """Who it is, as a badge says it."""
        return self.user.name if self.user else self.guest_name

    @property
    def organisation(self) -> str:
        """For whom the person is there; nothing for citizens."""
        return self.partner.name if self.partner else self.guest_affiliation

    @property
    def is_checked_in(self) -> bool:
        """The reception has seen the person."""
        return self.checked_in_at is not None

    @property
    def has_seat(self) -> bool:
        """Takes part; otherwise waiting or cancelled."""
        return self.state == self.State.REGISTERED

    @property
    def is_on_site(self) -> bool:
        """Comes in person, where the meeting is held in both ways."""
        is_online = self.attendance == self.Attendance.ONLINE
        return self.event.has_venue and not (is_online and self.event.is_online)

    @property
    def is_waiting(self) -> bool:
        """On the waiting list."""
        return self.state == self.State.WAITING

    @property
    def may_be_cancelled(self) -> bool:
        """As long as the meeting has not begun and was not called off; who was checked in early may
        leave again.
        """
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
