"""The desk: writing challenges, 入力 → 確認 → 完了."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from challenges import reading
from challenges.comparing import Part, compare
from challenges.forms.challenge import ChallengeForm, answers_of
from challenges.history import changes_of, history
from challenges.inviting.reading import invited
from challenges.lifecycle import rewrite_challenge, write_challenge
from challenges.models import Challenge
from challenges.parts import part_name
from challenges.proposing.addressee import addressee_of
from challenges.review import may_publish
from challenges.standing import Standing
from challenges.talking.beside import latest_notes
from challenges.transitions import open_to
from challenges.views.desk_assigning import by_charge
from challenges.writing.preview import as_public, course_so_far
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.accounts.signed_in import person_of
from tomoni.draft_forms import DraftForm, Steps
from tomoni.filters import Sort, browse, by_choices, by_municipality
from tomoni.htmx import render
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality, StaffRole

KIND = "challenge"
EDITOR = StaffRole.Role.EDITOR
FILTERS = (
    by_choices("state", gettext_lazy("State"), Challenge.State, "state"),
    by_municipality("municipality"),
)
SORTS = (
    Sort("new", gettext_lazy("newest first"), "-created_at", "-pk"),
    Sort("closing", gettext_lazy("closing soon"), "is_over", "from_end", "pk"),
)


@require_safe
def challenge_queue(request: HttpRequest) -> HttpResponse:
    """All challenges of the office, drafts too."""
    require_staff(request)
    rows = Challenge.objects.on_desk_of(request.user).select_related(
        "municipality", "assignment__assignee"
    )
    filters = (*FILTERS, by_charge(request.user))
    context = {
        "found": browse(request, reading.with_proposal_counts(rows.by_end()), filters, SORTS),
        "may_write": bool(municipalities_of_staff(request, at_least=EDITOR)),
    }
    return render(request, "challenges/challenge_queue.html", context, partials=["queue_rows"])


@require_safe
def challenge_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """How a challenge stands, what has come in, and what to do next."""
    rows = reading.whole(reading.with_proposal_counts(Challenge.objects.on_desk_of(request.user)))
    challenge = get_object_or_404(rows.select_related("assignment__assignee"), slug=slug)
    role = StaffRole.Role(require_staff(request, challenge.municipality_id).role)
    now = timezone.now()
    waiting = challenge.proposals.undecided().with_authors()
    # Publishing settles what was remarked, and only what is public has changes to tell.
    open_remarks = challenge.review_remarks.open().select_related("author")
    remarks = [] if challenge.is_public else list(open_remarks)
    context = {
        "challenge": challenge,
        "parts": reading.parts_of(challenge),
        "municipality": challenge.municipality,
        "may_write": role.includes(EDITOR),
        "steps_open": {str(step) for step in open_to(challenge.state, role)},
        "may_retell": role.includes(StaffRole.Role.MANAGER),
        "may_publish": may_publish(challenge, person_of(request)),
        "remarks": [(part_name(remark.part), remark) for remark in remarks],
        "waiting": list(waiting[:10]),
        "history": history(challenge),
        "changes": changes_of(challenge) if challenge.is_public else [],
        "has_own_words": challenge.saved_by_id == request.user.pk,
        "notes": latest_notes(challenge, request.user),
        "invited": invited(challenge) if challenge.is_public else [],
        "is_unopened": challenge.state in Challenge.UNOPENED_STATES,
        "is_over": challenge.state in Challenge.FINISHED_STATES,
        "can_open": challenge.closes_at > now,
        "opens_later": challenge.opens_at is not None and challenge.opens_at > now,
    }
    return render(request, "challenges/challenge_desk.html", context)


@require_http_methods(["GET", "POST"])
def challenge_create(request: HttpRequest) -> HttpResponse:
    """Write a new challenge."""
    flow = _new_flow(request)
    return _kept(flow) or flow.fill_in("challenges/challenge_create.html")


@require_http_methods(["GET", "POST"])
def challenge_create_confirm(request: HttpRequest) -> HttpResponse:
    """The page as it will be; the POST saves it as a draft."""
    flow = _new_flow(request)

    def send(form: BaseForm, draft: Draft) -> str:
        municipality: Municipality = form.cleaned_data["municipality"]
        challenge = write_challenge(
            form.cleaned_data, municipality=municipality, by=person_of(request)
        )
        return reverse("challenges:challenge_desk", args=[challenge.slug])

    return flow.confirm("challenges/challenge_create_confirm.html", send)


@require_safe
def challenge_new_preview(request: HttpRequest) -> HttpResponse:
    """What is typed so far, as everybody will read it."""
    return _preview(_new_flow(request))


@require_safe
def challenge_edit_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The same with what is typed over a challenge and not saved yet."""
    return _preview(_edit_flow(request, _editable(request, slug)))


def _preview(flow: DraftForm) -> HttpResponse:
    if not flow.draft.data:
        return HttpResponseRedirect(flow.steps.form)
    form = flow.checked()
    assert isinstance(form, ChallengeForm)  # noqa: S101 – the flow's own form class
    challenge, parts = as_public(form)
    context = {
        "challenge": challenge,
        "parts": parts,
        "municipality": challenge.municipality,
        "to": addressee_of(challenge),
        "standing": Standing.LOG_IN if challenge.accepts_proposals else Standing.CLOSED,
        "course": course_so_far(form.challenge),
        "is_preview": True,
        "form_url": flow.steps.form,
        "form": form,
    }
    return render(flow.request, "challenges/challenge_detail.html", context)


@require_http_methods(["GET", "POST"])
def challenge_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a challenge that is not over."""
    challenge = _editable(request, slug)
    flow = _edit_flow(request, challenge)
    if request.POST.get("step") == "take_mine":
        return _go_on_with_mine(request, flow, challenge)
    if request.POST.get("step") == "take_theirs":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(reverse("challenges:challenge_desk", args=[challenge.slug]))
    if challenge.state in Challenge.FINISHED_STATES:
        return _over(request, challenge)
    context = {"challenge": challenge, "municipality": challenge.municipality}
    return _kept(flow) or flow.fill_in("challenges/challenge_edit.html", context)


@require_http_methods(["GET", "POST"])
def challenge_edit_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it will be; the POST saves it, unless somebody else has in the meantime."""
    challenge = _editable(request, slug)
    flow = _edit_flow(request, challenge)

    def send(form: BaseForm, draft: Draft) -> str:
        seen = draft.seen_version or 0
        rewrite_challenge(challenge, form.cleaned_data, by=person_of(request), seen=seen)
        return reverse("challenges:challenge_desk", args=[challenge.slug])

    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "comparison": lambda: _comparison(challenge, flow),
    }
    try:
        return flow.confirm("challenges/challenge_edit_confirm.html", send, context)
    except StateError:
        return _over(request, challenge)


def _over(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    messages.error(request, _("This challenge is over and can no longer be changed."))
    return redirect("challenges:challenge_desk", slug=challenge.slug)


def _editable(request: HttpRequest, slug: str) -> Challenge:
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality")
    challenge = get_object_or_404(rows, slug=slug)
    require_staff(request, challenge.municipality_id, at_least=EDITOR)
    return challenge


def _comparison(challenge: Challenge, flow: DraftForm) -> list[Part]:
    form = flow.checked()
    assert isinstance(form, ChallengeForm)  # noqa: S101 – the flow's own form class
    return compare(challenge, form) if form.is_valid() else []


def _new_flow(request: HttpRequest) -> DraftForm:
    require_staff(request, at_least=EDITOR)
    municipalities = municipalities_of_staff(request, at_least=EDITOR)
    steps = Steps(
        form=reverse("challenges:challenge_create"),
        confirm=reverse("challenges:challenge_create_confirm"),
    )
    return DraftForm(
        request,
        drafts.open_draft(person_of(request), KIND),
        ChallengeForm,
        steps,
        form_kwargs={"municipalities": municipalities},
        initial={
            "call_type": Challenge.CallType.THEME,
            "mode": Challenge.Mode.COLLABORATION,
            "reply_days": municipalities[0].reply_days,
        },
        side_step=_to_preview(reverse("challenges:challenge_new_preview")),
    )


def _edit_flow(request: HttpRequest, challenge: Challenge) -> DraftForm:
    slug = challenge.slug
    draft = drafts.open_draft(person_of(request), KIND, slug, version=challenge.version)
    if request.method == "GET" and not draft.data and draft.seen_version != challenge.version:
        draft.seen_version = challenge.version  # nothing typed yet: what is shown is what is seen
        draft.save(update_fields=["seen_version"])
    steps = Steps(
        form=reverse("challenges:challenge_edit", args=[slug]),
        confirm=reverse("challenges:challenge_edit_confirm", args=[slug]),
    )
    return DraftForm(
        request,
        draft,
        ChallengeForm,
        steps,
        form_kwargs={"municipalities": [challenge.municipality], "challenge": challenge},
        initial=answers_of(challenge) if request.method == "GET" else {},
        side_step=_to_preview(reverse("challenges:challenge_edit_preview", args=[slug])),
    )


def _to_preview(url: str) -> Callable[[str], str]:
    return lambda step: url if step == "preview" else ""


def _kept(flow: DraftForm) -> HttpResponse | None:
    """More lines were asked for, or to begin anew: show the form again, without complaint."""
    step = flow.request.POST.get("step", "")
    if step == "discard":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(flow.steps.form)
    if step not in ("sub_themes", "contacts"):
        return None
    drafts.keep(flow.draft, flow.request.POST, form_url=flow.steps.form)
    return HttpResponseRedirect(f"{flow.steps.form}#id_{step}")


def _go_on_with_mine(request: HttpRequest, flow: DraftForm, challenge: Challenge) -> HttpResponse:
    """The person has seen what the other has saved; from there on theirs counts."""
    shown = request.POST.get("version", "")
    if shown == str(challenge.version):
        flow.draft.seen_version = challenge.version
        flow.draft.save(update_fields=["seen_version"])
    return HttpResponseRedirect(flow.steps.confirm)
