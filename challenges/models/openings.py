"""Who has opened a confidential proposal, its files or its earlier versions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User

if TYPE_CHECKING:
    from challenges.models.proposal import Proposal

ONE_OPENING = timedelta(minutes=10)
"""Within so long, opening the same thing again is the same opening."""

_NOTE = """
    INSERT INTO challenges_opening (proposal_id, user_id, thing, title, at, slot)
    SELECT opened.proposal, %(user)s, %(thing)s, %(title)s, %(now)s, %(slot)s
    FROM unnest(%(proposals)s::bigint[]) AS opened(proposal)
    WHERE NOT EXISTS (
        SELECT 1 FROM challenges_opening
        WHERE proposal_id = opened.proposal AND user_id = %(user)s AND thing = %(thing)s
        AND at > %(since)s
    )
    ON CONFLICT DO NOTHING
"""


class OpeningManager(models.Manager["Opening"]):
    """Writes rows; two requests at the same moment write one."""

    def note(self, proposal: "Proposal", user: User, thing: str, title: str = "") -> None:
        """Put on record that the person has opened it, once within ONE_OPENING."""
        self.note_all([proposal], user, thing, title)

    def note_all(
        self, proposals: "Iterable[Proposal]", user: User, thing: str, title: str = ""
    ) -> None:
        """The same of several proposals at once."""
        now = timezone.now()
        values: dict[str, str | int | datetime | list[int]] = {
            "proposals": sorted(proposal.pk for proposal in proposals),
            "user": user.pk,
            "thing": thing,
            "title": title,
            "now": now,
            "since": now - ONE_OPENING,
            "slot": int(now.timestamp() // ONE_OPENING.total_seconds()),
        }
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, values)


class Opening(models.Model):
    """A person has opened something of a confidential proposal."""

    proposal = models.ForeignKey("challenges.Proposal", models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    thing = models.CharField(max_length=40)  # "page", "print", "file:12", "version:1"
    title = models.CharField(max_length=200, blank=True)  # of a file
    at = models.DateTimeField(_("time of opening"))
    slot = models.BigIntegerField()  # the ten minutes in which it was

    objects = OpeningManager()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user", "thing", "slot"], name="opening_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.thing} {self.title}".rstrip()
