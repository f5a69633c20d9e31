"""A list of partners on its way into the database: the file, its rows, what became of each."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.life import ChecklistItem
from partners.models.partner import Partner
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import PartnerType

LIST_KEPT = timedelta(days=30)
"""The file and what its rows say are needed no longer than this; what became of them is kept."""


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports by their age."""

    def outdated(self) -> Self:
        """Those whose file is not needed any more."""
        return self.filter(created_at__lt=timezone.now() - LIST_KEPT).exclude(file="")


class Import(models.Model):
    """A list that staff take over. It changes only through `partners/bulk/importing.py`.

    `head` has the first rows, `columns` what each column (by its index) is read as. `sheets` are
    `[{"name": …, "rows": …}]` of a workbook in their order, `sheet_number` is the one that is read.
    `refusal` and the problems of the rows are kept as `problems.problem` makes them.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("columns to be named")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("cannot be read")

    RUNNING = (State.CHECKING, State.IMPORTING)

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="imports", verbose_name=_("municipality")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="imports",
        verbose_name=_("person"),
    )
    file = models.FileField(_("file"), upload_to="uploads/imports/")
    name = models.CharField(_("name of the file"), max_length=120)
    encoding = models.CharField(_("encoding"), max_length=10)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheet_number = models.PositiveSmallIntegerField(
        _("number of the sheet"), default=0, db_default=0
    )
    sheets = models.JSONField(
        _("sheets that can be read"),
        default=list,
        db_default=models.Value([], models.JSONField()),
    )
    head = models.JSONField(_("first rows"), default=list)
    header_first = models.PositiveIntegerField(_("first row of the headers"), default=1)
    header_last = models.PositiveIntegerField(_("last row of the headers"), default=1)
    columns = models.JSONField(_("columns"), default=dict)
    default_type = models.ForeignKey(
        PartnerType, models.PROTECT, null=True, related_name="+", verbose_name=_("partner type")
    )
    approves = models.BooleanField(_("registers at once"), default=False)
    checked = models.ManyToManyField(
        ChecklistItem, blank=True, related_name="+", verbose_name=_("ticked for all rows")
    )
    mails_codes = models.BooleanField(_("mails claim codes"), default=False, db_default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    progress = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows to do"), default=0)
    refusal = models.JSONField(_("why it cannot be read"), null=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("imported at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "-created_at"], name="import_by_city")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:import_detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """A worker has it, or will have it soon."""
        return self.state in self.RUNNING

    @property
    def takes_columns(self) -> bool:
        """Its columns may be named (again): nothing has been imported yet."""
        return bool(self.file) and self.state in (
            self.State.UPLOADED,
            self.State.CHECKED,
            self.State.REFUSED,
        )

    @property
    def takes_sheets(self) -> bool:
        """Another sheet of the workbook may be read instead."""
        return self.takes_columns and len(self.sheets) > 1

    @property
    def takes_rows(self) -> bool:
        """Rows of it may be imported."""
        return bool(self.file) and self.state in (self.State.CHECKED, self.State.DONE)

    @property
    def share(self) -> int:
        """How much is done, in per cent."""
        return min(100, 100 * self.progress // self.total) if self.total else 0

    @property
    def dot(self) -> int:
        """Where the dot stands on its way to the ring, in the picture of the progress."""
        return 4 + 64 * self.share // 100


class RowQuerySet(models.QuerySet["ImportRow"]):
    """Rows by what is to be done with them."""

    def fit(self) -> Self:
        """Those that "all" means: nothing is wrong, and they say something new."""
        return self.untouched().filter(verdict__in=ImportRow.FITTING)

    def choosable(self) -> Self:
        """Those that a person may choose one by one: also what may be there already."""
        return self.untouched().filter(verdict__in=ImportRow.CHOOSABLE)

    def untouched(self) -> Self:
        """Nothing was done with them yet."""
        return self.filter(outcome="")

    def pending(self) -> Self:
        """Chosen, and not yet done."""
        return self.untouched().filter(is_chosen=True)


class ImportRow(models.Model):
    """A row of a list: what it says, what was found out about it, what was done with it."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("to be mended")
        ALIKE = "alike", _("perhaps there already")
        NEW = "new", pgettext_lazy("row", "new")
        CHANGED = "changed", pgettext_lazy("row", "changed")
        UNCHANGED = "unchanged", pgettext_lazy("row", "unchanged")
        THEIRS = "theirs", _("belongs to its members now")

    class Outcome(models.TextChoices):
        CREATED = "created", _("registered")
        UPDATED = "updated", pgettext_lazy("outcome", "changed")
        KEPT = "kept", _("already the same")
        THEIRS = "theirs", _("belongs to its members now")
        FAILED = "failed", _("not possible")

    FITTING = (Verdict.NEW, Verdict.CHANGED)
    CHOOSABLE = (*FITTING, Verdict.ALIKE)

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    values = models.JSONField(_("values"), default=dict, encoder=DjangoJSONEncoder)
    problems = models.JSONField(_("problems"), default=list)
    changes = models.JSONField(_("what changes"), default=list)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    partner = models.ForeignKey(
        Partner, models.SET_NULL, null=True, related_name="import_rows", verbose_name=_("partner")
    )
    is_chosen = models.BooleanField(_("chosen"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=~Q(verdict="wrong") | Q(outcome=""), name="import_row_wrong_untouched"
            ),
        ]
        indexes = [models.Index(fields=["source", "verdict"], name="import_row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def can_be_chosen(self) -> bool:
        """May be ticked to be imported."""
        return not self.outcome and self.verdict in self.CHOOSABLE
