"""The page and the description of the API, and what is answered where it has nothing."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.models import in_reader_language
from tomoni.portal.api.answering import answering
from tomoni.portal.api.description import description
from tomoni.portal.api.problems import problem
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.licence import licence


@login_not_required
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """How the API is used, with every resource and parameter; each example is a link."""
    context = {
        "operations": _operations(),
        "licence": licence(),
        "base_url": settings.BASE_URL,
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
    }
    return render(request, "portal/api/api_docs.html", context)


def _operations() -> list[dict[str, Any]]:
    """Each address with its parameters, as the description has it."""
    return [
        {
            "path": path,
            "data_set": DATA_SETS.get(operation["tags"][0]) if operation.get("tags") else None,
            "summary": _in_one_language(operation.get("summary", "")),
            "parameters": [_parameter(each) for each in operation.get("parameters", [])],
            "is_example": "{" not in path,
        }
        for path, operations in description()["paths"].items()
        for operation in operations.values()
    ]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    one = next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)
    values = one.get("enum") or one.get("items", {}).get("enum") or []
    return {
        "name": parameter["name"],
        "about": _in_one_language(parameter.get("description") or schema.get("description", "")),
        "values": values,
        "is_list": schema.get("type") == "array",
        "least": one.get("minimum"),
        "most": one.get("maximum"),
        "longest": one.get("maxLength"),
        "usual": schema.get("default"),
    }


def _in_one_language(words: str) -> str:
    """Programs are told both, with a stroke between them; people the one they read."""
    ja, _stroke, en = words.partition(" / ")
    return in_reader_language(ja, en)


@answering
@require_safe
def api_schema(request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI); names of filters are in the reader's language."""
    response = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@answering
def api_unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No address of the API, in words that a program can read; of its root, the page."""
    if rest == "v1":
        return redirect("portal:api_docs", permanent=True)
    return problem(404, _("The API has no such address. See /api/v1/ for those it has."))
