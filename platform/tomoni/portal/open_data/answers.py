"""A file of a data set as an answer: its name, its hash, and since when it is as it is."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.files import Form, file_name
from tomoni.portal.open_data.keeping import KEPT_FOR, kept
from tomoni.portal.open_data.licence import licence


def answer(request: HttpRequest, data_set: DataSet, form: Form, city: str) -> HttpResponseBase:
    """The whole file, or 304 where the reader has it already."""
    found = kept(data_set, form, city)
    etag = f'"{found.digest}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag, found.since)
    if response is None:
        response = FileResponse(
            found.file,
            as_attachment=True,
            filename=file_name(data_set, form, city),
            content_type=form.content_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
    else:
        found.file.close()
    response["ETag"], response["Last-Modified"] = etag, http_date(found.since)
    response["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response["Link"] = f'<{licence().url}>; rel="license"'
    return response
