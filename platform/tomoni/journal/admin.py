"""The operator's view of the journal (read only) and of the ledger (with retry)."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job, JobQuerySet, Search


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "verb", "subject_title", "municipality")
    list_filter = ("verb", "municipality")
    list_select_related = ("actor", "municipality")
    search_fields = ("=subject_id", "subject_title", "=request_id")
    date_hierarchy = "at"


@admin.register(Search)
class SearchAdmin(ReadOnlyAdmin):
    list_display = ("at", "words", "found", "municipality")
    list_filter = ("municipality",)
    list_select_related = ("municipality",)
    search_fields = ("words",)
    date_hierarchy = "at"


class StateFilter(admin.SimpleListFilter):
    """Waiting, running, done or given up."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in Job.State]

    def queryset(self, request: HttpRequest, queryset: Any) -> JobQuerySet:
        return queryset.in_state(self.value()) if self.value() in Job.State.values else queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "key", "state", "tries", "due_at", "done_at", "dead_at", "last_error")
    list_filter = (StateFilter, "kind")
    search_fields = ("kind", "key")
    ordering = ("-pk",)
    actions = ("retry",)

    @admin.display(description=_("state"))
    def state(self, job: Job) -> str:
        return str(job.state.label)

    @admin.action(description=_("Try again what was given up"))
    def retry(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        dead, operator = list(queryset.dead()), cast(User, request.user)
        for job in dead:
            ledger.retry(job, by=operator)
        text = ngettext("%d job will be tried again.", "%d jobs will be tried again.", len(dead))
        self.message_user(request, text % len(dead), messages.SUCCESS)
