"""Files that people send: known by their content, bounded, images drawn anew."""

import io
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tomoni import text

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 5
MAX_PIXELS = 40_000_000  # a 40-megapixel photograph; more is refused before it is unpacked
LONGEST_EDGE = 2_000  # pixels of the image that is kept
MAX_UNPACKED = 100 * 1024 * 1024  # bytes an office file may grow to
OFFICE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OFFICE_PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
IMAGE_FORMATS = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "WEBP": ("image/webp", ".webp"),
}


def checked_image(upload: UploadedFile) -> ContentFile:
    """The image drawn anew without anything hidden in it (place, comments, other formats).

    Raises ValidationError when it is too large, of another type or damaged.
    """
    _check_size(upload)
    try:
        with Image.open(upload, formats=list(IMAGE_FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The picture has too many pixels. Please make it smaller."))
            kind = str(image.format)
            drawn = ImageOps.exif_transpose(image)
            drawn.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            return _written(drawn, kind)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(
            _("This is not a JPEG, PNG or WebP picture that can be opened. Please choose another.")
        ) from error


def _written(image: Image.Image, kind: str) -> ContentFile:
    content_type, suffix = IMAGE_FORMATS[kind]
    keeps_alpha = kind in {"PNG", "WEBP"} and image.mode in {"RGBA", "LA", "P"}
    buffer = io.BytesIO()
    image.convert("RGBA" if keeps_alpha else "RGB").save(buffer, format=kind, quality=85)
    file = ContentFile(buffer.getvalue(), name=f"{uuid.uuid4().hex}{suffix}")
    file.content_type = content_type  # type: ignore[attr-defined]
    return file


def checked_document(upload: UploadedFile) -> ContentFile:
    """A picture, PDF or office file under a name of ours; `content_type` is what it really is.

    Raises ValidationError when it is too large, of another type than its name says, or damaged.
    """
    _check_size(upload)
    suffix = PurePath(upload.name or "").suffix.lower()
    start = upload.read(8)
    upload.seek(0)
    if suffix in {".jpg", ".jpeg", ".png", ".webp"}:
        return checked_image(upload)
    if suffix == ".pdf" and start.startswith(b"%PDF-"):
        return _kept(upload, suffix, "application/pdf")
    if suffix in OFFICE_TYPES and _is_office(upload, suffix):
        return _kept(upload, suffix, OFFICE_TYPES[suffix])
    raise ValidationError(
        _("Only PDF, Word, Excel, PowerPoint and pictures (JPEG, PNG, WebP) can be sent.")
    )


def _check_size(upload: UploadedFile) -> None:
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large (%(size)s). Up to %(limit)s can be sent."),
            params={"size": filesizeformat(upload.size or 0), "limit": filesizeformat(MAX_BYTES)},
        )


def _is_office(upload: UploadedFile, suffix: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        upload.seek(0)
    names = [info.filename for info in infos]
    return (
        "[Content_Types].xml" in names
        and any(name.startswith(_OFFICE_PARTS[suffix]) for name in names)
        and not any(name.lower().endswith("vbaproject.bin") for name in names)
        and sum(info.file_size for info in infos) <= MAX_UNPACKED
    )


def _kept(upload: UploadedFile, suffix: str, content_type: str) -> ContentFile:
    file = ContentFile(upload.read(), name=f"{uuid.uuid4().hex}{suffix}")
    file.content_type = content_type  # type: ignore[attr-defined]
    return file


def shown_name(upload: UploadedFile) -> str:
    """The name the sender gave the file, fit to be shown and sent in a header."""
    name = PurePath(text.one_line(upload.name or "")).name.replace('"', "")
    return name[-120:] or "file"


class _FileInput(forms.ClearableFileInput):
    template_name = "components/file_input.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All files of the field; a plain dict of files has one at most."""
        many = files.getlist(name) if hasattr(files, "getlist") else [files.get(name)]
        return [file for file in many if file]


class UploadField(forms.FileField):
    """Files that are checked when the form is; `cleaned_data` has `(shown name, file)` pairs.

    A file that is fine is kept in the draft even while other fields still have errors.
    """

    def __init__(self, *, images_only: bool = False, most: int = 1, **kwargs: Any) -> None:
        self.check = checked_image if images_only else checked_document
        self.most = most
        accept = (
            "image/jpeg,image/png,image/webp"
            if images_only
            else (".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.webp")
        )
        attrs = {"accept": accept, "multiple": most > 1}
        widget = _FileInput(attrs=attrs)
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, ContentFile]]:
        """Check every file; the message of the first that is refused names it."""
        uploads: Sequence[UploadedFile] = (
            data if isinstance(data, list | tuple) else [data] if data else []
        )
        if len(uploads) > self.most:
            raise ValidationError(
                _("Please choose at most %(most)d files."), params={"most": self.most}
            )
        return [(shown_name(upload), self._checked(upload)) for upload in uploads]

    def _checked(self, upload: UploadedFile) -> ContentFile:
        try:
            if not upload.size:
                raise ValidationError(_("The file is empty."))
            return self.check(upload)
        except ValidationError as error:
            name = shown_name(upload)
            raise ValidationError([f"{name}: {message}" for message in error.messages]) from error
