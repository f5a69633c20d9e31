"""The desk invites partners to a challenge; who is invited may end such mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from challenges.forms.inviting import InvitationForm
from challenges.inviting import mails, steps
from challenges.models import Challenge
from partners.models import Partner
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


@require_POST
@idempotent
def challenge_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite one partner, with a personal line or without."""
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality")
    challenge = get_object_or_404(rows, slug=slug)
    role = require_staff(request, challenge.municipality_id, at_least=StaffRole.Role.EDITOR)
    form = InvitationForm(request.POST)
    if form.is_valid():
        partner: Partner = form.cleaned_data["partner"]
        try:
            steps.invite(challenge, partner, by=role.user, line=form.cleaned_data["line"])
            messages.success(request, _("%(partner)s is invited.") % {"partner": partner.name})
        except StateError as error:
            messages.error(request, str(error))
    else:
        problems = [str(problem) for errors in form.errors.values() for problem in errors]
        messages.error(request, " ".join(problems))
    response = redirect("challenges:challenge_desk", slug=slug)
    response["Location"] += "#invitations"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def invitation_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; only the button acts, so a mail scanner may follow the link."""
    user = mails.person_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        wants_again = request.POST.get("step") == "resume"
        (steps.resume_invitations if wants_again else steps.stop_invitations)(user)
    context = {"is_stopped": steps.wants_none(user)}
    response = render(request, "challenges/invitation_stop.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
