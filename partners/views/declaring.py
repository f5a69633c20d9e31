"""A partner's SDGs declaration: writing it, reporting on it, reading and printing it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.access import capacity_for, choose_partner, may_declare, require_acting
from partners.forms.declaring import (
    DeclarationForm,
    YearReportForm,
    declaration_of,
    report_of,
)
from partners.models import Membership, Partner, YearReport
from partners.publishing import declaring
from partners.writing import drafting
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError

KIND = "declaration"
_EDITOR = Membership.Role.EDITOR


@require_safe
@login_not_required
def declaration_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The declaration, its targets, and what was reported each year."""
    context = _context(request, slug)
    if not (context["has_declaration"] or context["may_edit"]):
        raise Http404
    return render(request, "partners/declaration_detail.html", context)


@require_safe
@login_not_required
def declaration_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The declaration as a certificate on one sheet."""
    context = _context(request, slug)
    if not context["has_declaration"]:
        raise Http404
    return render(request, "partners/declaration_print.html", context)


def _context(request: HttpRequest, slug: str) -> dict[str, Any]:
    rows = Partner.objects.visible_to(request.user).select_related("type", "municipality")
    partner = get_object_or_404(rows, slug=slug)
    may_edit = partner.takes_edits and may_declare(request, partner)
    targets = list(partner.targets.current().select_related("goal", "vision"))
    return {
        "partner": partner,
        "targets": targets,
        "years": declaring.years_of(partner),
        "earlier": partner.targets.earlier().select_related("goal", "vision"),
        "has_declaration": bool(partner.declaration or targets),
        "may_edit": may_edit,
        "due_year": declaring.year_to_report(partner) if may_edit else None,
        "edit_url": f"{reverse('partners:declaration_edit')}?partner={partner.slug}",
    }


@require_http_methods(["GET", "POST"])
def declaration_edit(request: HttpRequest) -> HttpResponse:
    """The declaration and its targets as lines."""
    walk = _walk(request)
    if request.POST.get("step") == "discard":
        drafts.discard(walk.draft)
        messages.success(request, _("What you had begun is gone. The form is as it was before."))
        return HttpResponseRedirect(walk.steps.form)
    return walk.flow.fill_in("partners/declaration_edit.html", walk.context)


@require_http_methods(["GET", "POST"])
def declaration_edit_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; saves them."""
    walk = _walk(request)
    page = "partners/declaration_edit_confirm.html"
    try:
        return walk.flow.confirm(page, walk.send, walk.context)
    except StateError:
        messages.error(request, _("This registration cannot be changed now."))
        return redirect("portal:my")


@require_http_methods(["GET", "POST"])
@idempotent
def year_report_edit(request: HttpRequest, year: int) -> HttpResponse:
    """What became of each target in the fiscal year."""
    partner = _partner(request)
    if not (partner.takes_edits and declaring.is_reportable(partner, year)):
        raise Http404
    report = partner.year_reports.filter(year=year).first()
    form = _report_form(request, partner, year, report)
    if form.is_valid():
        return _report(request, partner, year, form)
    return _show_report(request, partner, year, form)


def _report_form(
    request: HttpRequest, partner: Partner, year: int, report: YearReport | None
) -> YearReportForm:
    targets = list(partner.targets.of_year(year).select_related("goal", "vision"))
    return YearReportForm(request.POST or None, targets=targets, initial=report_of(report))


def _report(
    request: HttpRequest, partner: Partner, year: int, form: YearReportForm
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    seen, summary = form.cleaned_data["seen_version"], form.cleaned_data["summary"]
    try:
        declaring.report_year(
            partner, year, by=user, seen_version=seen, summary=summary, told=form.told
        )
    except StateError:
        messages.error(request, _("This registration cannot be changed now."))
        return redirect("portal:my")
    except LostUpdateError:
        stored = partner.year_reports.filter(year=year).first()
        return _show_report(request, partner, year, form, stored=stored, status=409)
    messages.success(request, _("Thank you. The report is on your page now."))
    return redirect("partners:declaration_detail", partner.slug)


def _show_report(
    request: HttpRequest,
    partner: Partner,
    year: int,
    form: YearReportForm,
    *,
    stored: YearReport | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = stored.lines.select_related("target") if stored else []
    context = {"partner": partner, "year": year, "form": form, "stored": stored}
    context |= {"stored_lines": lines, "acting": capacity_for(request, partner)}
    return render(request, "partners/year_report_edit.html", context, status=status)


def _partner(request: HttpRequest) -> Partner:
    """The partner named in the address, else the acting one, if the person may write for it."""
    slug = request.GET.get("partner", "")
    if not slug:
        return require_acting(request, at_least=_EDITOR).partner
    partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
    if not may_declare(request, partner):
        raise PermissionDenied
    choose_partner(request, slug)
    return partner


def _walk(request: HttpRequest) -> "_Walk":
    partner = _partner(request)
    if not partner.takes_edits:
        raise PermissionDenied
    return _Walk(request, partner)


@dataclass
class _Walk:
    """One person's way through the declaration of one partner."""

    request: HttpRequest
    partner: Partner

    @cached_property
    def steps(self) -> Steps:
        slug = self.request.GET.get("partner", "")
        query = f"?partner={slug}" if slug else ""
        names = ("declaration_edit", "declaration_edit_confirm")
        form, confirm = (reverse(f"partners:{name}") + query for name in names)
        return Steps(form=form, confirm=confirm)

    @cached_property
    def draft(self) -> Draft:
        return drafting.open_draft(self.request, KIND, self.partner.slug, self.partner)

    @cached_property
    def flow(self) -> DraftForm:
        return DraftForm(
            self.request,
            self.draft,
            DeclarationForm,
            self.steps,
            {"partner": self.partner},
            declaration_of(self.partner),
            side_step=lambda step: f"{self.steps.form}#id_targets" if step == "targets" else "",
        )

    @property
    def context(self) -> dict[str, Any]:
        return {
            "partner": self.partner,
            "acting": capacity_for(self.request, self.partner),
            "stored": SimpleLazyObject(
                lambda: {"instance": Partner.objects.get(pk=self.partner.pk)}
            ),
            "stored_targets": self.partner.targets.current().select_related("goal", "vision"),
        }

    def send(self, form: Any, draft: Draft) -> str:
        """Write the declaration."""
        user: User = self.request.user  # type: ignore[assignment]
        declaring.declare(
            self.partner,
            by=user,
            seen_version=drafting.seen_version(self.request, draft),
            text=form.cleaned_data["declaration"],
            lines=form.lines,
        )
        messages.success(self.request, _("Your SDGs declaration is saved."))
        return reverse("partners:declaration_detail", args=[self.partner.slug])
