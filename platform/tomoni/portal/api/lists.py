"""A list of the API: narrowed down, searched and sorted by the very definitions of its page."""

from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from ninja.errors import ValidationError

from tomoni.filters import Found
from tomoni.portal.api.shapes import MOST_AT_ONCE
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
    if getattr(asked, "after", None) is None:
        return _json(_numbered(request, data_set, found, asked))
    _refuse_beside_after(request)
    return _json(_after(request, data_set, found, asked))


def _numbered(request: HttpRequest, data_set: DataSet, found: Found, asked: Any) -> dict[str, Any]:
    """The page of that number, in the order that is asked for."""
    first = (asked.page - 1) * asked.limit
    count = found.narrowed.count()
    keys = found.sorted.values_list("pk", flat=True)[first : first + asked.limit]
    return {
        "count": count,
        "page": asked.page,
        "limit": asked.limit,
        "next": _address(request, page=asked.page + 1) if first + asked.limit < count else None,
        "previous": _address(request, page=asked.page - 1) if asked.page > 1 else None,
        "items": _items(data_set, list(keys) if first < count else []),
    }


def _after(request: HttpRequest, data_set: DataSet, found: Found, asked: Any) -> dict[str, Any]:
    """The rows behind an id, by their ids: what comes or goes meanwhile moves no other row."""
    later = found.narrowed.filter(pk__gt=asked.after).order_by("pk")
    keys = list(later.values_list("pk", flat=True)[: asked.limit + 1])
    shown, has_more = keys[: asked.limit], len(keys) > asked.limit
    return {
        "count": found.narrowed.count(),
        "page": None,
        "limit": asked.limit,
        "next": _address(request, after=shown[-1]) if has_more else None,
        "previous": None,
        "items": _items(data_set, shown),
    }


def _items(data_set: DataSet, keys: list[Any]) -> list[dict[str, Any]]:
    """The rows of these keys, in this order. What a row has chosen is asked for these alone: with
    an OFFSET it would be worked out for all that are passed over too.
    """
    rows = data_set.rows().filter(pk__in=keys).order_by() if keys else []
    complete = data_set.completed(rows, MOST_AT_ONCE)
    plain = {row.pk: data_set.plain(row) for row in complete}
    return [plain[key] for key in keys if key in plain]


def single_of(data_set: DataSet, key: Any) -> JsonResponse:
    """One row by its id; 404 for what is not public."""
    found = get_object_or_404(data_set.having_page(), **{data_set.key: key})
    [row] = data_set.completed([found], 1)
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


def _refuse_beside_after(request: HttpRequest) -> None:
    others = [name for name in ("page", "sort") if name in request.GET]
    if others:
        raise ValidationError([{"type": "beside_after", "loc": (name,)} for name in others])


def _address(request: HttpRequest, **place: int) -> str:
    """The address of another part of the same list."""
    query: QueryDict = request.GET.copy()
    for name, number in place.items():
        query[name] = str(number)
    return absolute(f"{request.path}?{query.urlencode()}")
