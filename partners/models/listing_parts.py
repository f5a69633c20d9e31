"""What hangs on a need or seed: its files, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.listing import Listing
from partners.models.partner import Partner
from tomoni.uploads import is_picture


class ListingFile(models.Model):
    """A picture or document of a listing; whoever may see the listing may have it.

    It is asked for by its token, so that nobody can count up to it.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="files")
    file = models.FileField(_("file"), upload_to="uploads/listings/", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    alt = models.CharField(_("what the picture shows"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("file of a listing")
        verbose_name_plural = _("files of listings")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:listing_file", args=[self.listing_id, self.token])

    @property
    def is_picture(self) -> bool:
        """Drawn on the page; everything else is fetched."""
        return is_picture(self.content_type)


class Fulfilment(models.Model):
    """How it went: written by a member when a listing is fulfilled, or later, or never.

    `counterpart` is a partner of the platform, `counterpart_name` anybody else.
    """

    class Way(models.TextChoices):
        SUGGESTION = "suggestion", _("a suggestion of this platform")
        CHALLENGE = "challenge", _("a challenge")
        MEETING = "meeting", pgettext_lazy("way", "a meeting")
        INTRODUCTION = "introduction", _("an introduction by the city or an association")
        OURSELVES = "ourselves", _("we found each other by ourselves")

    listing = models.OneToOneField(Listing, models.PROTECT, related_name="fulfilment")
    way = models.CharField(_("through what"), max_length=12, choices=Way, blank=True)
    counterpart = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with whom"),
    )
    counterpart_name = models.CharField(_("with whom"), max_length=100, blank=True)
    story = models.TextField(_("what came of it"), blank=True)
    may_be_told = models.BooleanField(_("may be told publicly"), default=False)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    told_at = models.DateTimeField(_("time"), auto_now_add=True)

    is_told_whole = False
    """Whether the reader of the moment may know with whom, set by the page."""

    class Meta:
        verbose_name = _("fulfilment")
        verbose_name_plural = _("fulfilments")
        ordering = ["-told_at", "-pk"]
        indexes = [models.Index(fields=["way", "told_at"], name="fulfilment_by_way")]

    def __str__(self) -> str:
        return str(self.listing)

    @property
    def with_whom(self) -> str:
        """The name of the counterpart, however it is known."""
        return self.counterpart.name if self.counterpart else self.counterpart_name
