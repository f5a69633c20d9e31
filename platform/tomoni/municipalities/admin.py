"""Municipalities with everything they set, for operators."""

from django.contrib import admin

from tomoni.municipalities.models import Municipality, RefusalGround, Section, StaffRole, Vision


class SectionInline(admin.TabularInline):
    model = Section
    extra = 0


class VisionInline(admin.TabularInline):
    model = Vision
    extra = 0


class RefusalGroundInline(admin.TabularInline):
    model = RefusalGround
    extra = 0


class StaffRoleInline(admin.TabularInline):
    model = StaffRole
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    """One page per municipality."""

    list_display = ["name_ja", "prefecture", "code", "reply_days", "renewal_months"]
    search_fields = ["name_ja", "name_en", "slug", "code"]
    filter_horizontal = ["fields", "partner_types"]
    inlines = [SectionInline, VisionInline, RefusalGroundInline, StaffRoleInline]
