"""From an accepted proposal to its project."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from challenges.continuing import continue_proposal
from challenges.models import Proposal
from challenges.talking.sides import place_of
from tomoni.accounts.models import User
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_POST
@idempotent
def project_start(request: HttpRequest, receipt: str) -> HttpResponse:
    """One click by either side; a second one leads to the same project."""
    rows = Proposal.objects.private_to(request.user).select_related("municipality", "partner")
    proposal = get_object_or_404(rows, receipt=receipt)
    place = place_of(request, proposal)
    if place is None or not place.may_write or not isinstance(request.user, User):
        raise PermissionDenied
    try:
        project = continue_proposal(proposal, by=request.user)
    except StateError as error:
        messages.error(request, str(error))
        return redirect(proposal)
    messages.success(request, _("The project has begun. The others are told by mail."))
    return redirect(project)
