"""The operator's view of addresses that refuse mail: read only, lifted by their owners."""

from django.contrib import admin

from tomoni.journal.admin import ReadOnlyAdmin
from tomoni.notices.models import Bounce


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    list_display = ("address", "user", "at", "reply")
    list_select_related = ("user",)
    search_fields = ("address",)
    ordering = ("-at",)
