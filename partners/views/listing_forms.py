"""Writing a need or seed: fill in, check, done."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners import examples
from partners.access import acts_for, capacity_for, choose_partner, require_approved_member
from partners.forms import ListingForm
from partners.models import Listing, Membership, Partner
from partners.publishing import attaching, listings
from partners.views.listings import home_of, own_listing
from partners.writing import drafting
from partners.writing.conflicts import Conflict, conflicts, take_theirs
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import StateError
from tomoni.taxonomy.models import PartnerType


@require_http_methods(["GET", "POST"])
def listing_create(request: HttpRequest, side: str) -> HttpResponse:
    """A new need or seed."""
    return _fill_in(_new(request, side), "partners/listing_create.html")


@require_http_methods(["GET", "POST"])
def listing_create_confirm(request: HttpRequest, side: str) -> HttpResponse:
    """All answers once more; publishes."""
    return _confirm(_new(request, side), "partners/listing_create_confirm.html")


@require_http_methods(["GET", "POST"])
def listing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a need or seed."""
    return _fill_in(_existing(request, pk), "partners/listing_edit.html")


@require_http_methods(["GET", "POST"])
def listing_edit_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers once more; saves."""
    return _confirm(_existing(request, pk), "partners/listing_edit_confirm.html")


@require_safe
def listing_example(request: HttpRequest, side: str) -> HttpResponse:
    """A need or seed as a partner of the person's type, or of another, could have written it."""
    partner = _new(request, side).listing.partner
    types = list(PartnerType.objects.all())
    asked = request.GET.get("type", "")
    chosen = next((kind for kind in types if kind.slug == asked), partner.type)
    context = {
        "side": side,
        "partner": partner,
        "types": types,
        "chosen": chosen,
        "example": examples.example(side, chosen.slug),
        "template": examples.template(side, chosen.slug),
    }
    return render(request, "partners/listing_example.html", context)


@require_safe
def listing_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is published or saved, and what happens next."""
    user: User = request.user  # type: ignore[assignment]
    own = Listing.objects.editable_by(user).select_related("partner")
    listing = get_object_or_404(own, pk=pk)
    context = {"listing": listing, "back": home_of(request, listing.partner)}
    return render(request, "partners/listing_done.html", context)


def _fill_in(walk: "_Walk", page: str) -> HttpResponse:
    request = walk.request
    if not walk.listing.takes_edits:
        messages.warning(request, _("It is fulfilled and cannot be changed any more."))
        return redirect(walk.listing)
    if request.POST.get("step") == "discard":
        drafts.discard(walk.draft)
        messages.success(request, _("What you had begun is gone. The form is as it was before."))
        return HttpResponseRedirect(walk.steps.form)
    return walk.flow.fill_in(page, walk.context)


def _confirm(walk: "_Walk", page: str) -> HttpResponse:
    try:
        return walk.flow.confirm(page, walk.send, walk.context)
    except StateError:
        messages.error(walk.request, _("That is not possible any more. This is how it stands now."))
        return redirect(home_of(walk.request, walk.listing.partner))


def _new(request: HttpRequest, side: str) -> "_Walk":
    if side not in Listing.Side.values:
        raise Http404
    partner = _publishing_partner(request, request.GET.get("partner", ""))
    return _Walk(request, Listing(partner=partner, side=side))


def _publishing_partner(request: HttpRequest, slug: str) -> Partner:
    """The registered partner for which the person may write: the named one, or the chosen."""
    if not slug:
        return require_approved_member(request, at_least=Membership.Role.EDITOR).partner
    partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
    if not (partner.is_approved and acts_for(request, partner, at_least=Membership.Role.EDITOR)):
        raise PermissionDenied
    choose_partner(request, partner.slug)
    return partner


def _existing(request: HttpRequest, pk: int) -> "_Walk":
    return _Walk(request, own_listing(request, pk))


@dataclass
class _Walk:
    """One person's way through the form of one listing."""

    request: HttpRequest
    listing: Listing

    @cached_property
    def steps(self) -> Steps:
        if self.listing.pk:
            return _steps("listing_edit", self.listing.pk)
        return _steps("listing_create", self.listing.side, f"?partner={self.listing.partner.slug}")

    @cached_property
    def draft(self) -> Draft:
        target = str(self.listing.pk or self.listing.partner.slug)
        return drafting.open_draft(
            self.request, f"listing:{self.listing.side}", target, self.listing
        )

    @cached_property
    def flow(self) -> DraftForm:
        return DraftForm(
            self.request,
            self.draft,
            ListingForm,
            self.steps,
            form_kwargs={"instance": self.listing, "attached": self._attached},
            initial=self._first_words(),
            side_step=self._arrange,
            take_over=lambda draft: take_theirs(self.request, draft, self._stored),
        )

    def _attached(self) -> list[attaching.Attached]:
        return attaching.attached(self.listing, self.draft)

    def _arrange(self, step: str) -> str:
        if not step.startswith("file-"):
            return ""
        attaching.arrange(self.listing, self.draft, step)
        return f"{self.steps.form}#files"

    def _first_words(self) -> dict[str, str]:
        """Those of a template, where one was asked for (`?template=npo`)."""
        kind = self.request.GET.get("template", "")
        if not kind or self.listing.pk:
            return {}
        words = examples.template(self.listing.side, kind)
        return {"title": words.title, "body": words.body}

    @property
    def context(self) -> dict[str, Any]:
        return {
            "listing": self.listing,
            "acting": capacity_for(self.request, self.listing.partner),
            "kept": SimpleLazyObject(self._kept),
            "stored": SimpleLazyObject(self._stored),
            "conflicts": SimpleLazyObject(self._conflicts),
        }

    def _kept(self) -> dict[str, Any]:
        return {
            "image": drafts.files_of(self.draft, "image"),
            "files": self._attached(),
            "left_out": attaching.left_out(self.listing, self.draft),
        }

    def _stored(self) -> ListingForm:
        """What the database has now, to be shown beside what the person has typed."""
        return ListingForm(instance=Listing.objects.get(pk=self.listing.pk))

    def _conflicts(self) -> list[Conflict]:
        """Where the two differ, to be chosen from."""
        return conflicts(self.flow.checked(), self._stored(), self.draft)

    def send(self, form: Any, draft: Draft) -> str:
        """Publish, or save the changes; a draft may stay one."""
        listing: Listing = form.save(commit=False)
        drafting.place_picture(listing, "image", draft, form.cleaned_data)
        user: User = self.request.user  # type: ignore[assignment]
        given = {"by": user, "chosen": form.chosen, "files": attaching.attached(listing, draft)}
        if listing.pk:
            given["seen_version"] = drafting.seen_version(self.request, draft)
        if self._publishes:
            listings.publish_listing(listing, **given)
        else:
            listings.update_listing(listing, **given)
        drafts.drop_files(draft, [str(file.token) for file in drafts.files_of(draft, "image")])
        return reverse("partners:listing_done", args=[listing.pk])

    @property
    def _publishes(self) -> bool:
        is_draft = self.listing.state == Listing.State.DRAFT
        return is_draft and self.request.POST.get("then") != "keep"


def _steps(view: str, key: str | int, query: str = "") -> Steps:
    form, confirm = (reverse(f"partners:{name}", args=[key]) for name in (view, f"{view}_confirm"))
    return Steps(form=form + query, confirm=confirm + query)
