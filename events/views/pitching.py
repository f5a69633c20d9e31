"""Pitches by their partner's side: 入力 → 確認 → 完了, one's own, and taking one back."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event, Pitch
from events.pitching import steps
from events.pitching.forms import PitchForm
from events.pitching.programme import is_of, own_pitches
from events.pitching.steps import PitchesClosedError
from events.pitching.transitions import By, Step, open_to
from partners.access import choose_partner, memberships, require_approved_member
from partners.models import Membership, Partner
from partners.writing.drafting import seen_version
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
def pitch_apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, for editors and owners of registered partners until the deadline."""
    walk, elsewhere = _new(request, slug)
    if elsewhere:
        return elsewhere
    return walk.flow.fill_in("events/pitching/pitch_apply.html", walk.context)


@require_http_methods(["GET", "POST"])
def pitch_apply_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers once more; the POST hands the pitch in."""
    walk, elsewhere = _new(request, slug)
    if elsewhere:
        return elsewhere
    return _confirmed(walk, "events/pitching/pitch_apply_confirm.html")


@require_safe
def pitch_done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The receipt number, and what happens next."""
    pitch = _of_member(request, slug, pk)
    return render(
        request, "events/pitching/pitch_done.html", {"pitch": pitch, "event": pitch.event}
    )


@require_http_methods(["GET", "POST"])
def pitch_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write it anew until the deadline."""
    walk, elsewhere = _existing(request, slug, pk)
    if elsewhere:
        return elsewhere
    return walk.flow.fill_in("events/pitching/pitch_edit.html", walk.context)


@require_http_methods(["GET", "POST"])
def pitch_edit_confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All answers once more; the POST saves them."""
    walk, elsewhere = _existing(request, slug, pk)
    if elsewhere:
        return elsewhere
    return _confirmed(walk, "events/pitching/pitch_edit_confirm.html")


@require_POST
@idempotent
def pitch_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The partner does not want to present after all."""
    pitch = _own(request, slug, pk)
    try:
        steps.withdraw(pitch, by=_person(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your pitch is withdrawn. Thank you for letting us know."))
    return redirect("events:my_pitches")


@require_safe
def my_pitches(request: HttpRequest) -> HttpResponse:
    """All pitches of the person's partners, with what can be done with each."""
    writing = {each.partner_id for each in memberships(request) if each.may(_EDITOR)}
    rows = own_pitches(request)
    for pitch in rows:
        may_write = pitch.partner_id in writing
        pitch.may_be_changed = may_write and _is_open(pitch)
        pitch.may_be_withdrawn = may_write and Step.WITHDRAW in open_to(pitch, By.PARTNER)
    return render(request, "events/pitching/my_pitches.html", {"pitches": rows})


_EDITOR = Membership.Role.EDITOR


def _is_open(pitch: Pitch) -> bool:
    """It may still be written anew."""
    return pitch.event.takes_pitches and pitch.state in (Pitch.State.APPLIED, Pitch.State.CHOSEN)


def _new(request: HttpRequest, slug: str) -> tuple["Walk", HttpResponse | None]:
    """The walk through an empty form, and what to answer instead of it."""
    rows = Event.objects.visible_to(request.user).select_related("municipality")
    event = get_object_or_404(rows, slug=slug)
    choose_partner(request, request.GET.get("partner", ""))
    partner = require_approved_member(request).partner
    walk = Walk(request, event, partner, Pitch())
    if _was_sent(request):
        return walk, None  # pressed twice: the answer is where the first led
    standing = (Pitch.State.APPLIED, Pitch.State.CHOSEN)
    own = event.pitches.filter(partner=partner, state__in=standing).first()
    if own:
        messages.info(request, _("Your partner has already handed in a pitch."))
        return walk, redirect("events:pitch_detail", event.slug, own.pk)
    if not event.takes_pitches:
        return walk, _back(request, event, _("This meeting takes no pitches at the moment."))
    return walk, None


def _was_sent(request: HttpRequest) -> bool:
    """The form that is posted has been sent before."""
    token = request.POST.get("draft", "")
    if request.method != "POST" or not token:
        return False
    with transaction.atomic():
        draft = drafts.lock(request, token)
        return draft is not None and draft.sent_at is not None


def _existing(request: HttpRequest, slug: str, pk: int) -> tuple["Walk", HttpResponse | None]:
    pitch = _own(request, slug, pk)
    walk = Walk(request, pitch.event, pitch.partner, pitch)
    if not _is_open(pitch):
        messages.error(request, _("This pitch can no longer be changed."))
        return walk, redirect("events:pitch_detail", slug, pk)
    return walk, None


def _own(request: HttpRequest, slug: str, pk: int) -> Pitch:
    """A pitch the person may write: 404 where they may not see it, 403 where only that."""
    pitch = seen_pitch(request, slug, pk)
    if not is_of(request, pitch, at_least=_EDITOR):
        raise PermissionDenied
    choose_partner(request, pitch.partner.slug)
    return pitch


def _of_member(request: HttpRequest, slug: str, pk: int) -> Pitch:
    own = [membership.partner_id for membership in memberships(request)]
    rows = Pitch.objects.filter(partner__in=own).select_related("event", "partner")
    return get_object_or_404(rows, event__slug=slug, pk=pk)


def seen_pitch(request: HttpRequest, slug: str, pk: int) -> Pitch:
    """A pitch the reader may see, else 404."""
    rows = Pitch.objects.visible_to(request.user)
    related = rows.select_related("event__municipality", "event__series", "partner", "user")
    return get_object_or_404(related, event__slug=slug, pk=pk)


def _confirmed(walk: "Walk", page: str) -> HttpResponse:
    try:
        return walk.flow.confirm(page, walk.send, walk.context)
    except PitchesClosedError as error:
        return _back(walk.request, walk.event, error)


def _back(request: HttpRequest, event: Event, why: object) -> HttpResponseRedirect:
    messages.error(request, str(why))
    return redirect(event)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@dataclass
class Walk:
    """One person's way through the form of one pitch."""

    request: HttpRequest
    event: Event
    partner: Partner
    pitch: Pitch

    @cached_property
    def steps(self) -> Steps:
        if self.pitch.pk:
            args, name, query = [self.event.slug, self.pitch.pk], "pitch_edit", ""
        else:
            args, name, query = [self.event.slug], "pitch_apply", f"?partner={self.partner.slug}"
        form, confirm = (reverse(f"events:{each}", args=args) for each in (name, f"{name}_confirm"))
        return Steps(form=form + query, confirm=confirm + query)

    @cached_property
    def draft(self) -> Draft:
        target = str(self.pitch.pk or f"{self.event.pk}:{self.partner.pk}")
        kind = "pitch:change" if self.pitch.pk else "pitch"
        version = self.pitch.version if self.pitch.pk else None
        draft = drafts.open_draft(_person(self.request), kind, target, version=version)
        if self.request.method == "POST":
            version = seen_version(self.request, draft)  # of this tab, whatever another has opened
        elif draft.data:
            version = draft.seen_version  # else nothing is typed: it starts at what is there now
        if self.pitch.pk and draft.seen_version != version:
            draft.seen_version = version
            draft.save(update_fields=["seen_version"])
        return draft

    @cached_property
    def flow(self) -> DraftForm:
        kwargs = {
            "partner": self.partner,
            "has_slides": bool(self.pitch.slides),
            "linked": self.pitch.listing_id,
        }
        initial = self._stored() if self.pitch.pk else {"presenter": _person(self.request).name}
        return DraftForm(self.request, self.draft, PitchForm, self.steps, kwargs, initial)

    def _stored(self) -> dict[str, Any]:
        names = ("title", "ask", "presenter", "minutes")
        return {name: getattr(self.pitch, name) for name in names} | {
            "listing": self.pitch.listing_id
        }

    @property
    def context(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "partner": self.partner,
            "pitch": self.pitch,
            "seen": self.draft.seen_version,
            "stored": SimpleLazyObject(lambda: Pitch.objects.get(pk=self.pitch.pk)),
            "kept": SimpleLazyObject(lambda: drafts.files_of(self.draft, "slides")),
        }

    def send(self, form: Any, draft: Draft) -> str:
        """Hand it in, or save the changes; the files of the draft go."""
        slides = drafts.files_of(draft, "slides")
        answers, person = form.answers(slides), _person(self.request)
        if self.pitch.pk:
            seen = seen_version(self.request, draft)
            steps.change(self.pitch, answers, by=person, seen_version=seen)
            url = reverse("events:pitch_detail", args=[self.event.slug, self.pitch.pk])
        else:
            pitch = steps.hand_in(self.event, self.partner, answers, by=person)
            url = reverse("events:pitch_done", args=[self.event.slug, pitch.pk])
        drafts.drop_files(draft, [str(file.token) for file in slides])
        return url
