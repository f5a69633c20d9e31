"""The operator's view of what the matcher has found. Nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from matching.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin):
    """Read only: the lists are what the engine makes of the rows, and are made again."""

    list_display = ("subject", "candidate", "rank", "score", "level", "computed_at")
    list_filter = ("level", "engine_version")
    list_select_related = (
        "subject_listing",
        "subject_challenge",
        "candidate_listing",
        "candidate_challenge",
        "candidate_partner",
    )
    ordering = ("-computed_at", "-score")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
