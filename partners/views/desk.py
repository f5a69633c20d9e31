"""The desk: who waits for registration, and the answer."""

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.forms import CheckForm
from partners.life import checklists
from partners.models import ChecklistItem, Partner, PartnerQuerySet
from partners.record import remarks
from partners.record.history import history, page_of_history
from partners.views import letters
from partners.views.affiliates import panel
from partners.writing.duplicates import Identity, is_same_number, told_to, twins_of
from tomoni.accounts.models import User
from tomoni.filters import Sort, browse, by_choices, by_municipality
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole

_Role = StaffRole.Role
_State = Partner.State
LATEST = 10  # lines of the history on the page of the registration itself
PER_PAGE = 30  # on the page of the history
QUEUE_FILTERS = (
    by_choices("state", gettext_lazy("State"), _State, "state"),
    by_municipality("municipality"),
)
# What waits comes first, the longest waiting on top.
QUEUE_SORTS = (
    Sort("waiting", gettext_lazy("waiting first"), "turn", "submitted_at", "pk"),
    Sort("new", gettext_lazy("newest"), "-submitted_at", "-pk"),
    Sort("name", gettext_lazy("by reading"), "kana", "pk"),
    Sort("ends", gettext_lazy("first to end"), "expires_on", "pk"),
)
_TURN = Case(
    When(state=_State.SUBMITTED, then=Value(0)),
    When(state=_State.SUSPENDED, lift_asked_at__isnull=False, then=Value(0)),
    When(state=_State.RETURNED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def with_turn(partners: PartnerQuerySet) -> PartnerQuerySet:
    """The partners with what the order "waiting first" asks for."""
    return partners.annotate(turn=_TURN)


@require_safe
def partner_queue(request: HttpRequest) -> HttpResponse:
    """All registrations of the person's municipalities."""
    require_staff(request)
    towns = municipalities_of_staff(request)
    rows = Partner.objects.filter(municipality__in=towns).on_desk()
    partners = with_turn(rows).select_related("type", "municipality")
    found = browse(request, partners, QUEUE_FILTERS, QUEUE_SORTS, per_page=50)
    context = {
        "found": found,
        "has_several_towns": len(towns) > 1,
        "may_import": bool(municipalities_of_staff(request, at_least=_Role.MANAGER)),
        "may_export": bool(municipalities_of_staff(request, at_least=_Role.EDITOR)),
        "may_register": bool(municipalities_of_staff(request, at_least=_Role.EDITOR)),
    }
    return render(request, "partners/partner_queue.html", context, partials=["partner_queue_rows"])


@require_safe
def partner_review(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers of a registration, its members, and what happened to it."""
    partner, role = partner_of_desk(request, slug)
    return review_page(request, partner, role)


def review_page(
    request: HttpRequest, partner: Partner, role: StaffRole, checks: CheckForm | None = None
) -> HttpResponse:
    """The page of a registration; `checks` were sent with an approval, incomplete."""
    context = {
        "partner": partner,
        "members": partner.memberships.select_related("user").order_by("pk"),
        "history": history(partner)[:LATEST],
        "twins": _twins(request, partner),
        "targets": partner.shown_targets,
        "may_decide": _Role(role.role).includes(_Role.MANAGER),
        "may_extend": partner.is_approved and partner.is_renewable and not partner.has_members,
        "pledges": checklists.lines(partner, ChecklistItem.Kind.PLEDGE),
        "checked": [
            line for line in checklists.lines(partner, ChecklistItem.Kind.CHECK) if line.tick
        ],
        "checks": checks or CheckForm(municipality=partner.municipality),
        "remarks": remarks.marked(partner),
        **panel(request, partner),
    }
    return render(request, "partners/partner_review.html", context)


def _twins(request: HttpRequest, partner: Partner) -> list[tuple[Partner, str, str, bool]]:
    """Those like it that the person may see, where to look, the address as far as it is theirs to
    read, and whether the number is the same.
    """
    user: User = request.user  # type: ignore[assignment]
    who = Identity.of(partner)
    found = told_to(user, twins_of(who, apart_from=partner.pk)).shown
    own = {town.pk for town in municipalities_of_staff(request)}
    return [
        (
            twin,
            _desk_or_public(twin, own),
            twin.address if twin.municipality_id in own else twin.public_address,
            is_same_number(who, twin),
        )
        for twin in found
    ]


def _desk_or_public(twin: Partner, own: set[int]) -> str:
    if twin.municipality_id in own and twin.state != _State.DRAFT:
        return reverse("partners:partner_review", args=[twin.slug])
    return twin.get_absolute_url()


@require_safe
def partner_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what and when, the old beside the new."""
    partner, _role = partner_of_desk(request, slug)
    page = page_of_history(partner, request.GET.get("page"), PER_PAGE)
    context = {"partner": partner, "page": page}
    return render(request, "partners/partner_history.html", context)


@require_POST
@idempotent
def partner_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the code with which a partner that was registered on behalf claims itself."""
    partner, _role = partner_of_desk(request, slug, at_least=_Role.EDITOR)
    return letters.issue(request, partner, "partner_letter", "partner_review")


@require_safe
@never_cache
def partner_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter with the code, to be printed."""
    partner, _role = partner_of_desk(request, slug, at_least=_Role.EDITOR)
    return letters.show(request, partner, "partners/partner_letter.html")


def partner_of_desk(
    request: HttpRequest, slug: str, *, at_least: StaffRole.Role = _Role.VIEWER
) -> tuple[Partner, StaffRole]:
    """The partner and the role of the person in its municipality: 404, then 403."""
    require_staff(request)
    partner = get_object_or_404(Partner.objects.on_desk().with_detail(), slug=slug)
    return partner, require_staff(request, partner.municipality_id, at_least=at_least)
