"""A proposal that is being written, to be read: by the members of its partner, and by those of
partners that are named in it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from challenges.models import CoAuthor, ProposalDraft
from challenges.proposing import sharing
from challenges.proposing.addressee import addressee_of
from challenges.proposing.saying import said
from partners.access import memberships
from partners.models import Membership
from tomoni.accounts import drafts
from tomoni.htmx import render


@require_safe
def proposal_draft(request: HttpRequest, token: str) -> HttpResponse:
    """The text as it stands now, and for the partner's own people the way to go on with it."""
    rows = sharing.with_rows().open().readable_by(request.user)
    shared = get_object_or_404(rows, pk=token)
    is_own = _is_member(request, shared, Membership.Role.VIEWER)
    context = {
        "shared": shared,
        "to": addressee_of(shared),
        "municipality": shared.municipality,
        "answers": said(shared.draft.data),
        "is_own": is_own,
        "may_write": _is_member(request, shared, Membership.Role.EDITOR)
        and shared.partner.is_approved,
        "co_authors": is_own
        and list(CoAuthor.objects.of_draft(shared).named().select_related("partner")),
        "files": drafts.files_of(shared.draft, "attachments") if is_own else [],
    }
    return render(request, "challenges/proposal_draft.html", context)


def _is_member(request: HttpRequest, shared: ProposalDraft, role: Membership.Role) -> bool:
    return any(m.partner_id == shared.partner_id and m.may(role) for m in memberships(request))
