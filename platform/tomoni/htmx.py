"""One rule for htmx: a fragment is a file, its root id is the file's name, HX-Target chooses it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request as every view sees it: the middleware has added `htmx`."""

    htmx: HtmxDetails


def render(
    request: HttpRequest,
    page: str,
    context: dict[str, Any] | None = None,
    *,
    partials: Sequence[str] = (),
    status: int = 200,
) -> TemplateResponse:
    """Render the page, or only the partial that htmx is about to swap in.

    `partials` names the fragments of this page that may be asked for: `"listing_rows"` is the
    file `_listing_rows.html` beside the page, whose root element has the id `listing-rows`.
    """
    folder = page.rpartition("/")[0]
    by_target = {name.replace("_", "-"): f"{folder}/_{name}.html" for name in partials}
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    wanted = "" if htmx.history_restore_request else htmx.target or ""
    response = TemplateResponse(request, by_target.get(wanted, page), context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
