"""What is written about a proposal: messages between its partner and the city, and the notes that
the city's staff keep for themselves.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models.challenge import Challenge
from challenges.models.proposal import Proposal
from challenges.models.readers import Reader
from tomoni.municipalities.models import Municipality


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by who has written them and who has not read them yet."""

    def from_side(self, side: "Message.Side") -> Self:
        """Those that the partner, or the city, has written."""
        return self.filter(side=side)

    def new_to(self, user: Reader) -> Self:
        """Those that the person has not opened and to which the person's side has not written
        since: where a colleague has answered, nothing waits any more.
        """
        opened = Sighting.objects.filter(message=OuterRef("pk"), reader=user.pk)
        later = Message.objects.filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(opened), ~Exists(later.exclude(side=OuterRef("side"))))


class Message(models.Model):
    """A message on a proposal. It is never changed or deleted; a correction follows it."""

    class Side(models.TextChoices):
        PARTNER = "partner", _("partner")
        CITY = "city", _("municipality")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="messages")
    side = models.CharField(pgettext_lazy("message", "from"), max_length=7, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("message"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    sent_at = models.DateTimeField(pgettext_lazy("message", "sent"), auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="message_has_text"),
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(corrects__lt=F("id")),
                name="message_corrects_earlier",
            ),
        ]
        indexes = [
            models.Index(fields=["proposal", "side", "id"], name="message_by_proposal"),
            models.Index(fields=["author", "sent_at"], name="message_by_author"),
        ]

    def __str__(self) -> str:
        """Not the text: this is what journals and logs say of it."""
        return f"{self.proposal.receipt} #{self.pk}"


class MessageFile(models.Model):
    """A file that came with a message; asked for by its token, which nobody can count up to."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="uploads/messages/", max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("challenges:message_file", args=[self.message.proposal.receipt, self.token])


class Sighting(models.Model):
    """Somebody of the other side has opened the page with the message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="sightings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(pgettext_lazy("message", "opened"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a message", "opening")
        verbose_name_plural = pgettext_lazy("of a message", "openings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "reader"], name="sighting_once_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} – {self.reader}"


class NoteQuerySet(models.QuerySet["Note"]):
    """Internal notes, only ever by the office that may read them."""

    def for_staff(self, user: Reader) -> Self:
        """Those of the municipalities in whose office the person works; nobody else has any."""
        if not user.is_authenticated:
            return self.none()
        towns = Municipality.objects.staffed_by(user).values("pk")
        return self.filter(municipality__in=towns)


class Note(models.Model):
    """What staff write down for each other about a proposal or a challenge (内部メモ).

    No partner ever reads it, whatever becomes of the proposal. It hangs on its subject without a
    way back (`related_name="+"`), so that no page, list or export comes upon it by itself, and it
    names neither its text nor its subject when it is asked for its title.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="+")
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(pgettext_lazy("internal", "note"))
    written_at = models.DateTimeField(pgettext_lazy("note", "written"), auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["-pk"]
        default_permissions = ()  # there is no page of the operator for it
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal=None, challenge__isnull=False)
                | Q(proposal__isnull=False, challenge=None),
                name="note_has_one_subject",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
