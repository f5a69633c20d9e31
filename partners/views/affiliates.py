"""The desk of an intermediary: the members of its federation, and what it does for them; and, seen
from the other side, who acts for a partner.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners import claims
from partners.access import capacity_for, require_acting, require_mediator
from partners.forms import AllowForm
from partners.history import done_on_behalf
from partners.models import Affiliation, Listing, Membership, OnBehalf, Partner
from partners.views import letters
from tomoni.accounts.models import User
from tomoni.filters import Sort, browse, by_choices, by_vocabulary
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.taxonomy.models import PartnerType

_Role = Membership.Role
FILTERS = (
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
    federation = require_mediator(request).partner
    rows = Partner.objects.affiliated_with(federation).visible_to(request.user)
    rows = rows.select_related("type", "municipality").annotate(**_standing(federation))
    found = browse(request, rows, FILTERS, SORTS, per_page=50)
    listings = _listings_of([partner.pk for partner in found.page])
    context = {"found": found, "federation": federation, "listings": listings}
    return render(request, "partners/affiliate_list.html", context, partials=["affiliate_rows"])


def _standing(federation: Partner) -> dict[str, Any]:
    """What the federation may do for each row, and whether it has been claimed."""
    mine = Affiliation.objects.filter(federation=federation, partner=OuterRef("pk"))
    return {
        "may_edit": Exists(mine.filter(edits_profile=True)),
        "may_write": Exists(mine.filter(writes_listings=True)),
        "is_on_behalf": Exists(Partner.objects.unclaimed().filter(pk=OuterRef("pk"))),
    }


def _listings_of(partners: list[int]) -> dict[int, list[Listing]]:
    """The live public needs and seeds, by partner."""
    rows = Listing.objects.live().filter(partner__in=partners, visibility=Listing.Visibility.PUBLIC)
    found: dict[int, list[Listing]] = {}
    for listing in rows.only("title", "side", "partner_id").order_by("side", "-published_at"):
        found.setdefault(listing.partner_id, []).append(listing)
    return found


@require_safe
def affiliate_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One member: its profile, needs and seeds, and the code with which it may claim itself."""
    partner = _affiliate(request, slug)
    context = {"partner": partner, "history": done_on_behalf(partner)}
    return render(request, "partners/affiliate_detail.html", {**context, **panel(request, partner)})


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
        "behalf_listings": listings,
    }


def _affiliate(request: HttpRequest, slug: str) -> Partner:
    """A member for which the federation may do something; 404 for any other."""
    federation = require_mediator(request).partner
    rows = Partner.objects.affiliated_with(federation).acted_for_by(_user(request))
    return get_object_or_404(rows.with_detail(), slug=slug)


@require_POST
@idempotent
def affiliate_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the code with which the member claims itself."""
    partner = _affiliate(request, slug)
    if not capacity_for(request, partner, at_least=_Role.OWNER):
        raise PermissionDenied
    return letters.issue(request, partner, "affiliate_letter", "affiliate_detail")


@require_safe
@never_cache
def affiliate_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter with the code, to be printed."""
    partner = _affiliate(request, slug)
    return letters.show(request, partner, "partners/affiliate_letter.html")


@require_safe
def representation(request: HttpRequest) -> HttpResponse:
    """Who may act for the partner, and what was done in its name."""
    membership = require_acting(request)
    partner = membership.partner
    rows = Affiliation.objects.filter(partner=partner).select_related("federation__type")
    context = {
        "membership": membership,
        "partner": partner,
        "is_owner": membership.may(_Role.OWNER),
        "affiliations": [(row, _allow_form(row)) for row in rows.order_by("pk")],
        "on_behalf": OnBehalf.objects.filter(partner=partner)
        .select_related("by", "federation", "partner__municipality")
        .first(),
        "history": done_on_behalf(partner),
    }
    return render(request, "partners/representation.html", context)


def _allow_form(affiliation: Affiliation) -> AllowForm:
    return AllowForm(instance=affiliation, auto_id=f"id_{affiliation.pk}_%s")


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
