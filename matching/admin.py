"""The operator's view of the states of the matching. Nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from matching.models import Trace, Version
from tomoni.journal.admin import ReadOnlyAdmin


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):
    """Read only: versions are made by rebuilds, and their progress is watched here."""

    list_display = ("pk", "state", "phase", "parts_done", "parts", "size", "changes", "finished_at")
    list_filter = ("state",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Trace)
class TraceAdmin(ReadOnlyAdmin):
    """What became of a suggestion on its side. Only counts of it are for anybody else."""

    list_display = ("pk", "subject", "candidate", "verdict", "reason", "answered_at")
    list_filter = ("verdict", "reason")
    list_select_related = ("listing", "challenge", "candidate_listing", "candidate_challenge")
    ordering = ("-pk",)
    show_full_result_count = False
