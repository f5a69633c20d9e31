"""What a row came out of, and what came out of it: a page, and a part of the row's own page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.portal.provenance.kinds import KINDS, PARTNER, address_of, model_of, title_of
from tomoni.portal.provenance.timeline import shares_in, timeline_of

PER_PAGE = 100
"""Lines of one page, the earliest first."""
SHOWN_BESIDE = 12
"""Lines in the part that stands on the row's own page."""


@login_not_required
@require_safe
def provenance(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The timeline of whatever the reader may see; 404 for anything else."""
    row = _shown(request, kind, pk)
    timeline = timeline_of(row, request.user)
    shares = shares_in(timeline)
    chosen = request.GET.get("only", "")
    narrowed = next((share for share in shares if share.kind == chosen), None)
    steps = narrowed.steps if narrowed else timeline
    context = {
        "row": row,
        "row_name": _name_of(kind, row),
        "row_url": address_of(row),
        "kind": kind,
        "is_partner": kind == PARTNER,
        "shares": shares,
        "narrowed": narrowed,
        "steps": Paginator(steps, PER_PAGE).get_page(request.GET.get("page")),
        "short": timeline[-SHOWN_BESIDE:],
        "is_short": len(timeline) > SHOWN_BESIDE,
        "is_alone": all(step.is_here for step in timeline),
    }
    return render(request, "portal/provenance.html", context, partials=["provenance_part"])


def _shown(request: HttpRequest, kind: str, pk: int) -> Any:
    model: Any = model_of(kind)
    if model is None:
        raise Http404
    rows = KINDS[kind].rows() if kind in KINDS else model.objects.all()
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _name_of(kind: str, row: Any) -> str:
    return title_of(kind, row) if kind in KINDS else str(row)
