"""What happened (append-only), what is still to be done, and which forms were already sent."""

import uuid
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni.municipalities.models import Municipality

TITLE_LENGTH = 300
WORDS_LENGTH = 200
OPEN = Q(done_at=None, dead_at=None)


class Entry(models.Model):
    """Who did what to what. `record.record` writes it; a trigger refuses any later change.

    `subject_type` is a model's label in lower case ("challenges.challenge"), `subject_title` the
    subject's name at the time. The subject itself may be gone: there is no foreign key to it.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="journal_entries",
        verbose_name=_("person"),
    )
    verb = models.CharField(_("what was done"), max_length=60)
    subject_type = models.CharField(_("kind of subject"), max_length=80)
    subject_id = models.CharField(_("id of the subject"), max_length=60)
    subject_title = models.CharField(_("subject"), max_length=TITLE_LENGTH)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        related_name="journal_entries",
        verbose_name=_("municipality"),
    )
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(_("request id"), max_length=100, blank=True)
    at = models.DateTimeField(_("time"), db_default=Now())

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="entry_of_subject"),
            models.Index(fields=["municipality", "-at"], name="entry_of_municipality"),
            models.Index(fields=["verb", "at"], name="entry_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_title}"


class JobQuerySet(models.QuerySet["Job"]):
    """Ledger rows by what became of them."""

    def open(self) -> Self:
        """Neither done nor given up."""
        return self.filter(OPEN)

    def done(self) -> Self:
        return self.filter(done_at__isnull=False)

    def dead(self) -> Self:
        """Given up after the last try: a person has to look."""
        return self.filter(dead_at__isnull=False)

    def running(self) -> Self:
        """Claimed by a worker whose lease has not run out."""
        return self.open().filter(locked_until__gt=Now())

    def waiting(self) -> Self:
        """Open, and no worker has it."""
        return self.open().exclude(locked_until__gt=Now())

    def overdue(self) -> Self:
        """Waiting although it is due."""
        return self.waiting().filter(due_at__lte=Now())

    def in_state(self, state: "Job.State | str") -> Self:
        """By the word that `Job.state` gives."""
        rows: Self = getattr(self, str(Job.State(state)))()
        return rows


class Job(models.Model):
    """A piece of background work; at most one open row per kind and key. See `ledger`.

    `attempts` counts every claim and never falls: it is the token that fences off a worker whose
    lease ran out. `tries` counts the claims since the work was last asked for; the fifth is the
    last. `generation` counts how often the work was asked for while the row was open.
    `hint_at` is when a message about the row may next be sent, `first_due_at` the start of the
    time within which asking again may put the work off. A row with `once` is never repeated.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    payload = models.JSONField(_("payload"), default=dict, encoder=DjangoJSONEncoder)
    once = models.BooleanField(_("never repeated"), default=False)
    due_at = models.DateTimeField(_("due"), db_default=Now())
    first_due_at = models.DateTimeField(_("first due"), db_default=Now())
    hint_at = models.DateTimeField(_("next message"), null=True)
    locked_until = models.DateTimeField(_("claimed until"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), db_default=0)
    tries = models.PositiveSmallIntegerField(_("tries since last asked for"), db_default=0)
    generation = models.PositiveIntegerField(_("generation"), db_default=1)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    done_at = models.DateTimeField(_("done at"), null=True)
    dead_at = models.DateTimeField(_("given up at"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=OPEN, name="job_one_open_per_key"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(once=True), name="job_once_for_ever"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dead_at=None), name="job_done_or_dead"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=OPEN, name="job_due"),
            models.Index(
                fields=["kind", "done_at"], condition=Q(done_at__isnull=False), name="job_done"
            ),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="job_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def state(self) -> State:
        """One of four words for staff."""
        if self.done_at:
            return self.State.DONE
        if self.dead_at:
            return self.State.DEAD
        is_held = self.locked_until is not None and self.locked_until > timezone.now()
        return self.State.RUNNING if is_held else self.State.WAITING


class Submission(models.Model):
    """A form that was sent, and where its sender was led; `idempotency` keeps these.

    A key answers only to who first used it: the person, or the session of somebody not logged in.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    session = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=500)
    location = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


class SearchQuerySet(models.QuerySet["Search"]):
    """Searches by what came of them."""

    def without_result(self) -> Self:
        """Those that found nothing."""
        return self.filter(found=0)


class Search(models.Model):
    """What somebody has looked for; `searches.note` writes it. No person and no address: it tells
    what is missing, not who misses it. `words` are in one spelling.
    """

    at = models.DateTimeField(_("time"), db_default=Now(), db_index=True)
    words = models.CharField(_("words"), max_length=WORDS_LENGTH)
    found = models.PositiveIntegerField(_("how many were found"))
    municipality = models.ForeignKey(
        Municipality,
        models.SET_NULL,
        null=True,
        related_name="searches",
        verbose_name=_("municipality"),
    )

    objects = SearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words
