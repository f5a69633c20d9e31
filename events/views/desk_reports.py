"""Writing the report of a meeting: the draft in one click, text, photos, publishing; the effect."""

from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event, Registration, Report, ReportPhoto
from events.reporting import effect, quoting, steps, tags
from events.reporting.forms import PhotoForm, ReportForm
from events.views.of_meeting import may_edit, own_event
from tomoni.accounts.drafts import open_draft
from tomoni.accounts.models import Draft
from tomoni.accounts.signed_in import person_of
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

_EDITOR = StaffRole.Role.EDITOR


@require_safe
def report_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the report stands, and what is to be done next."""
    event = own_event(request, slug)
    report = Report.objects.filter(event=event).prefetch_related("photos", "tags").first()
    if report is not None:
        report.event = event
    context = {
        "event": event,
        "report": report,
        "may_edit": may_edit(request, event),
        "not_allowed": quoting.not_allowed(report, report.text) if report else [],
    }
    return render(request, "events/reporting/report_desk.html", context)


@require_POST
@idempotent
def report_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft from what is known of the meeting."""
    event = own_event(request, slug, at_least=_EDITOR)
    try:
        steps.begin(event, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
        return redirect("events:report_desk", slug)
    messages.success(request, _("The draft is made. Please finish it in your words."))
    return redirect("events:report_edit", slug)


@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, text and tags; kept as a draft while they are being written."""
    report = _own_report(request, slug)
    flow = _flow(request, report)
    if request.method == "GET" and not flow.draft.data:
        _take_over(flow.draft, report)
    context = {"report": report, "event": report.event, "cloud": tags.cloud()}
    return flow.fill_in("events/reporting/report_edit.html", context)


@require_http_methods(["GET", "POST"])
def report_edit_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as it will be read; the POST saves it."""
    report = _own_report(request, slug)

    def save(form: BaseForm, draft: Draft) -> str:
        said = cast(ReportForm, form).cleaned_data
        steps.write(report, said, by=person_of(request), seen=draft.seen_version or 0)
        return reverse("events:report_desk", args=[slug])

    flow = _flow(request, report)
    context = {
        "report": report,
        "event": report.event,
        "not_allowed": quoting.not_allowed(report, flow.checked()["text"].value() or ""),
    }
    page = "events/reporting/report_edit_confirm.html"
    try:
        return flow.confirm(page, save, context)
    except StateError:  # the page says which words may not stand there
        return flow.ask_again(page, context)


@require_POST
@idempotent
def report_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it to everybody."""
    report = _own_report(request, slug)
    try:
        steps.publish(report, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report is published. Who took part is told."))
    return redirect("events:report_desk", slug)


@require_POST
@idempotent
def report_unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it out of sight, to put it right."""
    report = _own_report(request, slug)
    try:
        steps.unpublish(report, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Only the office sees the report now."))
    return redirect("events:report_desk", slug)


@require_http_methods(["GET", "POST"])
@idempotent
def report_photos(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures; beside the form those who have not allowed to be shown."""
    report = _own_report(request, slug)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_valid():
        try:
            _add(report, form.cleaned_data, request)
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The photo is added."))
            return redirect("events:report_photos", slug)
    context = {
        "report": report,
        "event": report.event,
        "form": form,
        "unwilling": _unwilling(report.event),
    }
    return render(request, "events/reporting/report_photos.html", context)


def _add(report: Report, said: dict[str, Any], request: HttpRequest) -> None:
    steps.add_photo(
        report, said["photo"], by=person_of(request), alt=said["alt"], caption=said["caption"]
    )


@require_POST
@idempotent
def report_photo_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a picture out."""
    report = _own_report(request, slug)
    photo = get_object_or_404(ReportPhoto.objects.filter(report=report), pk=pk)
    photo.report = report
    steps.remove_photo(photo, by=person_of(request))
    messages.success(request, _("The photo is gone."))
    return redirect("events:report_photos", slug)


@require_safe
def event_effect(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened in the city in the thirty days before and after, as pictures and tables."""
    event = own_event(request, slug)
    span, measures = effect.span_of(event), effect.effect_of(event)
    context = {
        "event": event,
        "span": span,
        "measures": measures,
        "periods": effect.by_period(measures, span),
        "days": effect.DAYS,
    }
    return render(request, "events/reporting/event_effect.html", context)


def _unwilling(event: Event) -> list[Registration]:
    """Who has a seat and has not allowed photos."""
    seats = Registration.objects.registered().filter(event=event, allows_photos=False)
    return list(seats.with_names())


def _own_report(request: HttpRequest, slug: str) -> Report:
    event = own_event(request, slug, at_least=_EDITOR)
    report = get_object_or_404(Report.objects.prefetch_related("photos", "tags"), event=event)
    report.event = event
    return report


def _flow(request: HttpRequest, report: Report) -> DraftForm:
    slug = report.event.slug
    edit, confirm = (
        reverse(f"events:{name}", args=[slug]) for name in ("report_edit", "report_edit_confirm")
    )
    draft = open_draft(person_of(request), "report", str(report.pk), version=report.version)
    initial = {"title": report.title, "text": report.text, "tags": tags.line_of(report)}
    return DraftForm(
        request,
        draft,
        ReportForm,
        Steps(form=edit, confirm=confirm),
        initial=initial,
        take_over=lambda kept: _take_over_if_asked(request, kept, report),
    )


def _take_over_if_asked(request: HttpRequest, draft: Draft, report: Report) -> None:
    """Whoever has seen the other's text and sends theirs all the same replaces it."""
    if request.POST.get("seen_version", "") == str(report.version):
        _take_over(draft, report)


def _take_over(draft: Draft, report: Report) -> None:
    if draft.seen_version != report.version:
        draft.seen_version = report.version
        draft.save(update_fields=["seen_version"])
