"""What comes after a meeting: follow-ups, whom to meet again, what people thought of it."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.notes import NoteEntry
from events.models.pitch import HelpOffer
from events.models.registration import Registration
from matching.models import Introduction
from partners.models import Membership, Partner
from partners.models.origin import Originated, origin_index
from tomoni.accounts.models import User
from tomoni.models import Stepwise, Timestamped, Versioned
from tomoni.municipalities.models import Municipality

REMINDED_AFTER = (timedelta(0), timedelta(days=21))
"""Who looks after a follow-up is reminded so long after the day by which it was to be done."""
LAPSES_AFTER = timedelta(days=60)
"""Then it is let go by itself."""


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups by state."""

    def open(self) -> Self:
        """Not done and not dropped, the next due first."""
        return self.filter(state=FollowUp.State.OPEN).order_by("due_on", "pk")

    def of_person(self, user: User) -> Self:
        """Those the person looks after, and those with a partner for which they took part."""
        return self.standing().filter(_is_theirs(user) | _is_with_partner_of(user))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """For who looks after it, for who took part for the other side, and for the office."""
        if not user.is_authenticated:
            return self.none()
        staffed = Q(event__municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.standing().filter(_is_theirs(user) | _is_with_partner_of(user) | staffed)

    def cared_for_by(self, user: User) -> Self:
        """Those with which the person may take a step."""
        return self.standing().filter(_is_theirs(user))

    def standing(self) -> Self:
        """Without those that were let go because the help was taken back."""
        dropped = FollowUp.State.DROPPED
        return self.exclude(state=dropped, help_offer__withdrawn_at__isnull=False)


def _is_theirs(user: User) -> Q:
    """Condition: the person looks after it. What comes from an offer of help belongs to who may
    write for the partner that presented, whoever handed the pitch in.
    """
    own = Membership.objects.filter(user=user.pk)
    writing = own.filter(role__in=Membership.Role.at_least(Membership.Role.EDITOR))
    is_looking = Q(owner=user.pk) & (Q(help_offer=None) | Q(partner__in=own.values("partner")))
    return is_looking | Q(help_offer__isnull=False, partner__in=writing.values("partner"))


def _is_with_partner_of(user: User) -> Q:
    """Condition: the person has a seat at its meeting for the partner with which it is to be done,
    and is a member of that partner still. An offer of help is its helper's alone.
    """
    seats = Registration.objects.registered().of_user(user)
    own = Membership.objects.filter(user=user.pk)
    theirs = seats.filter(event=OuterRef("event"), partner=OuterRef("counterpart"))
    is_told = Q(help_offer=None) | Q(help_offer__registration__user=user.pk)
    return Q(Exists(theirs), is_told, counterpart__in=own.values("partner"))


class FollowUp(Timestamped, Versioned, Stepwise, Originated):
    """What somebody would like to do after a meeting; always optional. It comes from a sprout of a
    table's notes, from an offer of help, or is written down by itself.

    Its state changes only in `events/following/`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("follow-up", "open")
        DONE = "done", pgettext_lazy("follow-up", "done")
        DROPPED = "dropped", pgettext_lazy("follow-up", "let go")

    event = models.ForeignKey(Event, models.PROTECT, related_name="follow_ups")
    entry = models.OneToOneField(
        NoteEntry, models.PROTECT, null=True, blank=True, related_name="follow_up"
    )
    help_offer = models.OneToOneField(
        HelpOffer, models.PROTECT, null=True, blank=True, related_name="follow_up"
    )
    title = models.CharField(_("what we would like to do"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="follow_ups",
        verbose_name=_("who looks after it"),
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    counterpart = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with whom"),
    )
    due_on = models.DateField(_("by when"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    outcome = models.TextField(_("what came of it"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="follow_up_ends_with_its_time",
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="follow_up_by_due"),
            origin_index("follow_up_by_origin"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:follow_up_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        """Its day has passed and nobody has said what came of it."""
        return self.is_open and timezone.localdate() > self.due_on

    @property
    def lapses_on(self) -> date:
        """The day on which it is let go by itself, unless somebody says something before."""
        return self.due_on + LAPSES_AFTER

    @property
    def came_from(self) -> models.Model | None:
        """The pitch at which help was offered, else the meeting."""
        return self.help_offer.pitch if self.help_offer else self.event


class AgainWishQuerySet(models.QuerySet["AgainWish"]):
    """Wishes by whether they still hold."""

    def standing(self) -> Self:
        """Not taken back, and not mutual yet."""
        return self.filter(taken_back_at=None, mutual_at=None)

    def for_office(self) -> Self:
        """Those about which the office may ask the other side: for a partner, of a partner."""
        rows = self.standing().filter(office_may_ask=True)
        return rows.filter(wisher__partner__isnull=False, wished__partner__isnull=False)


class AgainWish(models.Model):
    """“I would like to talk to this person again”: private, unless the other wishes it too.

    `office_may_ask`: the office may ask the other side, without a mutual wish. `shares_contact`:
    where one of the two is there for no partner, so that no introduction is possible, both get name
    and e-mail address of the other if both have ticked it. It changes only in `following/again.py`.
    """

    wisher = models.ForeignKey(Registration, models.PROTECT, related_name="again_wishes")
    wished = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    words = models.CharField(_("about what"), max_length=300, blank=True)
    office_may_ask = models.BooleanField(_("the office may ask"), default=False)
    shares_contact = models.BooleanField(
        _("if both wish it, the other may have my name and e-mail address"), default=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    mutual_at = models.DateTimeField(null=True, blank=True, editable=False)
    introduction = models.ForeignKey(
        Introduction, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = AgainWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to talk again")
        verbose_name_plural = _("wishes to talk again")
        constraints = [
            models.UniqueConstraint(fields=["wisher", "wished"], name="again_once_per_pair"),
            models.CheckConstraint(condition=~Q(wisher=F("wished")), name="again_with_another"),
            models.CheckConstraint(
                condition=Q(mutual_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="again_mutual_stays",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wisher_id} → {self.wished_id}"

    @property
    def is_mutual(self) -> bool:
        """Both wish it, and both have been told."""
        return self.mutual_at is not None

    @property
    def is_standing(self) -> bool:
        """Said, and not taken back."""
        return self.taken_back_at is None


class Answer(Timestamped):
    """The five questions after a meeting, answered once per participant; staff read no names."""

    class Continuing(models.TextChoices):
        YES = "yes", pgettext_lazy("questionnaire", "yes")
        PERHAPS = "perhaps", pgettext_lazy("questionnaire", "perhaps")
        NO = "no", pgettext_lazy("questionnaire", "no")

    _POINTS = [MinValueValidator(1), MaxValueValidator(5)]

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="answer")
    satisfaction = models.PositiveSmallIntegerField(
        _("How content are you with the meeting?"), validators=_POINTS
    )
    new_contacts = models.PositiveSmallIntegerField(
        _("How many people did you talk to for the first time?")
    )
    continuing = models.CharField(
        _("Will you continue with somebody?"), max_length=8, choices=Continuing
    )
    table_helped = models.PositiveSmallIntegerField(
        _("How helpful was the talk at your table?"), validators=_POINTS, null=True, blank=True
    )
    remarks = models.TextField(_("What should we do differently next time?"), blank=True)

    class Meta:
        verbose_name = _("answered questionnaire")
        verbose_name_plural = _("answered questionnaires")

    def __str__(self) -> str:
        return f"{self.registration_id}"
