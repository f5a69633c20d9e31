"""Files are known by their content."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.bad_inputs import bad_files, image_file, office_file, pdf_file
from tomoni import uploads

IMAGES = uploads.UploadField(images_only=True)
DOCUMENTS = uploads.UploadField(most=3)


@pytest.mark.parametrize(("name", "file"), bad_files().items(), ids=bad_files().keys())
@pytest.mark.parametrize("field", [IMAGES, DOCUMENTS], ids=["images", "documents"])
def test_bad_file_is_refused_by_name(
    field: uploads.UploadField, name: str, file: SimpleUploadedFile
) -> None:
    file.seek(0)
    with pytest.raises(ValidationError) as refused:
        field.clean([file])
    assert str(file.name) in refused.value.messages[0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_is_drawn_anew(kind: str) -> None:
    [(name, file)] = IMAGES.clean([image_file(kind)])
    assert (name, Image.open(file).format) == (f"写真.{kind.lower()}", kind)


def test_picture_loses_where_it_was_taken() -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x9286] = "34.77N 138.01E"
    Image.new("RGB", (10, 10)).save(buffer, format="JPEG", exif=exif)
    [(_, file)] = IMAGES.clean([SimpleUploadedFile("a.jpg", buffer.getvalue())])
    assert not Image.open(file).getexif()


def test_large_picture_is_made_smaller() -> None:
    [(_, file)] = IMAGES.clean([image_file("JPEG", (3000, 1500))])
    assert Image.open(file).size == (2000, 1000)


def test_decompression_bomb_is_refused() -> None:
    with pytest.raises(ValidationError):
        IMAGES.clean([image_file("PNG", (9000, 9000))])


@pytest.mark.parametrize(
    ("file", "content_type"),
    [(pdf_file(), "application/pdf"), (office_file(), uploads.OFFICE_TYPES[".xlsx"])],
    ids=["pdf", "xlsx"],
)
def test_document_is_kept(file: SimpleUploadedFile, content_type: str) -> None:
    [(_, kept)] = DOCUMENTS.clean([file])
    assert kept.content_type == content_type


def test_too_many_files_are_refused() -> None:
    with pytest.raises(ValidationError, match="3"):
        DOCUMENTS.clean([pdf_file() for _ in range(4)])


def test_name_cannot_leave_its_folder_or_header() -> None:
    shown = uploads.shown_name(SimpleUploadedFile('..\\a"\r\nX: y/../../b.pdf', b""))
    assert "/" not in shown
    assert '"' not in shown
    assert "\n" not in shown
