"""What one partner asks another: to belong to it, or to ask together. Answered once, or over."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.listing import Listing
from partners.models.partner import Partner
from tomoni.models import Timestamped

ASKED_LASTS = timedelta(days=30)
RESTS = timedelta(days=90)
"""Who has declined is not asked the same again for so long."""
_OPEN = Q(state="asked")


class AskedQuerySet(models.QuerySet["Asked"]):
    """Questions by whether they wait for an answer."""

    def open(self) -> Self:
        """Waiting for an answer, in time."""
        return self.filter(state=Asked.State.ASKED, expires_at__gt=timezone.now())

    def overdue(self) -> Self:
        """Nobody has answered in time."""
        return self.filter(state=Asked.State.ASKED, expires_at__lte=timezone.now())

    def declined_lately(self) -> Self:
        """Not to be asked again yet."""
        return self.filter(state=Asked.State.DECLINED, answered_at__gt=timezone.now() - RESTS)


class Asked(Timestamped):
    """A question with its answer. A day without an answer ends it."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        AGREED = "agreed", pgettext_lazy("answer", "agreed")
        DECLINED = "declined", pgettext_lazy("answer", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("answer", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("answer", "not answered in time")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    message = models.TextField(_("message"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    expires_at = models.DateTimeField(_("to be answered by"))

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """May be answered or taken back now."""
        return self.state == self.State.ASKED and self.expires_at > timezone.now()

    @property
    def state_words(self) -> Any:
        """The state as it is now, also where the day is over and nobody has written that down."""
        if self.state == self.State.ASKED and not self.is_open:
            return self.State.EXPIRED.label
        return self.State(self.state).label


class AffiliationRequest(Asked):
    """A federation asks a partner to belong to it, or a partner asks to belong.

    What the federation may do is said by the partner: when it agrees, or at once where it asks
    itself. It changes only through `partners/ties/affiliating.py`.
    """

    federation = models.ForeignKey(Partner, models.CASCADE, related_name="member_requests")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="federation_requests")
    is_from_federation = models.BooleanField(_("asked by the federation"))
    edits_profile = models.BooleanField(_("may edit the profile"), default=False)
    writes_listings = models.BooleanField(_("may write needs and seeds"), default=False)

    class Meta:
        verbose_name = _("request for an affiliation")
        verbose_name_plural = _("requests for affiliations")
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "partner"],
                condition=_OPEN,
                name="affiliation_request_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(federation=models.F("partner")),
                name="affiliation_request_not_to_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.federation}"

    @property
    def asking(self) -> Partner:
        """Who asks."""
        return self.federation if self.is_from_federation else self.partner

    @property
    def asked(self) -> Partner:
        """Who is to answer."""
        return self.partner if self.is_from_federation else self.federation


class Alliance(Asked):
    """One partner offers another, whose need is much like its own, to ask together.

    Neither learns a name or address of the other's people before both have said yes. It changes
    only through `partners/ties/allying.py`.
    """

    need = models.ForeignKey(Listing, models.CASCADE, related_name="alliances_offered")
    other = models.ForeignKey(Listing, models.CASCADE, related_name="alliances_received")

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        constraints = [
            models.UniqueConstraint(
                Least("need", "other"),
                Greatest("need", "other"),
                condition=Q(state__in=["asked", "agreed"]),
                name="alliance_one_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(need=models.F("other")), name="alliance_not_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} ∪ {self.other}"

    def get_absolute_url(self) -> str:
        return reverse("partners:alliance_detail", args=[self.pk])
