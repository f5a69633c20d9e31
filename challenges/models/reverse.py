"""What municipalities offer in answer to the call of a partner (逆公募)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models.challenge import Challenge
from challenges.models.readers import Reader, staffed_by
from partners.models import Membership
from tomoni.models import Stepwise, Timestamped
from tomoni.municipalities.models import Municipality


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers by who may see them, and by whether they wait for a reply."""

    def of_caller(self, user: Reader) -> Self:
        """Those made to the person's partners."""
        mine = Membership.objects.filter(user=user.pk).values("partner")
        return self.filter(challenge__caller__in=mine)

    def on_desk_of(self, user: Reader) -> Self:
        """Those of the municipalities for which the person works."""
        return self.filter(staffed_by(user))

    def visible_to(self, user: Reader) -> Self:
        """Between the municipality and the company alone: nobody else reads an offer."""
        if not user.is_authenticated:
            return self.none()
        return self.of_caller(user) | self.on_desk_of(user)

    def awaiting_decision(self) -> Self:
        """Those the company owes a reply, as they came in."""
        return self.filter(state=Offer.State.SUBMITTED).order_by("submitted_at", "pk")

    def accepted(self) -> Self:
        """Those the company goes on with."""
        return self.filter(state=Offer.State.ACCEPTED).order_by("submitted_at", "pk")


class Offer(Stepwise, Timestamped):
    """A municipality's answer to a reverse call. Never deleted.

    Its state changes only through `challenges/reverse/offering.py`.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("received")
        ACCEPTED = "accepted", pgettext_lazy("offer", "chosen")
        DECLINED = "declined", pgettext_lazy("offer", "not chosen")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "withdrawn")

    challenge = models.ForeignKey(
        Challenge, models.PROTECT, related_name="offers", verbose_name=_("reverse call")
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="offers")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=100)
    summary = models.TextField(_("what the municipality would do"))
    brings = models.TextField(_("what the municipality brings"))
    place = models.TextField(_("where, and with whom"), blank=True)
    schedule = models.TextField(_("schedule"), blank=True)
    contact = models.CharField(_("section and person in charge"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("received"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_text = models.TextField(_("message to the municipality"), blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a municipality", "offer")
        verbose_name_plural = pgettext_lazy("of municipalities", "offers")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"])
                | Q(decided_at__isnull=False) & ~Q(decision_text=""),
                name="offer_decided_has_reason",
            ),
            models.UniqueConstraint(
                fields=["challenge", "municipality"],
                condition=~Q(state="withdrawn"),
                name="offer_one_per_municipality",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:offer_detail", args=[self.receipt])
