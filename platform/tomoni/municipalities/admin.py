"""Municipalities with everything they set, for operators."""

from django.contrib import admin

from tomoni.municipalities.models import Municipality, RefusalGround, Section, StaffRole, Vision


class SectionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Section
    extra = 0


class VisionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Vision
    extra = 0


class RefusalGroundInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RefusalGround
    extra = 0


class StaffRoleInline(admin.TabularInline):  # type: ignore[type-arg]
    model = StaffRole
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One page per municipality."""

    list_display = ["name_ja", "prefecture", "code", "reply_days", "renewal_months"]
    search_fields = ["name_ja", "name_en", "slug", "code"]
    filter_horizontal = ["fields", "partner_types"]
    inlines = [SectionInline, VisionInline, RefusalGroundInline, StaffRoleInline]
