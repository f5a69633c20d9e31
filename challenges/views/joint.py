"""Proposing together: the leading partner names others, and these answer."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.forms.joint import AgreeForm, AskForm, WordForm
from challenges.models import CoAuthor, ProposalDraft
from challenges.proposing import joint, sharing
from challenges.proposing.addressee import addressee_of
from challenges.proposing.merging import changed_since
from challenges.proposing.saying import labels, said
from partners.access import memberships, require_member
from partners.models import Membership, Partner, PartnerQuerySet
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.text import one_line

EDITOR = Membership.Role.EDITOR
SHOWN = 10  # partners found by a name


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_partners(request: HttpRequest, token: str) -> HttpResponse:
    """Who takes part, and asking somebody further, found by the name."""
    shared = get_object_or_404(sharing.with_rows().open().readable_by(request.user), pk=token)
    if not sharing.find(request, str(token)):
        raise PermissionDenied
    words = one_line((request.POST or request.GET).get("q", ""))[:60]
    found = _found(words, shared)
    form = AskForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid():
        partner, brings = form.cleaned_data["partner"], form.cleaned_data["brings"]
        try:
            joint.ask(shared, partner, brings=brings, by=person_of(request))
        except StateError as error:
            form.add_error("partner", str(error))
        else:
            text = _("%(name)s was asked by mail. You are told as soon as there is an answer.")
            messages.success(request, text % {"name": partner.name})
            return redirect("challenges:proposal_partners", token=shared.pk)
    context = {
        "shared": shared,
        "to": addressee_of(shared),
        "municipality": shared.municipality,
        "words": words,
        "found": list(found.select_related("type", "municipality")[: SHOWN + 1]),
        "most": SHOWN,
        "form": form,
        "co_authors": _named(shared),
    }
    return render(request, "challenges/proposal_partners.html", context)


@require_POST
@idempotent
def joint_take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without a partner that was named."""
    rows = CoAuthor.objects.select_related("draft__partner", "partner", "proposal")
    named = get_object_or_404(rows.filter(_is_led_by(request)), pk=pk)
    membership = require_member(request, named.draft.partner, at_least=EDITOR)
    text = _("%(name)s is not named any more.") % {"name": named.partner.name}
    try:
        shared = joint.take_out(named, by=membership.user)
    except StateError as error:
        messages.error(request, str(error))
        return redirect(named.proposal or named.draft)
    messages.success(request, text)
    return redirect("challenges:proposal_partners", token=shared.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def joint_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the draft for a partner that was asked, and its answer; an editor gives it."""
    named = _mine(request, pk)
    least = EDITOR if request.method == "POST" else Membership.Role.VIEWER
    membership = require_member(request, named.partner, at_least=least)
    answer = request.POST.get("answer")
    agree = AgreeForm(request.POST if answer == "yes" else None, initial={"brings": named.brings})
    word = WordForm(request.POST if answer == "no" else None)
    if agree.is_valid():
        _take(
            request,
            lambda: joint.agree(named, by=membership.user, brings=agree.cleaned_data["brings"]),
            _("Thank you. You propose together now."),
        )
        return redirect("challenges:joint_answer", pk=named.pk)
    if word.is_valid():
        _take(
            request,
            lambda: joint.decline(named, by=membership.user, reason=word.cleaned_data["reason"]),
            _("You have declined. The leading partner is told."),
        )
        return redirect("challenges:joint_answer", pk=named.pk)
    may_answer = membership.may(EDITOR)
    return render(request, "challenges/joint_answer.html", _context(named, agree, word, may_answer))


@require_POST
@idempotent
def joint_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take part no longer."""
    named = _mine(request, pk)
    membership = require_member(request, named.partner, at_least=EDITOR)
    word = WordForm(request.POST)
    if not word.is_valid():
        messages.error(request, _("Please make your words shorter."))
    else:
        reason = word.cleaned_data["reason"]
        _take(
            request,
            lambda: joint.leave(named, by=membership.user, reason=reason),
            _("Your partner does not take part in this proposal any more."),
        )
    return redirect("challenges:joint_answer", pk=named.pk)


def _context(
    named: CoAuthor, agree: AgreeForm, word: WordForm, may_answer: bool
) -> dict[str, object]:
    shared, is_named = named.draft, named.state in CoAuthor.NAMED
    may_leave = named.state == CoAuthor.State.CONFIRMED and (
        named.proposal is None or named.proposal.state in joint.LEAVABLE
    )
    return {
        "named": named,
        "shared": shared,
        "to": addressee_of(shared),
        "municipality": shared.municipality,
        "answers": said(shared.draft.data) if is_named and shared.is_open else [],
        "changed": _changed(named) if shared.is_open else "",
        "agree": agree,
        "word": word,
        "may_answer": may_answer and named.state == CoAuthor.State.ASKED and shared.is_open,
        "may_leave": may_answer and may_leave,
        "is_asked": named.state == CoAuthor.State.ASKED and shared.is_open,
    }


def _changed(named: CoAuthor) -> str:
    """What was written anew since the partner agreed, in the words of the form."""
    if named.state != CoAuthor.State.CONFIRMED:
        return ""
    return labels(changed_since(named.draft.draft.data, named.agreed_to))


def _mine(request: HttpRequest, pk: int) -> CoAuthor:
    rows = CoAuthor.objects.select_related(
        "partner",
        "proposal",
        "draft__draft",
        "draft__partner",
        "draft__challenge__municipality",
        "asked_by",
    )
    own = [membership.partner_id for membership in memberships(request)]
    return get_object_or_404(rows.filter(partner__in=own), pk=pk)


def _is_led_by(request: HttpRequest) -> Q:
    return Q(draft__partner__in=[membership.partner_id for membership in memberships(request)])


def _found(words: str, shared: ProposalDraft) -> PartnerQuerySet:
    """Registered partners by a part of the name or its reading, but for those named already."""
    if not words:
        return Partner.objects.none()
    named = CoAuthor.objects.of_draft(shared).named().values("partner")
    by_name = Q(name__icontains=words) | Q(kana__icontains=words)
    rows = Partner.objects.approved().filter(by_name).exclude(pk=shared.partner_id)
    return rows.exclude(pk__in=named).order_by("kana", "pk")


def _named(shared: ProposalDraft) -> list[CoAuthor]:
    rows = CoAuthor.objects.of_draft(shared).exclude(state=CoAuthor.State.TAKEN_OUT)
    return list(rows.select_related("partner"))


def _take(request: HttpRequest, step: Callable[[], None], text: str) -> None:
    try:
        step()
        messages.success(request, text)
    except StateError as error:
        messages.error(request, str(error))
