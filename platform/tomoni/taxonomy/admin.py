"""The vocabulary, for operators. Goals are fixed."""

from django.contrib import admin
from django.http import HttpRequest

from tomoni.taxonomy.models import Category, Field, Goal, PartnerType, ResourceKind, Sector


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    """Read only: names and colours are official."""

    list_display = ["number", "name_ja", "name_en", "colour"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There are seventeen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Goal | None = None) -> bool:
        """They are official."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Goal | None = None) -> bool:
        """There are seventeen."""
        return False


@admin.register(Field, PartnerType, ResourceKind, Sector, Category)
class RowAdmin(admin.ModelAdmin):
    """Names, order and slug of a vocabulary's rows."""

    list_display = ["name_ja", "name_en", "slug", "order"]
    list_editable = ["order"]
    search_fields = ["name_ja", "name_en", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}
