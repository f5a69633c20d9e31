"""Files that people send: known by their content, bounded, images drawn anew."""

import io
import re
import uuid
import zipfile
import zlib
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
MAX_PARTS = 5_000  # of an office file; a long document has some hundreds
_MAX_LIST_OF_PARTS = 1024 * 1024  # bytes of the part that lists the others
_ZIP_TAIL = 22  # bytes with which an archive without a comment ends
_PDF_TAIL = 1024  # bytes within which a PDF says that it ends
OFFICE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OFFICE_PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
SUFFIXES = (".pdf", *OFFICE_TYPES, *PICTURE_SUFFIXES)
IMAGE_FORMATS = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "WEBP": ("image/webp", ".webp"),
}


def is_picture(content_type: str) -> bool:
    """Whether a file that was taken is a picture, drawn anew and safe to be shown on a page."""
    return content_type in {known for known, _suffix in IMAGE_FORMATS.values()}


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
    image.info.pop("comment", None)  # the one thing Pillow would copy into the new file
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
    if suffix in PICTURE_SUFFIXES:
        return checked_image(upload)
    if suffix == ".pdf" and _is_pdf(upload):
        return _kept(upload, suffix, "application/pdf")
    if suffix in OFFICE_TYPES and _is_office(upload, suffix):
        return _kept(upload, suffix, OFFICE_TYPES[suffix])
    raise ValidationError(
        _("Only PDF, Word, Excel, PowerPoint and pictures (JPEG, PNG, WebP) can be sent.")
    )


def _is_pdf(upload: UploadedFile) -> bool:
    """It begins and ends like one: what is another kind of file as well does not."""
    start, end = upload.read(5), _tail(upload, _PDF_TAIL)
    upload.seek(0)
    return start == b"%PDF-" and b"%%EOF" in end


def _tail(upload: UploadedFile, size: int) -> bytes:
    upload.seek(max(0, (upload.size or 0) - size))
    end: bytes = upload.read()
    return end


def _check_size(upload: UploadedFile) -> None:
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large (%(size)s). Up to %(limit)s can be sent."),
            params={"size": filesizeformat(upload.size or 0), "limit": filesizeformat(MAX_BYTES)},
        )


def _is_office(upload: UploadedFile, suffix: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as parts:
            ends_there = _tail(upload, _ZIP_TAIL).startswith(b"PK\x05\x06")
            return ends_there and _is_plain_office(parts, suffix, upload.size or 0)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return False
    except NotImplementedError:  # a way of packing that no office program uses
        return False
    finally:
        upload.seek(0)


def _is_plain_office(parts: zipfile.ZipFile, suffix: str, size: int) -> bool:
    """An office file without macros and nothing but that. Nothing is unpacked but a short list."""
    infos = parts.infolist()
    names = [info.filename for info in infos]
    is_bounded = (
        len(infos) <= MAX_PARTS
        and sum(info.file_size for info in infos) <= MAX_UNPACKED
        # Parts that lie on top of each other would be more than the whole.
        and sum(info.compress_size for info in infos) <= size
    )
    return (
        is_bounded
        # Nothing stands before or behind the archive, so it is no second kind of file as well.
        and min((info.header_offset for info in infos), default=1) == 0
        and not any(_leaves_its_folder(name) for name in names)
        and any(name.startswith(_OFFICE_PARTS[suffix]) for name in names)
        and not any(name.lower().endswith("vbaproject.bin") for name in names)
        and "[Content_Types].xml" in names
        and _lists_no_macros(parts)
    )


def _leaves_its_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)


def _lists_no_macros(parts: zipfile.ZipFile) -> bool:
    with parts.open("[Content_Types].xml") as part:
        listed = part.read(_MAX_LIST_OF_PARTS + 1)
    is_short = len(listed) <= _MAX_LIST_OF_PARTS
    return is_short and not re.search(rb"vbaProject|macroEnabled", listed, re.IGNORECASE)


def _kept(upload: UploadedFile, suffix: str, content_type: str) -> ContentFile:
    file = ContentFile(upload.read(), name=f"{uuid.uuid4().hex}{suffix}")
    file.content_type = content_type  # type: ignore[attr-defined]
    return file


def shown_name(upload: UploadedFile) -> str:
    """The name the sender gave the file, fit to be shown and sent in a header."""
    name = re.split(r"[/\\]", text.one_line(upload.name or ""))[-1].replace('"', "")
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

    def __init__(
        self,
        *,
        images_only: bool = False,
        most: int = 1,
        suffixes: Sequence[str] = SUFFIXES,
        **kwargs: Any,
    ) -> None:
        self.check = checked_image if images_only else checked_document
        self.most, self.suffixes = most, () if images_only else tuple(suffixes)
        accept = "image/jpeg,image/png,image/webp" if images_only else ",".join(suffixes)
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
            if self.suffixes and not (upload.name or "").lower().endswith(self.suffixes):
                raise ValidationError(self._not_taken())
            return self.check(upload)
        except ValidationError as error:
            name = shown_name(upload)
            raise ValidationError([f"{name}: {message}" for message in error.messages]) from error

    def _not_taken(self) -> str:
        kinds = ", ".join(suffix.removeprefix(".").upper() for suffix in self.suffixes)
        return _("This kind of file cannot be sent. These can: %(kinds)s") % {"kinds": kinds}
