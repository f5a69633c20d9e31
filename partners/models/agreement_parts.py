"""What hangs on an agreement: items that should live, what is told of them, files and links."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.agreement import Agreement, AgreementParty
from tomoni.models import Timestamped, Versioned
from tomoni.taxonomy.models import Field, Goal
from tomoni.uploads import is_picture

GREEN_DAYS, YELLOW_DAYS = 365, 730
"""An item is green within a year of its last activity, yellow within two, then red."""


class Light(models.TextChoices):
    """How much an item lives."""

    GREEN = "green", pgettext_lazy("light", "alive")
    YELLOW = "yellow", pgettext_lazy("light", "quiet for a year")
    RED = "red", pgettext_lazy("light", "quiet for two years")


def light_of(last_on: date, today: date) -> Light:
    """The light of an item by the day of its last activity."""
    days = (today - last_on).days
    if days < GREEN_DAYS:
        return Light.GREEN
    return Light.YELLOW if days < YELLOW_DAYS else Light.RED


class CooperationItemQuerySet(models.QuerySet["CooperationItem"]):
    """Items with the day they last lived."""

    def living(self) -> Self:
        """Those that are not finished, of agreements in force."""
        return self.filter(done_on=None, agreement__state=Agreement.State.IN_FORCE)

    def quiet_since(self, day: date) -> Self:
        """Living ones that have not been heard of after the day."""
        return self.living().with_last_activity().filter(last_on__lte=day)

    def with_last_activity(self) -> Self:
        """Annotated with `last_on`: the latest activity, else the day of signing."""
        return self.annotate(last_on=Coalesce(Max("activities__on"), F("agreement__signed_on")))


class CooperationItem(Timestamped, Versioned):
    """One thing the parties have agreed to do; it should live, not gather dust."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="items")
    title = models.CharField(_("what is to be done together"), max_length=120)
    body = models.TextField(_("description"), blank=True)
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goal")
    )
    field = models.ForeignKey(
        Field,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("administrative field"),
    )
    owner = models.ForeignKey(
        AgreementParty,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("who looks after it"),
    )
    order = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(_("finished"), null=True, blank=True)
    reminded_on = models.DateField(null=True, editable=False)

    last_on: date | None

    objects = CooperationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-operation item")
        verbose_name_plural = _("co-operation items")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def goals(self) -> list[Goal]:
        """Its goal, for what shows any number of them."""
        return [self.goal] if self.goal else []

    @property
    def light(self) -> Light | None:
        """Green, yellow or red, where it came through `with_last_activity`; None where finished,
        or where the agreement is not in force.
        """
        if self.done_on or self.last_on is None or not self.agreement.is_in_force:
            return None
        return light_of(self.last_on, timezone.localdate())


class ItemActivity(models.Model):
    """That something was done under an item, told by one of the parties or the office."""

    item = models.ForeignKey(CooperationItem, models.CASCADE, related_name="activities")
    on = models.DateField(_("when it was"))
    text = models.TextField(_("what was done"))
    is_public = models.BooleanField(pgettext_lazy("activity", "shown to everybody"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(
        AgreementParty, models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    party_name = models.CharField(max_length=120, blank=True, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("agreement", "activity")
        verbose_name_plural = pgettext_lazy("agreement", "activities")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["item", "-on"], name="activity_by_item")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def told_by(self) -> str:
        """The party that told it, also one that was taken out since; "" where the office did."""
        return self.party.called if self.party else self.party_name


class AgreementFile(models.Model):
    """A file that belongs to an agreement: the text itself, a leaflet, a photo of the signing."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="files")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="uploads/agreements/", max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(max_length=60)
    is_public = models.BooleanField(pgettext_lazy("file", "shown to everybody"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("agreement", "file")
        verbose_name_plural = pgettext_lazy("agreement", "files")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:agreement_file", args=[self.agreement_id, self.token])

    @property
    def is_picture(self) -> bool:
        """Safe to be shown on a page: a picture that was drawn anew."""
        return is_picture(self.content_type)


class AgreementLink(models.Model):
    """A page elsewhere that tells of the agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="links")
    label = models.CharField(_("what the link leads to"), max_length=120)
    url = models.URLField(_("address"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("agreement", "link")
        verbose_name_plural = pgettext_lazy("agreement", "links")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label
