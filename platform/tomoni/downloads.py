"""Private files on their way to a reader: saved by the browser, never run as a page of ours."""

from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


class Stored(Protocol):
    """A row with a file that was checked when it came in."""

    name: str
    content_type: str

    @property
    def file(self) -> FieldFile: ...


def as_attachment(row: Stored) -> FileResponse:
    """The file under the name its sender gave it; 404 where it is not there any more."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
