"""What a table writes down: entries in three parts, and what of them may be published."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.models.parts import Table
from events.models.registration import Registration
from tomoni.models import Timestamped, Versioned


class TableNotes(Timestamped):
    """The notes of a table as a whole: open, or agreed on by the table."""

    table = models.OneToOneField(Table, models.PROTECT, related_name="notes")
    agreed_at = models.DateTimeField(_("agreed on"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("notes of a table")
        verbose_name_plural = _("notes of tables")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="notes_agreed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.table)


class NoteEntryQuerySet(models.QuerySet["NoteEntry"]):
    """Entries by what may be done with them."""

    def standing(self) -> Self:
        """Those that were not taken out, in the order in which they were written."""
        return self.filter(deleted_at__isnull=True).order_by("created_at", "pk")

    def published(self) -> Self:
        """What everybody may read: allowed by who wrote it, agreed on by the table as it is, and
        nobody objects. Names are never published.
        """
        objections = Objection.objects.filter(entry=OuterRef("pk"))
        return self.standing().filter(
            ~Exists(objections),
            is_shareable=True,
            agreed_version=F("version"),
            table__notes__agreed_at__isnull=False,
        )


class NoteEntry(Timestamped, Versioned):
    """One thing one person has written for the table. Changed only in `events/noting/`.

    `key` comes from the writer's browser, so that what is sent twice is written once. `author` is
    a participant; staff and leaders of the table without a registration write as `writer`.
    An entry is published when its author allows it, the table has agreed to it as it is
    (`agreed_version`), and nobody objects.
    """

    class Part(models.TextChoices):
        COMMON = "common", _("common interests")
        SPROUT = "sprout", _("sprouts of connection")
        NEXT = "next", _("next step (optional)")

    table = models.ForeignKey(Table, models.PROTECT, related_name="entries")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    part = models.CharField(_("part"), max_length=8, choices=Part)
    text = models.TextField(_("text"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_shareable = models.BooleanField(_("may be published"), default=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    agreed_version = models.PositiveIntegerField(default=0, editable=False)

    objects = NoteEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the notes")
        verbose_name_plural = _("entries of the notes")
        ordering = ["part", "created_at", "pk"]
        indexes = [models.Index(fields=["table", "updated_at"], name="entry_since")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def author_name(self) -> str:
        """Whose voice it is, for those at the table alone."""
        return self.author.person_name if self.author else self.writer.name

    @property
    def is_deleted(self) -> bool:
        """Taken out by who wrote it, who may put it back."""
        return self.deleted_at is not None

    @property
    def is_agreed(self) -> bool:
        """The table has agreed to it as it is now."""
        return self.agreed_version == self.version


class Objection(models.Model):
    """Somebody of the table does not want an entry to be published; nobody else learns who."""

    entry = models.ForeignKey(NoteEntry, models.CASCADE, related_name="objections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("objection to publishing")
        verbose_name_plural = _("objections to publishing")
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="objection_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"
