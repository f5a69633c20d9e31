"""What the city decides about a partner: approved, returned, suspended, taken in again."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from partners.forms import CheckForm, PartnerForm, ReturnForm, SuspendForm
from partners.forms.desk import EndForm, TakeBackForm
from partners.life import ending, registration, renewing
from partners.models import Partner
from partners.people.members import owners_of
from partners.record import remarks
from partners.views.desk import partner_of_desk, review_page
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

_MANAGER = StaffRole.Role.MANAGER
_State = Partner.State


@require_POST
@idempotent
def partner_approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Register the partner, once everything on the city's own checklist is ticked."""
    partner, role = partner_of_desk(request, slug, at_least=_MANAGER)
    checks = CheckForm(request.POST, municipality=partner.municipality)
    if not checks.is_valid():
        return review_page(request, partner, role, checks)
    is_draft = partner.state == _State.DRAFT
    step = registration.approve_from_list if is_draft else registration.approve_partner
    words = gettext_lazy("The partner is registered. Its owners get a mail.")
    return _take(request, partner, partial(step, checked=checks.checked), words)


@require_http_methods(["GET", "POST"])
@idempotent
def partner_return(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the registration back, with remarks beside its answers."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    form = ReturnForm(request.POST or None, partner=partner)
    if not form.is_valid():
        context = {"partner": partner, "form": form, "answers": _answers(partner, form)}
        return render(request, "partners/partner_return.html", context)
    step = partial(
        registration.return_partner, reason=form.cleaned_data["reason"], asked=form.asked
    )
    words = gettext_lazy("The registration is returned. The partner gets a mail.")
    return _take(request, partner, step, words)


@require_http_methods(["GET", "POST"])
@idempotent
def partner_suspend(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a registered partner out of sight, with a reason its owners read."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    form = SuspendForm(request.POST or None)
    if not form.is_valid():
        return render(request, "partners/partner_suspend.html", {"partner": partner, "form": form})
    step = partial(ending.suspend_partner, reason=form.cleaned_data["reason"])
    words = gettext_lazy("The partner is suspended. Its owners get a mail with the reason.")
    return _take(request, partner, step, words)


@require_POST
@idempotent
def partner_lift(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a suspended partner in again."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    words = gettext_lazy("The suspension is lifted. The owners get a mail.")
    return _take(request, partner, ending.lift_suspension, words)


@require_http_methods(["GET", "POST"])
@idempotent
def partner_end(request: HttpRequest, slug: str) -> HttpResponse:
    """End the registration of a partner that nobody has claimed, or throw out a draft of a list."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    if not partner.is_unclaimed:
        raise Http404
    form = EndForm(request.POST or None)
    if not form.is_valid():
        return render(request, "partners/partner_end.html", {"partner": partner, "form": form})
    step = partial(ending.end_on_behalf, reason=form.cleaned_data["reason"])
    return _take(request, partner, step, gettext_lazy("The registration is ended."))


@require_http_methods(["GET", "POST"])
@idempotent
def partner_take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in again who has withdrawn, if that was a mistake."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    is_without = not (owners_of(partner).exists() or partner.is_unclaimed)
    posted = request.POST if request.method == "POST" else None
    form = TakeBackForm(posted, is_without_people=is_without)
    if partner.is_withdrawn and not form.is_valid():
        state = ending.state_before(partner)
        context = {"partner": partner, "form": form, "becomes": state.label}
        return render(request, "partners/partner_take_back.html", context)
    agreed = form.cleaned_data.get("agreed", "") if form.is_valid() else ""
    words = gettext_lazy("The withdrawal is taken back.")
    return _take(request, partner, partial(ending.undo_withdrawal, agreed=agreed), words)


@require_POST
@idempotent
def partner_extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Renew a registration that has no people of its own who could."""
    partner, _role = partner_of_desk(request, slug, at_least=_MANAGER)
    words = gettext_lazy("The registration is renewed.")
    return _take(request, partner, renewing.extend_partner, words)


def _take(
    request: HttpRequest, partner: Partner, step: Callable[..., None], words: str | Promise
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    try:
        step(partner, by=user)
    except StateError:
        messages.warning(request, _("Somebody has answered already. This is how it stands now."))
    else:
        messages.success(request, str(words))
    return redirect("partners:partner_review", partner.slug)


def _answers(partner: Partner, form: ReturnForm) -> list[dict[str, object]]:
    """Each answer with the field for a remark on it, and what was asked of it last time."""
    shown = PartnerForm(instance=partner)
    before = {remark.name: remark for remark in remarks.marked(partner)}
    return [
        {"name": name, "answer": shown[name], "field": field, "before": before.get(name)}
        for name, field in form.remark_fields.items()
        if name in shown.fields
    ]
