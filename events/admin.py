"""Meetings as operators write them. State and seats change elsewhere, in their steps."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Duty, Event, ProgrammeItem, Series, Table
from events.preparing.forms import RESERVED
from events.preparing.moving import diary_of, tell_if_moved
from events.registration import move_up
from events.signals import event_changed
from tomoni.accounts.models import User
from tomoni.forms import UrlField
from tomoni.journal import record


class EventForm(forms.ModelForm):
    """Checks against the meeting as it is now: seats are given away while somebody edits."""

    online_link = UrlField(label=_("link for participants"), required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Hold the row until it is saved, so that what was checked stays true."""
        cleaned = super().clean() or {}
        if self.instance.pk:
            self._check_against(Event.objects.select_for_update().get(pk=self.instance.pk), cleaned)
        if cleaned.get("slug") in RESERVED:
            self.add_error("slug", _("Another page has this address. Please choose another one."))
        series, municipality = cleaned.get("series"), cleaned.get("municipality")
        if series and municipality and series.municipality_id != municipality.pk:
            self.add_error("series", _("This series belongs to another municipality."))
        return cleaned

    def _check_against(self, current: Event, cleaned: dict[str, Any]) -> None:
        self.before = diary_of(current)
        self.instance.taken, self.instance.queued = current.taken, current.queued
        self.instance.state, self.instance.version = current.state, current.version + 1
        if cleaned.get("seen_version") != current.version:
            raise ValidationError(
                _("Somebody else has saved this meeting meanwhile. Please open it again.")
            )
        if cleaned.get("capacity", current.taken) < current.taken:
            text = ngettext(
                "%(taken)d seat is taken already; there cannot be fewer seats than that.",
                "%(taken)d seats are taken already; there cannot be fewer seats than that.",
                current.taken,
            )
            self.add_error("capacity", text % {"taken": current.taken})


class ProgrammeItemInline(admin.TabularInline):
    model = ProgrammeItem
    extra = 0


class TableForm(forms.ModelForm):
    online_link = UrlField(label=_("link of the table"), required=False)


class TableInline(admin.TabularInline):
    model = Table
    form = TableForm
    raw_id_fields = ["challenge"]
    extra = 0


class DutyInline(admin.TabularInline):
    model = Duty
    extra = 0
    raw_id_fields = ["partner", "user"]


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    """Meetings that are numbered together."""

    list_display = ["name", "municipality"]
    list_filter = ["municipality"]
    search_fields = ["name"]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """One page per meeting, with its programme and tables."""

    form = EventForm
    list_display = ["title", "municipality", "starts_at", "state", "taken", "capacity"]
    list_filter = ["state", "municipality"]
    list_select_related = ["municipality"]
    search_fields = ["title", "slug"]
    date_hierarchy = "starts_at"
    filter_horizontal = ["goals", "fields"]
    autocomplete_fields = ["series"]
    raw_id_fields = ["challenge"]
    exclude = ["state", "cancel_reason"]
    readonly_fields = ["state", "taken"]
    inlines = [ProgrammeItemInline, TableInline, DutyInline]

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Meetings are called off, not deleted: people have registered for them."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Record it; seats that were added go to those who wait, another date or place is told."""
        super().save_related(request, form, formsets, change)
        event: Event = form.instance
        by = request.user
        assert isinstance(by, User)  # noqa: S101 – the admin lets nobody else in
        verb = "event.edited" if change else "event.created"
        record.record(by, verb, event, municipality=event.municipality)
        event_changed.send(Event, event=event)
        if change:
            move_up(event)
            event.refresh_from_db()
            tell_if_moved(event, form.before)
