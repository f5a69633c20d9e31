"""The description of the API (OpenAPI): what the library makes of it, and what it cannot know.

That is: which values the filters take now (vocabularies are rows), that problems have a media type
of their own, the licence, and which headers come with an answer.
"""

from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings

from tomoni.facets import vocabulary_rows
from tomoni.narrowing import labels_of
from tomoni.portal.api.problems import CONTENT_TYPE
from tomoni.portal.api.shapes import fixed_values
from tomoni.portal.api.site import api
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.licence import licence

PREFIX = "/api/v1"
_ETAG = {"description": "Changes with the content", "schema": {"type": "string"}}
_WAIT = {"description": "Seconds to wait", "schema": {"type": "integer"}}


def description() -> dict[str, Any]:
    """The whole description, with the values that the filters take now."""
    described = deepcopy(_of_the_library())
    described["servers"] = [{"url": settings.BASE_URL}]
    named = {"name": licence().name, "url": licence().url}
    described["info"] = {**described["info"], "license": named}
    for path, operations in described["paths"].items():
        for operation in operations.values():
            _mend_answers(operation["responses"])
            _list_values(path, operation.get("parameters", []))
    return described


def operation_ids() -> list[str]:
    """What programs call the operations, those of the insights too."""
    paths = _of_the_library()["paths"].values()
    return [operation["operationId"] for path in paths for operation in path.values()]


@cache
def _of_the_library() -> dict[str, Any]:
    """What the library makes of the operations, which stay as they are."""
    return dict(api.get_openapi_schema(path_prefix=PREFIX.strip("/")))


def _mend_answers(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[CONTENT_TYPE] = content.pop("application/json")
        response["headers"] = {"ETag": _ETAG} if int(status) == 200 else {}
        if int(status) == 429:
            response["headers"] = {"Retry-After": _WAIT}


def _list_values(path: str, parameters: list[dict[str, Any]]) -> None:
    data_set = DATA_SETS.get(path.removeprefix(f"{PREFIX}/").strip("/"))
    for narrowing in data_set.filters if data_set else ():
        parameter = next(each for each in parameters if each["name"] == narrowing.parameter)
        parameter["description"] = str(narrowing.title)
        if not fixed_values(narrowing):
            labels = labels_of([narrowing], vocabulary_rows([narrowing]))
            parameter["schema"] = _one_of(parameter["schema"], list(labels[narrowing.parameter]))


def _one_of(schema: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """The list of values; where there is none yet, nothing can be chosen."""
    if not values:
        return {**schema, "items": {"type": "string"}, "maxItems": 0}
    return {**schema, "items": {"type": "string", "enum": values}}
