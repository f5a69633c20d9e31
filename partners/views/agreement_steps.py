"""What the office's editors do with an agreement as a whole: draft, write, sign, end, discard."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.agreements import steps
from partners.agreements.naming import proposed_names
from partners.agreements.origins import origin_city, origin_named, proposed_from
from partners.agreements.standing import of_office
from partners.agreements.transitions import Step, open_to
from partners.forms.agreement import SIGNATORIES, AgreementForm, signatory_columns
from partners.forms.agreement_steps import AgreementEndForm, SignForm
from partners.models import Agreement
from partners.views.stepping import show_or_step
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality, StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_create(request: HttpRequest) -> HttpResponse:
    """Begin to prepare an agreement, perhaps from a project, proposal, introduction, follow-up."""
    by = person_of(request)
    asked = request.GET.get("from", "")
    origin: Any = origin_named(asked, by) if asked else None
    if asked and origin is None:
        raise Http404
    city = _city(request, origin)
    proposed = proposed_from(origin, city) if origin else None
    initial = proposed.initial if proposed else {"parties": [{"name": city.name}]}
    form = AgreementForm(posted(request), initial=initial, municipality=city, agreement=None)
    context = {"municipality": city, "names": proposed_names(city), "origin": origin}
    if form.is_valid():
        items = proposed.items if proposed else []
        agreement = steps.draft_agreement(
            city, form.cleaned_data, by=by, origin=origin, items=items
        )
        messages.success(request, _("The draft is kept. Now write what is to be done together."))
        return redirect("partners:agreement_items", agreement.pk)
    return render(request, "partners/agreement_create.html", {"form": form, **context})


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what is written of it in other words."""
    agreement, _standing, by = of_office(request, pk)
    if Step.WRITE not in open_to(agreement.state):
        return over(request, agreement)
    city = agreement.municipality
    form = AgreementForm(
        posted(request), initial=_initial(agreement), municipality=city, agreement=agreement
    )

    def step() -> str:
        seen = form.cleaned_data["version"]
        steps.rewrite_agreement(agreement, form.cleaned_data, by=by, seen=seen)
        return _("Saved.")

    context = {"names": proposed_names(city)}
    return answer_form(request, agreement, form, step, "partners/agreement_edit.html", context)


def _city(request: HttpRequest, origin: Any) -> Municipality:
    """The one that looks after the origin; else the one that was chosen, else the first."""
    editor = StaffRole.Role.EDITOR
    if origin:
        return require_staff(request, origin_city(origin), at_least=editor).municipality
    first = require_staff(request, at_least=editor).municipality
    towns = municipalities_of_staff(request, at_least=editor)
    asked = request.GET.get("municipality", "")
    return next((town for town in towns if town.slug == asked), first)


def _initial(agreement: Agreement) -> dict[str, Any]:
    names = ("title", "purposes", "visibility", "ends_on", "renews_for_months", "notice_days")
    parties = agreement.parties.select_related("partner", "municipality", "type")
    return {
        **{name: getattr(agreement, name) for name in (*names, "press_text", "version")},
        "intermediary": agreement.intermediary.name if agreement.intermediary else "",
        "related": agreement.related.all(),
        "links": list(agreement.links.values("label", "url")),
        "parties": [_party(party) for party in parties.prefetch_related("signatories")],
    }


def _party(party: Any) -> dict[str, Any]:
    return {
        "id": party.pk,
        "name": party.called,
        "type": party.type.slug if party.type else "",
        "part": party.part,
        **signatory_columns(party.signatories.all()[:SIGNATORIES]),
    }


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """It was signed: from now on it is in force."""
    agreement, _standing, by = of_office(request, pk)
    if Step.SIGN not in open_to(agreement.state):
        return over(request, agreement)
    initial = {"version": agreement.version, "signing": agreement.signing}
    form = SignForm(posted(request), initial=initial | {"place": agreement.place})

    def step() -> str:
        answers = form.cleaned_data
        steps.sign_agreement(
            agreement,
            by=by,
            signed_on=answers["signed_on"],
            signing=answers["signing"],
            place=answers["place"],
            seen=answers["version"],
        )
        return _("The agreement is in force. Its parties are told.")

    return answer_form(request, agreement, form, step, "partners/agreement_sign.html")


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not in force any longer."""
    agreement, _standing, by = of_office(request, pk)
    if Step.END not in open_to(agreement.state):
        return over(request, agreement)
    form = AgreementEndForm(posted(request))

    def step() -> str:
        answers = form.cleaned_data
        steps.end_agreement(
            agreement, by=by, ended_on=answers["ended_on"], reason=answers["reason"]
        )
        return _("The agreement has ended. Its parties are told.")

    return answer_form(request, agreement, form, step, "partners/agreement_end.html")


@require_POST
@idempotent
def agreement_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing comes of a draft."""
    agreement, _standing, by = of_office(request, pk)
    try:
        steps.discard_agreement(agreement, by=by)
    except StateError as error:
        messages.error(request, str(error))
        return redirect(agreement)
    messages.success(request, _("The draft is discarded."))
    return redirect("partners:agreement_queue")


def posted(request: HttpRequest) -> Any:
    """What was sent, or None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def over(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Back to the agreement: the step is not possible from its state."""
    messages.warning(request, _("This is not possible in the state the agreement is in."))
    return redirect(agreement)


def answer_form(
    request: HttpRequest,
    agreement: Agreement,
    form: forms.Form,
    step: Callable[[], str],
    page: str,
    context: Mapping[str, Any] | None = None,
    *,
    leads_to: str = "",
) -> HttpResponse:
    """Show the form, or take the step and lead on."""
    own = {"agreement": agreement, "municipality": agreement.municipality, "form": form}
    whole = {**own, **(context or {})}
    leads_to = leads_to or agreement.get_absolute_url()
    return show_or_step(request, form, step, page, whole, row=agreement, leads_to=leads_to)
