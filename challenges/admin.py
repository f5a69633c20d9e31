"""The operator's view of challenges and proposals. States move only through the desk."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from challenges.models import Challenge, Contact, Offer, Proposal, ProposalAttachment, SubTheme
from challenges.proposing import openings
from challenges.signals import challenge_changed
from tomoni.journal import record


class SubThemeInline(admin.TabularInline):
    model = SubTheme
    extra = 0


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0


@admin.register(Challenge)
class ChallengeAdmin(admin.ModelAdmin):
    """Texts may be mended; a challenge is posted on the desk and never deleted."""

    list_display = ("title", "municipality", "state", "opened_at", "closes_at")
    list_filter = ("state", "municipality", "category")
    list_select_related = ("municipality",)
    search_fields = ("title", "slug")
    date_hierarchy = "created_at"
    filter_horizontal = (
        "primary_goals",
        "related_goals",
        "fields",
        "visions",
        "offered_resources",
        "sought_resources",
        "called",
    )
    readonly_fields = (
        "municipality",
        "caller",
        "call_type",
        "slug",
        "state",
        "opens_at",
        "opened_at",
        "closed_at",
        "cancel_reason",
        "created_by",
        "version",
    )
    inlines = (SubThemeInline, ContactInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Challenge | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Challenge, form: Any, change: bool) -> None:
        """An editor who has the form open is told that the texts have changed."""
        obj.claim_version(obj.version)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With its rows it is complete: the apps above are told."""
        super().save_related(request, form, formsets, change)
        record.record(
            request.user,  # type: ignore[arg-type]
            "challenge.rewritten",
            form.instance,
            municipality=form.instance.municipality,
        )
        challenge_changed.send(Challenge, challenge=form.instance)


class AttachmentInline(admin.TabularInline):
    model = ProposalAttachment
    extra = 0
    can_delete = False
    fields = readonly_fields = ("name", "content_type", "size")

    def has_add_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin):
    """To be read. What was sent and answered stays as it is."""

    list_display = ("receipt", "title", "municipality", "challenge", "state", "submitted_at")
    list_filter = ("state", "municipality")
    list_select_related = ("municipality", "challenge")
    search_fields = ("receipt", "title")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        return False


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    """To be read. What was sent and answered stays as it is."""

    list_display = ("receipt", "title", "partner", "challenge", "state", "reply_due_on")
    list_filter = ("state", "municipality")
    search_fields = ("receipt", "title", "partner__name")
    date_hierarchy = "submitted_at"
    inlines = (AttachmentInline,)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Who proposes sees that the operator has read it, as with everybody else."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if response.status_code == HTTPStatus.OK and (
            proposal := self.get_object(request, object_id)
        ):
            openings.note(request, proposal, openings.OPERATOR)
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return super().get_queryset(request).select_related("partner", "challenge")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False
