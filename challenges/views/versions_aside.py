"""Two have written one answer of a draft at once: the second sees both, and chooses."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.proposal import ProposalForm
from challenges.models import ProposalDraft
from challenges.proposing import sharing
from challenges.proposing.addressee import addressee_of
from challenges.proposing.merging import fingerprint, parsed
from challenges.proposing.saying import ANSWERS, said, said_of
from partners.writing.conflicts import MINE, Conflict
from tomoni.accounts.models import Draft
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render


@require_http_methods(["GET", "POST"])
def proposal_draft_both(request: HttpRequest, token: str) -> HttpResponse:
    """What stands in the draft beside what the person has typed; the POST takes the choice over."""
    shared = get_object_or_404(sharing.with_rows().readable_by(request.user), pk=token)
    if not sharing.find(request, str(token)):
        raise PermissionDenied
    mine = sharing.aside(shared, person_of(request))
    if mine is None or (shared.is_open and not list(_conflicts(shared, mine))):
        return HttpResponseRedirect(shared.get_absolute_url())
    if request.method == "POST" and shared.is_open:
        return _take_over(request, shared, mine)
    return both_versions(request, shared)


def both_versions(
    request: HttpRequest, shared: ProposalDraft, *, status: int = 200
) -> HttpResponse:
    """The page; of a draft that was sent in meanwhile, what the person has typed, to be copied."""
    mine = sharing.aside(shared, person_of(request))
    context = {
        "shared": shared,
        "other": shared.changed_by if shared.changed_by != request.user else None,
        "to": addressee_of(shared),
        "municipality": shared.municipality,
        "conflicts": list(_conflicts(shared, mine)) if mine and shared.is_open else [],
        "answers": said(mine.data) if mine else [],
    }
    return render(request, "challenges/proposal_draft_both.html", context, status=status)


def _take_over(request: HttpRequest, shared: ProposalDraft, mine: Draft) -> HttpResponse:
    taken = {one.name for one in _conflicts(shared, mine) if request.POST.get(one.question) == MINE}
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    if not sharing.choose(shared, mine, taken, by=person_of(request), seen_version=number):
        shared.draft.refresh_from_db()
        return both_versions(request, shared, status=409)
    messages.success(request, _("Both versions are put together. Please go on from here."))
    return HttpResponseRedirect(shared.draft.form_url or shared.get_absolute_url())


def _conflicts(shared: ProposalDraft, mine: Draft) -> Iterator[Conflict]:
    """The answers that differ, in the order of the form."""
    form, base = ProposalForm(partners=[shared.partner]), parsed(mine.data["base"][0])
    for name in ANSWERS:
        theirs, own = shared.draft.data.get(name, []), mine.data.get(name, [])
        if fingerprint(theirs) == fingerprint(own):
            continue
        there, here = said_of(form, name, theirs), said_of(form, name, own)
        by = "them" if fingerprint(own) == base.get(name) else "both"
        yield Conflict(name, there.label, there.text, here.text, by)
