"""The API itself: two operations for each data set, and the figures of the insights.

A router that is mounted here is answered like all others (see `answering`), and stands in the
description. Names of its URLs need a row in the table of roles.
"""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Query, Router
from ninja.errors import HttpError, ValidationError
from redis.exceptions import RedisError

from tomoni.portal.api import problems
from tomoni.portal.api.answering import answering
from tomoni.portal.api.lists import list_of, single_of
from tomoni.portal.api.problems import Problem
from tomoni.portal.api.shapes import item_of, page_of, question_of
from tomoni.portal.insights.api import router as insights
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.data_sets import DATA_SETS

VERSION = "1"
api = NinjaAPI(
    title="Tomoni API",
    version=VERSION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    description="What everybody may see, read-only and without a key.",
)


def _router_of(data_set: DataSet) -> Router:
    """The list of a data set, and one row of it."""
    router = Router(tags=[data_set.slug])
    item = item_of(data_set)
    wrong = {404: Problem, 422: Problem, 429: Problem}
    router.get(
        "",
        response={200: page_of(data_set, item), 422: Problem, 429: Problem},
        url_name=f"{data_set.slug}_list",
        operation_id=f"{data_set.slug}_list",
        summary=f"{data_set.ja} / {data_set.en}",
        description=f"{data_set.about_ja}\n\n{data_set.about_en}",
    )(_list_view(data_set))
    del wrong[422]
    router.get(
        "/{int:key}" if data_set.key == "pk" else "/{slug:key}",
        response={200: item, **wrong},
        url_name=f"{data_set.slug}_detail",
        operation_id=f"{data_set.slug}_detail",
        summary=f"{data_set.ja}：1件 / One of {data_set.en}",
    )(_single_view(data_set))
    return router


def _list_view(data_set: DataSet) -> Any:
    def view(request: HttpRequest, asked: Any) -> HttpResponse:
        return list_of(request, data_set, asked)

    # Its parameters are those of this data set, which no annotation could say beforehand.
    view.__annotations__["asked"] = Query[question_of(data_set)]  # type: ignore[misc]
    return view


def _single_view(data_set: DataSet) -> Any:
    def view(request: HttpRequest, key: Any) -> HttpResponse:
        return single_of(data_set, key)

    view.__annotations__["key"] = int if data_set.key == "pk" else str
    return view


for _data_set in DATA_SETS.values():
    api.add_router(f"/{_data_set.slug}", _router_of(_data_set))
api.add_router("/insights", insights)

_HANDLERS: dict[Any, Any] = {
    Http404: problems.not_found,
    HttpError: problems.refused,
    ValidationError: problems.invalid,
    OperationalError: problems.away,
    InterfaceError: problems.away,
    RedisError: problems.away,
    SuspiciousOperation: problems.unreadable,
    Exception: problems.failed,
}
for _error, _handler in _HANDLERS.items():
    api.add_exception_handler(_error, _handler)


def urlpatterns() -> list[URLPattern]:
    """The addresses of all operations; the page of the API is ours, not that of the library."""
    found = [each for each in api.urls[0] if isinstance(each, URLPattern)]
    return [
        URLPattern(each.pattern, answering(each.callback), each.default_args, each.name)
        for each in found
        if each.name != "api-root"
    ]
