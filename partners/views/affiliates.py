"""The desk of an intermediary: the members of its federation, and what it does for them; and, seen
from the other side, who acts for a partner.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Value, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.access import capacity_for, choose_partner, require_acting, require_mediator
from partners.board import ends_soon, listings_of, to_do
from partners.bulk.affiliates import table_of_members
from partners.bulk.files import XLSX, workbook
from partners.forms import AllowForm
from partners.forms.asking import AnswerForm
from partners.forms.desk import EndForm
from partners.life import ending
from partners.models import (
    Affiliation,
    AffiliationRequest,
    Alliance,
    ClaimAddress,
    Membership,
    OnBehalf,
    Partner,
    PartnerQuerySet,
)
from partners.people import claims
from partners.record.history import done_on_behalf
from partners.record.remarks import marked
from partners.views import letters
from tomoni.accounts.models import User
from tomoni.filters import AnyFilter, Cases, Sort, browse, by_choices, by_vocabulary
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.taxonomy.models import PartnerType

_Role = Membership.Role


def _filters(federation: Partner) -> tuple[AnyFilter, ...]:
    return (
        Cases("todo", gettext_lazy("To do"), to_do(federation)),
        by_choices("state", gettext_lazy("State"), Partner.State, "state"),
        by_vocabulary("type", gettext_lazy("Partner type"), PartnerType, "type"),
    )


SORTS = (
    Sort("name", gettext_lazy("by reading"), "kana", "pk"),
    Sort("new", gettext_lazy("newest"), "-submitted_at", "-pk"),
)


@require_safe
def affiliate_list(request: HttpRequest) -> HttpResponse:
    """All members of the federation, how they stand, what they lack and offer."""
    choose_partner(request, request.GET.get("partner", ""))
    membership = require_mediator(request)
    federation = membership.partner
    rows = _members_of(request, federation)
    standing = rows.annotate(**_standing(federation))
    found = browse(request, standing, _filters(federation), SORTS, per_page=50)
    context = {
        "found": found,
        "federation": federation,
        "is_owner": membership.may(_Role.OWNER),
        "listings": listings_of(found.page),
        "board": _board(federation, rows),
        "asked": _asked(AffiliationRequest.objects.filter(federation=federation)),
        "answer_form": AnswerForm(auto_id=False),
    }
    return render(request, "partners/affiliate_list.html", context, partials=["affiliate_rows"])


def _members_of(request: HttpRequest, federation: Partner) -> PartnerQuerySet:
    rows = Partner.objects.affiliated_with(federation).visible_to(request.user)
    return rows.select_related("type", "municipality")


def _board(federation: Partner, rows: PartnerQuerySet) -> list[dict[str, Any]]:
    """What waits for the intermediary: how many, in words, and where they are."""
    waiting = to_do(federation)
    counted = {value: Count("pk", filter=condition()) for value, _label, condition in waiting}
    numbers = rows.order_by().aggregate(**counted)
    return [
        {"value": value, "label": label, "number": numbers[value]} for value, label, _q in waiting
    ]


def _asked(rows: Any) -> list[AffiliationRequest]:
    """What waits for an answer, from either side."""
    return list(rows.open().select_related("federation", "partner__type").order_by("pk"))


@require_POST
@idempotent
def affiliate_export(request: HttpRequest) -> FileResponse:
    """The members as an Excel file; the journal keeps that somebody has taken it along."""
    federation = require_mediator(request).partner
    found = browse(request, _members_of(request, federation), _filters(federation), SORTS)
    record(
        _user(request),
        "affiliates.exported",
        federation,
        municipality=federation.municipality,
        rows=found.total,
        filters=found.query_string,
    )
    file = workbook(table_of_members(federation, found.sorted))
    name = f"members-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _standing(federation: Partner) -> dict[str, Any]:
    """What the federation may do for each row, and whether it has been claimed."""
    mine = Affiliation.objects.filter(federation=federation, partner=OuterRef("pk"))
    return {
        "may_edit": Exists(mine.filter(edits_profile=True)),
        "may_write": Exists(mine.filter(writes_listings=True)),
        "ends_soon": Case(
            When(ends_soon(), then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
        "is_on_behalf": Exists(Partner.objects.unclaimed().filter(pk=OuterRef("pk"))),
    }


@require_safe
def affiliate_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One member: its profile, needs and seeds, and the code with which it may claim itself."""
    choose_partner(request, request.GET.get("partner", ""))
    partner = _affiliate(request, slug)
    context: dict[str, Any] = {
        "partner": partner,
        "history": done_on_behalf(partner),
        "remarks": marked(partner) if partner.state == Partner.State.RETURNED else [],
        "is_owner": require_acting(request).may(_Role.OWNER),
        **panel(request, partner),
    }
    # Who only writes needs and seeds reads of the profile what everybody reads (as in the export).
    context["told_address"] = partner.address if context["may_edit"] else partner.public_address
    context["told_phone"] = partner.phone if context["may_edit"] else partner.public_phone
    return render(request, "partners/affiliate_detail.html", context)


def panel(request: HttpRequest, partner: Partner) -> dict[str, Any]:
    """What the person may do for the partner on its behalf; shared with the desk of the staff."""
    may_write = bool(capacity_for(request, partner, at_least=_Role.EDITOR))
    may_edit = bool(capacity_for(request, partner, at_least=_Role.OWNER))
    is_unclaimed = partner.is_unclaimed
    listings = partner.listings.order_by("side", "-updated_at") if may_write else []
    return {
        "may_write": may_write,
        "may_edit": may_edit,
        "is_unclaimed": is_unclaimed,
        "on_behalf": OnBehalf.objects.filter(partner=partner)
        .select_related("by", "federation", "partner__municipality")
        .first(),
        "claim": partner.claims.open().first() if is_unclaimed else None,
        "address": ClaimAddress.objects.filter(partner=partner).first() if may_edit else None,
        "behalf_listings": listings,
        "behalf_alliances": _alliances_of(partner) if may_write else [],
    }


def _alliances_of(partner: Partner) -> list[Alliance]:
    """What was offered to the partner, and waits for an answer."""
    rows = Alliance.objects.open().filter(other__partner=partner)
    return list(rows.select_related("need__partner").order_by("pk"))


def _affiliate(request: HttpRequest, slug: str) -> Partner:
    """A member for which the federation may do something; 404 for any other."""
    federation = require_mediator(request).partner
    rows = Partner.objects.affiliated_with(federation).acted_for_by(_user(request))
    return get_object_or_404(rows.with_detail(), slug=slug)


def _affiliate_as_owner(request: HttpRequest, slug: str) -> Partner:
    """A member whose profile the federation may change, which is more than writing for it."""
    partner = _affiliate(request, slug)
    if not capacity_for(request, partner, at_least=_Role.OWNER):
        raise PermissionDenied
    return partner


@require_POST
@idempotent
def affiliate_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the code with which the member claims itself."""
    partner = _affiliate_as_owner(request, slug)
    return letters.issue(request, partner, "affiliate_letter", "affiliate_detail")


@require_http_methods(["GET", "POST"])
@idempotent
def affiliate_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """End the registration of a member that nobody has claimed."""
    partner = _affiliate(request, slug)
    if not capacity_for(request, partner, at_least=_Role.OWNER):
        raise PermissionDenied
    if not partner.is_unclaimed:
        raise Http404
    form = EndForm(request.POST or None)
    if not form.is_valid():
        context = {"partner": partner, "form": form}
        return render(request, "partners/affiliate_withdraw.html", context)
    try:
        ending.end_on_behalf(partner, by=_user(request), reason=form.cleaned_data["reason"])
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(request, _("The registration is ended."))
    return redirect("partners:affiliate_detail", partner.slug)


@require_safe
@never_cache
def affiliate_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter with the code, to be printed."""
    partner = _affiliate_as_owner(request, slug)
    return letters.show(request, partner, "partners/affiliate_letter.html")


@require_safe
def representation(request: HttpRequest) -> HttpResponse:
    """Who may act for the partner, and what was done in its name."""
    choose_partner(request, request.GET.get("partner", ""))
    membership = require_acting(request)
    partner = membership.partner
    is_owner = membership.may(_Role.OWNER)
    asked = AffiliationRequest.objects.filter(partner=partner) if is_owner else None
    rows = Affiliation.objects.filter(partner=partner).select_related("federation__type")
    context = {
        "membership": membership,
        "partner": partner,
        "is_owner": is_owner,
        "asked": [(row, _answer_form(row)) for row in _asked(asked)] if is_owner else [],
        "affiliations": [(row, _allow_form(row)) for row in rows.order_by("pk")],
        "on_behalf": OnBehalf.objects.filter(partner=partner)
        .select_related("by", "federation", "partner__municipality")
        .first(),
        "history": done_on_behalf(partner),
    }
    return render(request, "partners/representation.html", context)


def _allow_form(affiliation: Affiliation) -> AllowForm:
    return AllowForm(instance=affiliation, auto_id=f"id_{affiliation.pk}_%s")


def _answer_form(asked: AffiliationRequest) -> AnswerForm:
    return AnswerForm(auto_id=f"id_asked_{asked.pk}_%s")


@require_POST
@idempotent
def representation_allow(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner says what a federation may do."""
    partner = require_acting(request, at_least=_Role.OWNER).partner
    rows = Affiliation.objects.select_related("federation", "partner__municipality")
    affiliation = get_object_or_404(rows, partner=partner, pk=pk)
    form = AllowForm(request.POST, instance=affiliation)
    if form.is_valid():
        claims.allow(affiliation, by=_user(request), **form.cleaned_data)
        words = _("It is saved what %(name)s may do.") % {"name": affiliation.federation.name}
        messages.success(request, words)
    return redirect("partners:representation")


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
