"""Addresses of the pictures of partners and listings: another picture has another address."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.urls import reverse


def picture_version(picture: FieldFile) -> str:
    """What tells one picture of a row from the next: part of its stored name, drawn by lot."""
    return PurePath(picture.name or "").stem[-12:]


def picture_url(view: str, key: str | int, picture: FieldFile) -> str:
    """ "" where the row has no picture."""
    if not picture:
        return ""
    return f"{reverse(view, args=[key])}?v={picture_version(picture)}"
