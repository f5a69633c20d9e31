"""What a municipality asks of those who register and of its own staff, and what was changed."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.listing import Listing
from partners.models.news import News
from partners.models.partner import Partner
from tomoni.journal.models import Entry
from tomoni.models import in_reader_language
from tomoni.municipalities.models import Municipality


class ChecklistQuerySet(models.QuerySet["ChecklistItem"]):
    """Lines of the checklists by whom they are for and when they are in force."""

    def in_force(self, at: datetime | None = None) -> Self:
        """Those that are asked now, or at another moment."""
        at = at or timezone.now()
        return self.filter(
            Q(in_force_until=None) | Q(in_force_until__gt=at), in_force_from__lte=at
        ).order_by("order", "pk")

    def pledges(self) -> Self:
        """What who registers declares."""
        return self.filter(kind=ChecklistItem.Kind.PLEDGE)

    def checks(self) -> Self:
        """What staff have looked at before they approve."""
        return self.filter(kind=ChecklistItem.Kind.CHECK)


class ChecklistItem(models.Model):
    """One version of a line of a municipality's checklists. A text that was asked never changes:
    another text is another version with the same `code`, and the old one stays.

    It changes only through `partners/life/checklists.py`.
    """

    class Kind(models.TextChoices):
        PLEDGE = "pledge", _("declared by who registers")
        CHECK = "check", _("checked by staff")

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="checklist_items",
        verbose_name=_("municipality"),
    )
    kind = models.CharField(_("for whom"), max_length=6, choices=Kind)
    code = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text_ja = models.TextField(_("text (Japanese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    in_force_from = models.DateTimeField(_("in force from"), default=timezone.now)
    in_force_until = models.DateTimeField(_("in force until"), null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of the checklists")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="checklist_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(in_force_until=None), name="checklist_one_latest"
            ),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="checklist_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """In the reader's language; in Japanese where there is no other."""
        return in_reader_language(self.text_ja, self.text_en)

    @property
    def is_asked(self) -> bool:
        """In force at this moment."""
        ended = self.in_force_until is not None and self.in_force_until <= timezone.now()
        return self.in_force_from <= timezone.now() and not ended


class Tick(models.Model):
    """A line of a checklist that somebody has ticked for a partner. Rows are only ever added.

    `acting_as` is the federation or office of who is no member of the partner, else empty.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="ticks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_as = models.CharField(_("on behalf, as"), max_length=120, blank=True)
    at = models.DateTimeField(_("ticked"), db_default=Now())

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.partner}: {self.item} ({self.by})"


class Change(models.Model):
    """What stood in a profile, listing or piece of news before an edit and after it:
    `{field: [old, new]}`.

    The journal keeps for ever which fields were changed, this row what they said; it goes with the
    partner, and after `KEPT`. Words of a vocabulary are kept in both languages
    (`{"ja": …, "en": …}`), pictures by their name. `version` is that of the row after the edit.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="changes")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, related_name="changes")
    news = models.ForeignKey(News, models.CASCADE, null=True, related_name="changes")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    values = models.JSONField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.listing or self.news or self.partner} {self.version}"
