"""The consultation desk: what people put to the office before or during a meeting."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from partners.models import Listing, Partner
from tomoni.accounts.models import User
from tomoni.models import Stepwise, Timestamped
from tomoni.municipalities.models import Municipality

_SHOWN = Q(is_public=True, is_held_back=False, state__in=("live", "answered")) & ~Q(
    event__state=Event.State.DRAFT
)


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics by who may see them."""

    def shown(self) -> Self:
        """What everybody may read: answered ones that their asker lets others read, as long as the
        office does not keep them to itself.
        """
        return self.filter(_SHOWN)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Shown ones for everybody; all for who asked and the staff."""
        if not user.is_authenticated:
            return self.shown()
        staffed = Q(event__municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(_SHOWN | Q(user=user.pk) | staffed)


class Topic(Timestamped, Stepwise):
    """A question or concern put to the office. Its state changes only in `events/consulting/`.

    A public topic is shown without the name of who asked, once it is answered. `is_public` is what
    who asked allows, `is_held_back` that the office keeps it to itself all the same.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("topic", "waits for an answer")
        LIVE = "live", pgettext_lazy("topic", "answered at the meeting")
        ANSWERED = "answered", pgettext_lazy("topic", "answered in writing")
        WITHDRAWN = "withdrawn", pgettext_lazy("topic", "withdrawn")

    event = models.ForeignKey(Event, models.PROTECT, related_name="topics")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="topics")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="topics"
    )
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    text = models.TextField(_("your topic"))
    is_public = models.BooleanField(_("others may read it"), default=False)
    is_held_back = models.BooleanField(_("kept to the office"), default=False, db_default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    listing = models.OneToOneField(
        Listing, models.SET_NULL, null=True, blank=True, related_name="topic"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("asked", "withdrawn")) | Q(answered_at__isnull=False),
                name="topic_answered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="topic_answered_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt  # not its words: the journal keeps what a row is called

    def get_absolute_url(self) -> str:
        return reverse("events:topic_detail", args=[self.receipt])

    @property
    def is_waiting(self) -> bool:
        """The office has not answered yet."""
        return self.state == self.State.ASKED

    @property
    def is_shown(self) -> bool:
        """Others read it, if they see its meeting."""
        return self.is_public and not self.is_held_back and self.is_answered

    @property
    def is_answered(self) -> bool:
        """Live or in writing."""
        return self.state in (self.State.LIVE, self.State.ANSWERED)
