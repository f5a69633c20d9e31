"""What the matcher has worked out: statistics, profiles, postings and the nearest of each document.

All of it can be computed again from listings and challenges (`manage.py rebuild_matches`). It is
held twice: one slot is read and kept up to date, the other is free for the next rebuild, and a
rebuild ends by naming the other slot the current one. The tables with a slot are partitioned by it.
`matching/storing/store.py` alone reads and writes them.
"""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SLOTS = (0, 1)


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by what may be done with them."""

    def current(self) -> Self:
        """The one that is read; none before the first rebuild has ended."""
        return self.filter(state=Version.State.CURRENT)

    def building(self) -> Self:
        """The one that a rebuild is working on."""
        return self.filter(state=Version.State.BUILDING)


class Version(models.Model):
    """One state of the statistics, and the rebuild that made it; staff watch its progress.

    How rare a word is stays frozen for a version, so that a change touches few lists. `changes`
    counts the documents changed since. `blocks` are the parts of the texts as they were when the
    rebuild began, `documents.Part` as lists. Moves only through `matching/rebuilding.py`.
    """

    class State(models.TextChoices):
        BUILDING = "building", _("being built")
        CURRENT = "current", _("in use")
        RETIRED = "retired", _("replaced")

    class Phase(models.TextChoices):
        ANALYSING = "analysing", _("cutting texts into words")
        COUNTING = "counting", _("counting how rare each word is")
        WEIGHING = "weighing", _("weighing the words of each text")
        SORTING = "sorting", _("sorting the words")
        COMPARING = "comparing", _("comparing all with all")
        FINISHING = "finishing", _("putting the new lists in place")
        DONE = "done", _("done")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BUILDING)
    slot = models.PositiveSmallIntegerField(
        _("slot"), choices=[(slot, str(slot)) for slot in SLOTS]
    )
    engine_version = models.CharField(_("engine version"), max_length=40)
    as_of = models.DateField(_("as of"))
    size = models.PositiveIntegerField(_("documents"), default=0)
    labels = models.JSONField(_("how often each label is ticked"), default=dict)
    changes = models.PositiveIntegerField(_("documents changed since"), default=0)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.ANALYSING)
    blocks = models.JSONField(_("where the texts stand"), default=list)
    parts = models.PositiveIntegerField(_("parts of this phase"), default=0)
    parts_done = models.PositiveIntegerField(_("parts done"), default=0)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    moved_at = models.DateTimeField(_("last step"), auto_now=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of the matching")
        verbose_name_plural = _("states of the matching")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="current"), name="version_one_current"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="building"), name="version_one_building"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"

    @property
    def is_worn(self) -> bool:
        """Whether so much has changed that how rare words are should be counted anew."""
        return self.changes * 10 >= self.size


class TermFrequency(models.Model):
    """How many documents have a term; one that is missing counts as being in one document."""

    pk = models.CompositePrimaryKey("slot", "term")
    slot = models.PositiveSmallIntegerField()
    term = models.BigIntegerField()
    documents = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.term}: {self.documents}"


class StoredProfile(models.Model):
    """A document weighed. `rows` are its sparse rows packed, `profile` the same with words (JSON).

    `node` is twice the primary key of a listing, or that of a challenge and one more. `digest` is
    that of the document it was made from. What `has_changed` since the last rebuild is in the
    postings, and the blocks know it as it was.
    """

    pk = models.CompositePrimaryKey("slot", "node")
    slot = models.PositiveSmallIntegerField()
    node = models.BigIntegerField()
    side = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    rows = models.BinaryField()
    facts = models.JSONField()
    profile = models.TextField()
    has_changed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.node)


class Posting(models.Model):
    """A term or label in a text of a document that has changed since the last rebuild."""

    pk = models.CompositePrimaryKey("slot", "side", "term", "node", "part")
    slot = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    term = models.BigIntegerField()
    node = models.BigIntegerField()
    part = models.PositiveSmallIntegerField()
    weight = models.FloatField()

    def __str__(self) -> str:
        return f"{self.term} – {self.node}"


class TermBlock(models.Model):
    """All texts of a side with a term, as the last rebuild found them.

    `places` are places in the roster (32-bit), `weights` the term's in those texts (64-bit).
    """

    pk = models.CompositePrimaryKey("slot", "side", "term")
    slot = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    term = models.BigIntegerField()
    places = models.BinaryField()
    weights = models.BinaryField()

    def __str__(self) -> str:
        return str(self.term)


class Roster(models.Model):
    """The texts of a side in the order of the blocks' places: the node of each, packed."""

    pk = models.CompositePrimaryKey("slot", "side")
    slot = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    nodes = models.BinaryField()

    def __str__(self) -> str:
        return str(self.side)


class NeighbourList(models.Model):
    """The nearest of a document on one side, best first; no other is above `floor`.

    `usual` is the mean base of the ten nearest.
    """

    pk = models.CompositePrimaryKey("slot", "side", "node")
    slot = models.PositiveSmallIntegerField()
    side = models.PositiveSmallIntegerField()
    node = models.BigIntegerField()
    candidates = ArrayField(models.BigIntegerField())
    bases = ArrayField(models.FloatField())
    floor = models.FloatField()
    usual = models.FloatField()

    def __str__(self) -> str:
        return str(self.node)


class Touched(models.Model):
    """A mark that what is stored of a document was written since the last rebuild.

    Every writing leaves a new row in the place of the old one; its primary key is the stamp.
    """

    slot = models.PositiveSmallIntegerField()
    node = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "node"], name="touched_one_per_document")
        ]

    def __str__(self) -> str:
        return str(self.node)


class AnalysedText(models.Model):
    """A listing or challenge cut into words, so that only a changed text is cut again.

    A cache: deleting every row costs only time. `digest` is that of the document the analysis was
    made from. `numbers` are its terms and labels packed for counting and weighing, as
    `engine/counts.py` has it. `analysis` is JSON as text: nobody but the engine looks into it.
    """

    node = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    numbers = models.BinaryField()
    analysis = models.TextField()

    def __str__(self) -> str:
        return str(self.node)
