"""The desk: a list becomes partners. Upload, columns, report, result."""

from contextlib import suppress
from typing import cast

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.bulk import importing
from partners.bulk.files import XLSX
from partners.bulk.forms import ColumnsForm, UploadListForm
from partners.bulk.headers import LOOKED_AT, Header, header_at
from partners.bulk.mapping import columns_of, initial_answers
from partners.bulk.template import template_book
from partners.forms import CheckForm
from partners.models import Import, ImportRow, Membership
from tomoni.accounts.models import User
from tomoni.filters import Sort, browse, by_choices
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.models import Job
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff, staff_roles
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.uploads import shown_name

ROW_FILTERS = (
    by_choices("verdict", gettext_lazy("Found"), ImportRow.Verdict, "verdict"),
    by_choices("outcome", gettext_lazy("What was done"), ImportRow.Outcome, "outcome"),
)
ROW_SORTS = (Sort("row", gettext_lazy("as in the list"), "number"),)
_TOO_OFTEN = gettext_lazy(
    "You have sent many lists within a short time. Please wait a few minutes and send it again."
)
_EARLIER = 20  # imports on a page


@require_http_methods(["GET", "POST"])
@idempotent
def import_create(request: HttpRequest) -> HttpResponse:
    """The file with the list, and the lists of before."""
    towns = _towns(request)
    form = UploadListForm(request.POST or None, request.FILES or None, towns=towns)
    if request.method == "POST" and form.is_valid():
        source = _upload(request, form, towns)
        if source:
            return redirect("partners:import_columns", source.pk)
    earlier = Import.objects.filter(municipality__in=towns).select_related("municipality", "by")
    page = Paginator(earlier, _EARLIER).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "has_several_towns": len(towns) > 1}
    return render(request, "partners/import_create.html", context)


def _upload(request: HttpRequest, form: UploadListForm, towns: list[Municipality]) -> Import | None:
    """The import, or None with the reason in the form."""
    if not ratelimit.consume(request, action="partner_import", user=_user(request)):
        form.add_error("file", _TOO_OFTEN)
        return None
    file = form.cleaned_data["file"]
    town = form.cleaned_data.get("municipality") or towns[0]
    try:
        return importing.upload_list(file, shown_name(file), municipality=town, by=_user(request))
    except ValidationError as error:
        form.add_error("file", error)
    return None


@require_safe
def import_template(request: HttpRequest) -> FileResponse:
    """An empty list with all columns, worked examples, and what each column means."""
    _towns(request)
    file = template_book()
    name = _("list-of-partners.xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
@idempotent
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column is read as; sends the list to be checked."""
    source = import_of(request, pk)
    if not source.takes_columns:
        return redirect(source)
    asked = request.POST if request.method == "POST" else request.GET
    header = _header_asked(source, asked.get("first", ""), asked.get("last", ""))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        source=source,
        header=header,
        initial=initial_answers(source, header),
    )
    if form.is_valid():
        _check(source, form)
        return redirect(source)
    columns = columns_of(source, form, header)
    context = {"source": source, "form": form, "header": header, "columns": columns}
    return render(request, "partners/import_columns.html", context)


@require_POST
@idempotent
def import_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Read another sheet of the workbook."""
    source = import_of(request, pk)
    typed = request.POST.get("sheet", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else -1
    try:
        importing.choose_sheet(source, number)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (StateError, FileNotFoundError):
        messages.warning(request, _("This sheet cannot be read now. This is how it stands."))
    return redirect("partners:import_columns", source.pk)


def _check(source: Import, form: ColumnsForm) -> None:
    answers = form.cleaned_data
    with suppress(StateError):  # a colleague was quicker; the page shows how it stands
        importing.check_list(
            source,
            header=(form.header.first, form.header.last),
            columns=form.chosen,
            default_type=answers["default_type"],
            approves=answers["approves"],
            mails_codes=answers["mails_codes"],
            checked=form.checked,
        )


def _header_asked(source: Import, first: str, last: str) -> Header:
    """The rows that are asked for as headers, near the top; else the ones that were found."""
    numbers = [
        int(typed) if typed.isascii() and typed.isdecimal() else 0 for typed in (first, last)
    ]
    rows = source.head[:LOOKED_AT]
    if numbers[0] and any(number == numbers[0] for number, _cells in rows):
        return header_at(rows, numbers[0], max(numbers))
    return header_at(rows, source.header_first, source.header_last)


@require_http_methods(["GET", "HEAD"])
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then the report, row by row, and what became of the rows."""
    source = import_of(request, pk)
    if source.state == Import.State.UPLOADED:
        return redirect("partners:import_columns", source.pk)
    return _report(request, source)


def _report(request: HttpRequest, source: Import, checks: CheckForm | None = None) -> HttpResponse:
    """The page of a list; `checks` were sent to register its drafts, incomplete."""
    members = Membership.objects.filter(partner=OuterRef("partner"))
    rows = source.rows.select_related("partner").annotate(has_members=Exists(members))
    counts = SimpleLazyObject(lambda: _counts(source))
    context = {
        "source": source,
        "is_stuck": source.is_running and _is_given_up(source),
        "counts": counts,
        "checks": checks or CheckForm(municipality=source.municipality),
        "found": browse(request, rows, ROW_FILTERS, ROW_SORTS, per_page=50),
    }
    response = render(
        request, "partners/import_detail.html", context, partials=["import_progress", "import_rows"]
    )
    if request.headers.get("HX-Target") == "import-progress" and not source.is_running:
        response["HX-Refresh"] = "true"  # the report is there: the whole page is another
    return response


def _counts(source: Import) -> dict[str, int]:
    """How many rows of each verdict, and of each outcome, in one query."""
    rows = source.rows.order_by().values_list("verdict", "outcome").annotate(Count("pk"))
    counts: dict[str, int] = {}
    for verdict, outcome, number in rows:
        fits = not outcome and verdict in ImportRow.FITTING
        may_be_chosen = source.takes_rows and not outcome and verdict in ImportRow.CHOOSABLE
        for key in (verdict, outcome, "fit" if fits else "", "choosable" if may_be_chosen else ""):
            counts[key] = counts.get(key, 0) + number
    return counts


def _is_given_up(source: Import) -> bool:
    """The ledger has tried it five times."""
    jobs = Job.objects.dead()
    checks = jobs.filter(kind=importing.CHECK, key=str(source.pk))
    parts = jobs.filter(kind=importing.IMPORT, key__startswith=f"{source.pk}:")
    return checks.union(parts).exists()


@require_POST
@idempotent
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Import all rows that fit, or the ticked ones."""
    source = import_of(request, pk)
    typed = [
        value for value in request.POST.getlist("row") if value.isascii() and value.isdecimal()
    ]
    rows = None if "all" in request.POST else [int(value) for value in typed if len(value) < 19]
    try:
        number = importing.begin_import(source, by=_user(request), rows=rows)
    except StateError:
        messages.warning(request, _("This list is being worked on. This is how it stands now."))
    else:
        if not number:
            messages.warning(request, _("No row was ticked. Please tick those you want."))
    return redirect(source)


@require_POST
@idempotent
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list once more, to register the drafts that came from it."""
    source = import_of(request, pk)
    checks = CheckForm(request.POST, municipality=source.municipality)
    if not checks.is_valid():
        return _report(request, source, checks)
    try:
        return redirect(importing.import_again(source, by=_user(request), checked=checks.checked))
    except (StateError, FileNotFoundError):
        messages.warning(request, _("The file is not kept any more. Please upload it again."))
        return redirect("partners:import_create")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _towns(request: HttpRequest) -> list[Municipality]:
    """Where the person may import: 404 for strangers, 403 for staff who manage nothing."""
    if _user(request).is_operator:
        return list(Municipality.objects.all())
    if not staff_roles(request):
        raise Http404
    towns = municipalities_of_staff(request, at_least=StaffRole.Role.MANAGER)
    if not towns:
        raise PermissionDenied
    return towns


def import_of(request: HttpRequest, pk: int) -> Import:
    """An import of a municipality that the person manages."""
    source = get_object_or_404(Import.objects.select_related("municipality", "by"), pk=pk)
    if not _user(request).is_operator:
        require_staff(request, source.municipality_id, at_least=StaffRole.Role.MANAGER)
    return source
