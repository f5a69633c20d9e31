"""Short presentations in which a partner asks for co-operation, and who can help."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.registration import Registration
from partners.models import Listing, Membership, Partner
from tomoni.accounts.models import User
from tomoni.models import Stepwise, Timestamped, Versioned
from tomoni.municipalities.models import Municipality


class PitchQuerySet(models.QuerySet["Pitch"]):
    """Pitches by state and by who may see them."""

    def chosen(self) -> Self:
        """Those of the programme, in its order."""
        return self.filter(state=Pitch.State.CHOSEN).order_by("position", "pk")

    def on_stage(self) -> Self:
        """Those of the programme whose partner is shown: neither suspended nor gone."""
        return self.chosen().filter(partner__state=Partner.State.APPROVED)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Chosen ones of announced meetings for everybody; all for their partner and the staff."""
        is_chosen = Q(state=Pitch.State.CHOSEN, partner__state=Partner.State.APPROVED)
        shown = is_chosen & ~Q(event__state=Event.State.DRAFT)
        if not user.is_authenticated:
            return self.filter(shown)
        own = Q(partner__in=Membership.objects.filter(user=user).values("partner"))
        staffed = Q(event__municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(shown | own | staffed)


class Pitch(Timestamped, Versioned, Stepwise):
    """What a partner would like to present. Its state changes only in `events/pitching/`."""

    class State(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("pitch", "handed in")
        CHOSEN = "chosen", pgettext_lazy("pitch", "in the programme")
        DECLINED = "declined", pgettext_lazy("pitch", "not this time")
        WITHDRAWN = "withdrawn", pgettext_lazy("pitch", "withdrawn")

    event = models.ForeignKey(Event, models.PROTECT, related_name="pitches")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="pitches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pitches")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    title = models.CharField(_("title"), max_length=80)
    ask = models.TextField(_("what we ask for"))
    listing = models.ForeignKey(
        Listing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pitches",
        verbose_name=_("need or seed"),
    )
    presenter = models.CharField(_("who presents"), max_length=100)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    position = models.PositiveSmallIntegerField(_("order"), null=True, blank=True)
    decline_reason = models.TextField(_("why not this time"), blank=True)
    slides = models.FileField(_("slides"), upload_to="uploads/pitches/", max_length=200, blank=True)
    slides_name = models.CharField(max_length=200, blank=True, editable=False)
    slides_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(
        pgettext_lazy("pitch", "ended"), null=True, blank=True, editable=False
    )

    objects = PitchQuerySet.as_manager()

    class Meta:
        verbose_name = _("pitch")
        verbose_name_plural = _("pitches")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="pitch_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False),
                name="pitch_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["event", "partner"],
                condition=Q(state__in=("applied", "chosen")),
                name="pitch_once_per_partner",
                violation_error_message=_("Your partner has already handed in a pitch."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HelpOffer(Timestamped):
    """“I can help”: said by a participant to who presents, once per pitch."""

    pitch = models.ForeignKey(Pitch, models.PROTECT, related_name="help_offers")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="help_offers")
    words = models.CharField(_("how I can help"), max_length=300, blank=True)
    shares_email = models.BooleanField(_("my e-mail address may be shown to them"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pitch", "registration"], name="help_offered_once_per_pitch"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration.person_name} – {self.pitch}"

    @property
    def email(self) -> str:
        """Where the helper can be reached, if the presenting side may know it."""
        user = self.registration.user
        return user.email if user and self.shares_email else ""
