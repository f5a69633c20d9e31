"""A list of the API: narrowed down, searched and sorted by the very definitions of its page."""

from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from ninja.errors import ValidationError

from tomoni.filters import Found
from tomoni.portal.open_data.columns import DataSet, absolute


def list_of(request: HttpRequest, data_set: DataSet, asked: Any) -> JsonResponse:
    """One page of the rows that are asked for."""
    refuse_unknown(request, asked)
    rows = data_set.rows()
    for extra in data_set.extras:
        value = getattr(asked, extra.parameter)
        rows = extra.narrow(rows, value) if value is not None else rows
    found = Found(request.path, request.GET, rows, data_set.filters, data_set.sorts, asked.limit)
    _refuse_unknown_values(found, asked)
    first = (asked.page - 1) * asked.limit
    count = found.narrowed.count()
    shown = found.sorted[first : first + asked.limit] if first < count else []
    return _json(
        {
            "count": count,
            "page": asked.page,
            "limit": asked.limit,
            "next": _page(request, asked.page + 1) if first + asked.limit < count else None,
            "previous": _page(request, asked.page - 1) if asked.page > 1 else None,
            "items": [data_set.plain(row) for row in shown],
        }
    )


def single_of(data_set: DataSet, key: Any) -> JsonResponse:
    """One row by its id; 404 for what is not public."""
    row = get_object_or_404(data_set.having_page(), **{data_set.key: key})
    return _json(data_set.plain(row))


def _json(data: dict[str, Any]) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def refuse_unknown(request: HttpRequest, asked: Any) -> None:
    """422 for parameters that the question does not have. A mistyped name would otherwise give
    everything, and nobody would notice.
    """
    unknown = set(request.GET) - set(type(asked).model_fields)
    if unknown:
        raise ValidationError([{"type": "unknown", "loc": (name,)} for name in sorted(unknown)])


def _refuse_unknown_values(found: Found, asked: Any) -> None:
    wrong = [
        narrowing.parameter
        for narrowing in found.filters
        if set(getattr(asked, narrowing.parameter)) - set(found.labels[narrowing.parameter])
    ]
    refuse_values_of(wrong)


def refuse_values_of(parameters: list[str]) -> None:
    """422 where there are any: their values do not exist."""
    if parameters:
        raise ValidationError([{"type": "literal_error", "loc": (name,)} for name in parameters])


def _page(request: HttpRequest, number: int) -> str:
    query: QueryDict = request.GET.copy()
    query["page"] = str(number)
    return absolute(f"{request.path}?{query.urlencode()}")
