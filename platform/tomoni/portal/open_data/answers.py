"""A file of a data set as an answer: its name, its hash, and since when it is as it is."""

import time

from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from redis.exceptions import RedisError

from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.files import Form, Written, file_name, write
from tomoni.portal.open_data.licence import licence

_KEPT_FOR = 300  # seconds for which a copy may be used without asking
_MONTH = 30 * 86_400


def answer(request: HttpRequest, data_set: DataSet, form: Form, city: str) -> HttpResponseBase:
    """The whole file, or 304 where the reader has it already."""
    written = write(data_set, form, city)
    changed = _unchanged_since(f"{data_set.slug}:{city}:{form.suffix}", written.digest)
    etag = f'"{written.digest}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag, changed)
    if response is None:
        response = _whole(written, file_name(data_set, form, city), form.content_type)
    else:
        written.file.close()
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = f"public, max-age={_KEPT_FOR}"
    response["Link"] = f'<{licence().url}>; rel="license"'
    return response


def _whole(written: Written, name: str, content_type: str) -> FileResponse:
    response = FileResponse(
        written.file, as_attachment=True, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _unchanged_since(name: str, digest: str) -> int:
    """When the file was first seen with this content, in seconds; a row that is gone counts too,
    which no date of the rows would tell.
    """
    key, now = f"open-data:{name}", int(time.time())
    try:
        known = cache.get(key)
        if known and known[0] == digest:
            return int(known[1])
        cache.set(key, (digest, now), _MONTH)
    except RedisError:
        pass
    return now
