"""Registering a partner that will not log in: by its federation, or by staff at the desk."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.access import require_mediator
from partners.acting import Capacity
from partners.forms import BehalfForm
from partners.forms.fields import row_of
from partners.life import registration
from partners.models import Partner
from partners.views import helping, twins
from partners.writing import drafting
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality, StaffRole

KIND = "partner:behalf"
_EDITOR = StaffRole.Role.EDITOR


@require_http_methods(["GET", "POST"])
def affiliate_create(request: HttpRequest) -> HttpResponse:
    """A federation registers one of its members."""
    return _fill_in(_of_federation(request), "partners/affiliate_create.html")


@require_http_methods(["GET", "POST"])
def affiliate_create_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; sends them in."""
    return _confirm(_of_federation(request), "partners/affiliate_create_confirm.html")


@require_http_methods(["GET", "POST"])
def behalf_create(request: HttpRequest) -> HttpResponse:
    """Staff register somebody who came with a form on paper."""
    return _fill_in(_of_staff(request), "partners/behalf_create.html")


@require_http_methods(["GET", "POST"])
def behalf_create_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; sends them in."""
    return _confirm(_of_staff(request), "partners/behalf_create_confirm.html")


def _fill_in(walk: "_Walk", page: str) -> HttpResponse:
    if walk.request.POST.get("step") == "discard":
        drafts.discard(walk.draft)
        messages.success(walk.request, _("What you had begun is gone."))
        return HttpResponseRedirect(walk.steps.form)
    return walk.flow.fill_in(page, walk.context)


def _confirm(walk: "_Walk", page: str) -> HttpResponse:
    found = twins.twins(walk.request, walk.flow, Partner())
    context = {**walk.context, "twins": found, "for_others": True}
    if twins.asks_again(walk.request, found):
        return walk.flow.ask_again(page, {**context, "asks_again": True})
    return walk.flow.confirm(page, walk.send, context)


def _of_federation(request: HttpRequest) -> "_Walk":
    federation = require_mediator(request).partner
    return _Walk(
        request,
        Capacity(federation.name, federation),
        view="affiliate_create",
        detail="affiliate_detail",
        town=federation.municipality,
    )


def _of_staff(request: HttpRequest) -> "_Walk":
    require_staff(request, at_least=_EDITOR)
    towns = municipalities_of_staff(request, at_least=_EDITOR)
    acting = Capacity(" · ".join(town.name for town in towns))
    only = towns[0] if len(towns) == 1 else None
    return _Walk(
        request, acting, view="behalf_create", detail="partner_review", town=only, towns=towns
    )


@dataclass
class _Walk:
    """One person's way through the form, acting for somebody else."""

    request: HttpRequest
    acting: Capacity
    view: str
    detail: str
    town: Municipality | None = None
    towns: list[Municipality] | None = None

    @cached_property
    def steps(self) -> Steps:
        form, confirm = (reverse(f"partners:{n}") for n in (self.view, f"{self.view}_confirm"))
        return Steps(form=form, confirm=confirm)

    @cached_property
    def draft(self) -> Draft:
        federation = self.acting.federation
        return drafting.open_draft(
            self.request, KIND, federation.slug if federation else "", Partner()
        )

    @cached_property
    def flow(self) -> DraftForm:
        typed = self.draft.data.get("municipality", [""])[:1]
        town = row_of(Municipality.objects.all(), *typed) or self.town
        form_kwargs: dict[str, Any] = {"instance": Partner(), "town": town, "towns": self.towns}
        initial = {"municipality": self.town.pk} if self.town else {}
        return DraftForm(
            self.request,
            self.draft,
            BehalfForm,
            self.steps,
            form_kwargs,
            initial,
            side_step=helping.side_step(self.draft, self.steps),
        )

    @property
    def context(self) -> dict[str, Any]:
        return {
            "partner": Partner(),
            "acting": self.acting,
            "kept": SimpleLazyObject(lambda: {"logo": drafts.files_of(self.draft, "logo")}),
            **helping.proposals_of(self.request, self.draft),
        }

    def send(self, form: Any, draft: Draft) -> str:
        """Send in the registration."""
        partner: Partner = form.save(commit=False)
        drafting.place_picture(partner, "logo", draft, form.cleaned_data)
        partner.is_said_to_be_another = twins.IS_ANOTHER in self.request.POST
        user: User = self.request.user  # type: ignore[assignment]
        acting = self.acting
        if acting.federation is None:
            acting = Capacity(partner.municipality.name)
        registration.submit_on_behalf(
            partner,
            by=user,
            acting=acting,
            agreed=form.cleaned_data["agreed"],
            chosen=form.chosen,
            pledged=form.pledged,
        )
        words = _("%(name)s is registered on its behalf. Receipt number: %(receipt)s")
        names = {"name": partner.name, "receipt": partner.receipt}
        messages.success(self.request, words % names)
        return reverse(f"partners:{self.detail}", args=[partner.slug])
