"""Files that rows have."""

from typing import Any

from django.core.files.base import ContentFile

from tests.making.people import numbers

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c"
    "49444154789c63e08ef50300012d00b7905e28cf0000000049454e44ae426082"
)


def file_columns(name: str) -> dict[str, Any]:
    """The columns of a document; of a picture where the name says so."""
    is_picture = name.endswith(".png")
    content = _PIXEL if is_picture else b"%PDF-1.7 %%EOF"
    return {
        "file": ContentFile(content, name=f"{next(numbers):032x}{name[-4:]}"),
        "name": name,
        "content_type": "image/png" if is_picture else "application/pdf",
        "size": len(content),
    }
