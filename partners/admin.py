"""The operator's view of partners and listings. States are read here and changed by their steps."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.admin_forms import (
    MembershipForm,
    MembershipFormSet,
    ReasonActionForm,
    last_owner_words,
)
from partners.life.checklists import UncheckedError
from partners.life.ending import lift_suspension, suspend_partner
from partners.life.registration import CHOSEN, PROFILE, approve_partner
from partners.models import (
    Affiliation,
    ChecklistItem,
    Claim,
    Fulfilment,
    Invitation,
    Listing,
    ListingFile,
    Membership,
    OnBehalf,
    Partner,
    Target,
    Tick,
    YearReport,
)
from partners.publishing.listings import CHOICES, CONTENT
from partners.record import changes
from partners.signals import listing_changed, partner_changed
from tomoni.journal.record import record
from tomoni.models import StateError


class MembershipInline(admin.TabularInline):
    """Who acts for the partner."""

    model = Membership
    formset = MembershipFormSet
    raw_id_fields = ("user",)
    extra = 0


class AffiliationInline(admin.TabularInline):
    """The federations the partner belongs to."""

    model = Affiliation
    fk_name = "partner"
    raw_id_fields = ("federation",)
    extra = 0


class JournalledAdmin(admin.ModelAdmin):
    """What an operator changes is written down, and the apps above are told once all is saved."""

    verb = ""
    kept: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
    """The columns and choices of which it is kept what stood there before."""

    def save_model(self, request: HttpRequest, obj: Any, form: BaseModelForm, change: bool) -> None:
        """A member who has the form open is told that the row has changed."""
        obj.version += 1
        columns, choices = self.kept
        chosen = {name: form.cleaned_data[name] for name in choices if name in form.cleaned_data}
        obj.differences = changes.differences(obj, columns, chosen)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: BaseModelForm, formsets: Any, change: bool
    ) -> None:
        """The many-to-many rows are there now, so a listener sees the whole."""
        super().save_related(request, form, formsets, change)
        row = form.instance
        user: Any = request.user
        entry = record(user, self.verb, row, changed=form.changed_data)
        changes.keep(row.differences, row, entry)
        self.tell(row)

    def tell(self, row: Any) -> None:
        """Send the signal of the app."""


@admin.register(Partner)
class PartnerAdmin(JournalledAdmin):
    """Partners of all municipalities."""

    verb = "partner.updated"
    kept = PROFILE, CHOSEN
    list_display = ("name", "municipality", "type", "state", "approved_at", "expires_on")
    list_filter = ("state", "municipality", "type")
    list_select_related = ("municipality", "type")
    search_fields = ("name", "kana", "corporate_number", "receipt")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = (
        *("slug", "receipt", "state", "submitted_at", "approved_at"),
        *("return_reason", "return_remarks", "suspend_reason"),
    )
    filter_horizontal = ("primary_goals", "related_goals", "fields", "visions")
    inlines = (MembershipInline, AffiliationInline)
    actions = ("approve", "suspend", "lift")
    action_form = ReasonActionForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Partners come by registration, with a receipt number and an owner."""
        return False

    def tell(self, row: Partner) -> None:
        """Matching and search follow."""
        partner_changed.send(Partner, partner=row)

    @admin.action(description=gettext_lazy("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Partner]) -> None:
        """Register those that wait or have lapsed."""
        self._each(request, queryset, approve_partner)

    @admin.action(description=gettext_lazy("Suspend"), permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Partner]) -> None:
        """Take registered ones out of sight, with the reason their owners read."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Please write the reason beside the action first."))
            return
        self._each(request, queryset, partial(suspend_partner, reason=reason))

    @admin.action(description=gettext_lazy("Lift the suspension"), permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Partner]) -> None:
        """Take suspended ones in again."""
        self._each(request, queryset, lift_suspension)

    def _each(self, request: HttpRequest, partners: QuerySet[Partner], step: Any) -> None:
        done = 0
        for partner in partners.select_related("municipality"):
            try:
                step(partner, by=request.user)
                done += 1
            except UncheckedError:
                words = _("%(name)s: its municipality has a checklist. Its managers approve it.")
                messages.warning(request, words % {"name": partner.name})
            except StateError:
                words = _("%(name)s: not possible from its state.") % {"name": partner.name}
                messages.warning(request, words)
        messages.success(request, _("Done: %(number)d") % {"number": done})


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who acts for whom."""

    form = MembershipForm
    list_display = ("user", "partner", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "partner")
    search_fields = ("user__name", "user__email", "partner__name")
    raw_id_fields = ("user", "partner")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The last owner of a partner cannot be deleted; the page says so."""
        objects, counts, lacking, protected = super().get_deleted_objects(objs, request)
        rows = Membership.objects.filter(pk__in=[row.pk for row in objs]).last_owners()
        return objects, counts, lacking, [*protected, *map(_why_it_stays, rows)]


def _why_it_stays(membership: Membership) -> str:
    return last_owner_words(membership.partner)


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    """Who belongs to which federation."""

    list_display = ("partner", "federation", "edits_profile", "writes_listings")
    list_select_related = ("partner", "federation")
    search_fields = ("partner__name", "federation__name")
    raw_id_fields = ("partner", "federation")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only their steps write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By a step alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By a step alone."""
        return False


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who is invited to act for whom. Deleting one makes its link lead nowhere."""

    list_display = ("partner", "email", "role", "invited_by", "expires_at", "used_at")
    list_select_related = ("partner", "invited_by")
    search_fields = ("partner__name", "email")


@admin.register(OnBehalf)
class OnBehalfAdmin(ReadOnlyAdmin):
    """Who registered whom on their behalf."""

    list_display = ("partner", "federation", "by", "agreed", "at")
    list_select_related = ("partner__municipality", "federation", "by")
    search_fields = ("partner__name", "federation__name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It stays on record."""
        return False


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """Codes that are out, used or locked; never the codes themselves."""

    list_display = ("partner", "issued_by", "expires_at", "wrong_tries", "used_at", "withdrawn_at")
    list_select_related = ("partner", "issued_by")
    search_fields = ("partner__name", "partner__receipt")


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """What partners have declared, now and before: read here, not written."""

    list_display = ("partner", "aim", "goal", "vision", "since", "ended_on")
    list_select_related = ("partner", "goal", "vision")
    list_filter = ("partner__municipality", "goal")
    search_fields = ("partner__name", "aim")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It stays on record."""
        return False


@admin.register(YearReport)
class YearReportAdmin(ReadOnlyAdmin):
    """What partners say of their years: read here, not written."""

    list_display = ("partner", "year", "written_by", "updated_at")
    list_select_related = ("partner", "written_by")
    list_filter = ("year", "partner__municipality")
    search_fields = ("partner__name", "summary")


@admin.register(ChecklistItem)
class ChecklistItemAdmin(ReadOnlyAdmin):
    """The checklists of the municipalities, with all versions; their managers write them."""

    list_display = ("text_ja", "municipality", "kind", "version", "in_force_from", "in_force_until")
    list_filter = ("kind", "municipality")
    list_select_related = ("municipality",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Old versions stay."""
        return False


@admin.register(Tick)
class TickAdmin(ReadOnlyAdmin):
    """Who has declared or checked what."""

    list_display = ("partner", "item", "by", "acting_as", "at")
    list_select_related = ("partner", "item", "by")
    search_fields = ("partner__name", "by__name")


class ListingFileInline(admin.TabularInline):
    """Pictures and documents; they come through the form, which looks into them."""

    model = ListingFile
    fields = ("name", "content_type", "size", "alt", "order")
    readonly_fields = ("name", "content_type", "size")
    extra = max_num = 0
    can_delete = False


@admin.register(Fulfilment)
class FulfilmentAdmin(ReadOnlyAdmin):
    """How it went, as members told it: read here, not written."""

    list_display = ("listing", "way", "with_whom", "may_be_told", "told_by", "told_at")
    list_filter = ("way", "may_be_told")
    list_select_related = ("listing", "counterpart", "told_by")
    search_fields = ("listing__title", "counterpart__name", "counterpart_name")


@admin.register(Listing)
class ListingAdmin(JournalledAdmin):
    """Needs and seeds of all partners."""

    verb = "listing.updated"
    kept = CONTENT, CHOICES
    list_display = ("title", "side", "partner", "state", "visibility", "review_by")
    list_filter = ("side", "state", "visibility", "partner__municipality")
    list_select_related = ("partner",)
    search_fields = ("title", "partner__name")
    raw_id_fields = ("partner",)
    readonly_fields = ("state", "published_at")
    inlines = (ListingFileInline,)
    filter_horizontal = (
        *("resources", "areas", "accepts"),
        *("primary_goals", "related_goals", "fields", "visions"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Listings are published by their partners."""
        return False

    def tell(self, row: Listing) -> None:
        """Matching and search follow."""
        listing_changed.send(Listing, listing=row)
