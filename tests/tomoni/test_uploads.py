"""Files are known by their content."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.bad_inputs import bad_files, image_file, office_file, pdf_file
from tomoni import uploads
from tomoni.storage import WholeFileStorage

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


def office(**parts: bytes) -> SimpleUploadedFile:
    """A Word file with more parts than it needs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", parts.pop("types", b"<Types/>"))
        archive.writestr("word/document.xml", b"<document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("x.docx", buffer.getvalue())


def with_size_told(size: int) -> SimpleUploadedFile:
    """A Word file whose list says that a part is as large as that."""
    content = bytearray(office().read())
    place = content.index(b"PK\x01\x02") + 24  # the size in the first entry of the list
    content[place : place + 4] = size.to_bytes(4, "little")
    return SimpleUploadedFile("x.docx", bytes(content))


def overlapping() -> SimpleUploadedFile:
    """A Word file in which thousands of entries lie on the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"x" * 4000)
        first = archive.infolist()[1]
        archive.filelist += [first] * 100
    return SimpleUploadedFile("x.docx", buffer.getvalue())


ODD_OFFICE: dict[str, Any] = {
    "more than a hundred megabytes": lambda: with_size_told(uploads.MAX_UNPACKED + 1),
    "entries on top of each other": overlapping,
    "too many parts": lambda: office(**{f"p{n}": b"" for n in range(uploads.MAX_PARTS)}),
    "path out of the folder": lambda: office(**{"../evil.txt": b"x"}),
    "path with backslashes": lambda: office(**{"..\\evil.txt": b"x"}),
    "absolute path": lambda: office(**{"/etc/passwd": b"x"}),
    "macro of another name": lambda: office(types=b'<Types ContentType="ms-office.vbaProject"/>'),
    "something behind it": lambda: SimpleUploadedFile("x.docx", office().read() + b"<html>"),
    "list of parts that is a bomb": lambda: office(types=b" " * 2_000_000),
}


@pytest.mark.parametrize("make", ODD_OFFICE.values(), ids=ODD_OFFICE)
def test_odd_archive_is_refused_without_being_unpacked(make: Any) -> None:
    with pytest.raises(ValidationError):
        DOCUMENTS.clean([make()])


def test_ordinary_word_file_is_kept() -> None:
    [(_, kept)] = DOCUMENTS.clean([office(**{"word/media/image1.png": b"x" * 9000})])
    assert kept.content_type == uploads.OFFICE_TYPES[".docx"]


def test_comment_of_a_picture_does_not_stay() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (10, 10)).save(buffer, format="JPEG", comment=b"at home")
    [(_, file)] = IMAGES.clean([SimpleUploadedFile("a.jpg", buffer.getvalue())])
    assert b"at home" not in file.read()


def test_field_that_takes_fewer_kinds_names_them() -> None:
    field = uploads.UploadField(suffixes=(".pdf",))
    with pytest.raises(ValidationError, match="PDF"):
        field.clean([office()])
    assert field.clean([pdf_file()])


# --- Where files are kept ---------------------------------------------------------------------


def stored_in(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_file_is_put_in_its_place_whole(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=tmp_path, file_permissions_mode=0o640)
    name = storage.save("uploads/a.pdf", ContentFile(b"%PDF-"))
    assert stored_in(tmp_path) == [name]
    with storage.open(name) as file:
        assert file.read() == b"%PDF-"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o640
    assert storage.save("uploads/a.pdf", ContentFile(b"other")) != name


def test_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    class Cut(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"half of it"
            raise OSError(28, "No space left on device")

    storage = WholeFileStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        storage.save("uploads/a.pdf", Cut(b"x"))
    assert stored_in(tmp_path) == []
