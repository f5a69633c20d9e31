"""A partner's own registration: fill in, check, done."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.access import acting_membership, acts_for, capacity_for, choose_partner, memberships
from partners.forms import PartnerForm
from partners.forms.fields import row_of
from partners.life import registration
from partners.models import Membership, Partner, PartnerQuerySet
from partners.record.remarks import marked
from partners.views import helping, twins
from partners.views.listings import home_of
from partners.writing import drafting
from partners.writing.conflicts import Conflict, conflicts, take_theirs
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

NEW = "new"


@require_http_methods(["GET", "POST"])
def partner_form(request: HttpRequest) -> HttpResponse:
    """A new registration, one that was returned, or the profile of a registered partner."""
    if request.htmx.target == "partner-choices":  # type: ignore[attr-defined]
        return _choices(request)
    if request.htmx.target in helping.TARGETS:  # type: ignore[attr-defined]
        return helping.fragment(request)
    walk = _walk(request)
    if not walk.partner.takes_edits:
        messages.warning(request, _("This registration cannot be changed now."))
        return redirect(walk.partner)
    if request.POST.get("step") == "discard":
        drafts.discard(walk.draft)
        messages.success(request, _("What you had begun is gone. The form is as it was before."))
        return HttpResponseRedirect(walk.steps.form)
    return walk.flow.fill_in("partners/partner_form.html", walk.context)


@require_http_methods(["GET", "POST"])
def partner_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; sends them in or saves them."""
    walk = _walk(request)
    page, found = "partners/partner_confirm.html", twins.twins(request, walk.flow, walk.partner)
    context = {**walk.context, "twins": found}
    if twins.asks_again(request, found):
        return walk.flow.ask_again(page, {**context, "asks_again": True})
    try:
        return walk.flow.confirm(page, walk.send, context)
    except StateError:
        messages.error(
            request, _("The registration has changed in the meantime. Please look at it again.")
        )
        return HttpResponseRedirect(walk.steps.form)


@require_safe
def partner_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    user: User = request.user  # type: ignore[assignment]
    own = Q(memberships__user=user.pk) | Q(pk__in=Partner.objects.acted_for_by(user).values("pk"))
    partner = get_object_or_404(Partner.objects.filter(own).distinct(), receipt=receipt)
    context = {"partner": partner, "back": home_of(request, partner)}
    return render(request, "partners/partner_done.html", context)


def _choices(request: HttpRequest) -> HttpResponse:
    """The questions that depend on the municipality, for the one just chosen."""
    town = row_of(Municipality.objects.all(), request.GET.get("municipality"))
    typed: dict[str, Any] = {name: request.GET.get(name) for name in ("type", "sector")}
    typed |= {name: request.GET.getlist(name) for name in ("visions", "pledges")}
    typed["municipality"] = town and town.pk
    form = PartnerForm(initial=typed, town=town)
    context = {"form": form, "is_fragment": True}
    return render(request, "partners/partner_form.html", context, partials=["partner_choices"])


def _walk(request: HttpRequest) -> "_Walk":
    """The person's way through the form of a new partner, or of one in which they are an owner."""
    slug = request.GET.get("partner", "")
    if slug == NEW or not (slug or memberships(request)):
        return _Walk(request, Partner(), slug)
    partner = get_object_or_404(_known_to(request), slug=slug) if slug else _acting(request)
    if not acts_for(request, partner, at_least=Membership.Role.OWNER):
        raise PermissionDenied
    choose_partner(request, partner.slug)
    return _Walk(request, partner, slug)


def _known_to(request: HttpRequest) -> PartnerQuerySet:
    """Who may be seen, and the drafts of lists for which staff act until they are claimed."""
    known = Q(pk__in=Partner.objects.visible_to(request.user).values("pk"))
    if isinstance(request.user, User):
        known |= Q(pk__in=Partner.objects.acted_for_by(request.user).values("pk"))
    return Partner.objects.filter(known)


def _acting(request: HttpRequest) -> Partner:
    membership = acting_membership(request)
    assert membership  # noqa: S101 – who belongs to none is led to a new registration
    return membership.partner


@dataclass
class _Walk:
    """One person's way through the form of one partner."""

    request: HttpRequest
    partner: Partner
    slug: str

    @cached_property
    def steps(self) -> Steps:
        query = f"?partner={self.slug}" if self.slug else ""
        form, confirm = reverse("partners:partner_form"), reverse("partners:partner_confirm")
        return Steps(form=form + query, confirm=confirm + query)

    @cached_property
    def draft(self) -> Draft:
        return drafting.open_draft(self.request, "partner", self.partner.slug, self.partner)

    @cached_property
    def flow(self) -> DraftForm:
        town = row_of(Municipality.objects.all(), *self.draft.data.get("municipality", [""])[:1])
        form_kwargs: dict[str, Any] = {"instance": self.partner, "town": town}
        return DraftForm(
            self.request,
            self.draft,
            PartnerForm,
            self.steps,
            form_kwargs,
            side_step=helping.side_step(self.draft, self.steps),
            take_over=lambda draft: take_theirs(self.request, draft, self._stored),
        )

    @property
    def is_sent_in(self) -> bool:
        """The city owes an answer then; otherwise it is only saved.

        A draft from a list is sent in by who has become its owner. Who acts for it saves it: staff
        register it as it is.
        """
        state = self.partner.state
        if not self.partner.pk or state == Partner.State.RETURNED:
            return True
        is_draft = state == Partner.State.DRAFT
        return is_draft and capacity_for(self.request, self.partner) is None

    @property
    def context(self) -> dict[str, Any]:
        return {
            "partner": self.partner,
            "is_sent_in": self.is_sent_in,
            "kept": SimpleLazyObject(lambda: {"logo": drafts.files_of(self.draft, "logo")}),
            "stored": SimpleLazyObject(self._stored),
            "conflicts": SimpleLazyObject(self._conflicts),
            "remarks": marked(self.partner),
            "acting": self.partner.pk and capacity_for(self.request, self.partner),
            **helping.proposals_of(self.request, self.draft),
        }

    def _stored(self) -> PartnerForm:
        """What the database has now, to be shown beside what the person has typed."""
        return PartnerForm(instance=Partner.objects.get(pk=self.partner.pk))

    def _conflicts(self) -> list[Conflict]:
        """Where the two differ, to be chosen from."""
        return conflicts(self.flow.checked(), self._stored(), self.draft)

    def send(self, form: Any, draft: Draft) -> str:
        """The step that fits the state the partner is in."""
        partner: Partner = form.save(commit=False)
        drafting.place_picture(partner, "logo", draft, form.cleaned_data)
        user: User = self.request.user  # type: ignore[assignment]
        if twins.IS_ANOTHER in self.request.POST:
            partner.is_said_to_be_another = True
        if not partner.pk:
            registration.submit_partner(partner, by=user, chosen=form.chosen, pledged=form.pledged)
        else:
            seen = drafting.seen_version(self.request, draft)
            given: dict[str, Any] = {"by": user, "seen_version": seen, "chosen": form.chosen}
            step = registration.update_partner
            if self.is_sent_in:
                step = registration.resubmit_partner
            step(partner, pledged=form.pledged, **given)
        return reverse("partners:partner_done", args=[partner.receipt])
