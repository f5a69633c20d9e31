"""What people are told, how they wish to be told, and whose address refuses mail."""

from functools import cached_property
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.notices.kinds import Kind, Pace, kind_of


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by whose they are and what became of them."""

    def of(self, user: User) -> Self:
        """The person's own: nobody else ever sees them."""
        return self.filter(recipient=user.pk)

    def unread(self) -> Self:
        """Not yet opened or ticked off on the site."""
        return self.filter(read_at=None)

    def waiting(self) -> Self:
        """Neither mailed nor left out of the mail."""
        return self.filter(mail=Notice.Mail.WAITING)


class Notice(models.Model):
    """One thing that one person is told, once: `telling.tell` writes it.

    `subject_type` and `subject_id` name the row it is about, which may be gone. Nothing that it
    says is kept here but `data`: it is worded from the rows as they are when it is read.
    """

    class Mail(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        LEFT_OUT = "left_out", _("left out")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    subject_type = models.CharField(_("kind of subject"), max_length=80)
    subject_id = models.CharField(_("id of the subject"), max_length=60)
    url = models.CharField(_("where it leads"), max_length=500)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)
    mail = models.CharField(_("mail"), max_length=8, choices=Mail, default=Mail.WAITING)
    mailed_at = models.DateTimeField(_("mailed or left out"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(mail="waiting", mailed_at=None)
                | Q(mail__in=["sent", "left_out"], mailed_at__isnull=False),
                name="notice_mail_and_time",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_of_person"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["recipient"], condition=Q(mail="waiting"), name="notice_waiting"),
            models.Index(fields=["created_at"], name="notice_by_age"),
            models.Index(
                fields=["kind", "subject_id"], condition=Q(read_at=None), name="notice_unread_about"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def kind_row(self) -> Kind:
        """Its kind; LookupError where the app does not know it any more."""
        return kind_of(self.kind)

    @cached_property
    def about(self) -> Any:
        """The row it is about as it is now, or None where it is gone or hidden from the reader.

        `wording` fills it in for all notices of a page at once.
        """
        from tomoni.notices import wording

        wording.fill_in([self])
        return self.__dict__["about"]

    @property
    def subject_model(self) -> type[models.Model]:
        """The model of what it is about."""
        return apps.get_model(self.subject_type)


class Preference(models.Model):
    """At which pace a person wants one kind of notice; without a row the usual one holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(_("kind"), max_length=60)
    pace = models.CharField(_("pace"), max_length=6, choices=Pace)

    class Meta:
        verbose_name = _("pace of notices")
        verbose_name_plural = _("paces of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="pace_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.pace}"


class Weekday(models.IntegerChoices):
    """Monday is 0, as in Python."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DigestDay(models.Model):
    """On which day of the week a person gets the weekly digest; without a row on Monday."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="digest_day"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.MONDAY)

    class Meta:
        verbose_name = _("day of the digest")
        verbose_name_plural = _("days of the digest")

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_weekday_display()}"


class Bounce(models.Model):
    """An address a mail server has refused for good; void once the person has another."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="bounce"
    )
    address = models.EmailField(_("e-mail address"))
    reply = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"), db_default=Now())

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.address
