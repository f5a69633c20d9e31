"""Files of the demo listings, drawn here: nothing that anybody has made is carried along."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from partners.models import Listing
from tomoni.portal.demo.shapes import DemoListing

_SKY, _HILL, _FIELD, _ROW = "#dbe9e4", "#7fa58f", "#2f6b4f", "#1d4a36"
_EARTH, _STEAM = "#6b5140", "#f6faf8"
_WIDTH, _HEIGHT = 1200, 800


def add_files(listing: Listing, said: DemoListing) -> None:
    """The picture and the document that the listing is said to have."""
    if said.picture:
        _add(listing, "shashin.png", "image/png", picture(), alt=said.picture)
    if said.document:
        _add(listing, said.document, "application/pdf", document())


def _add(listing: Listing, name: str, content_type: str, content: bytes, alt: str = "") -> None:
    suffix = name.rpartition(".")[2]
    listing.files.create(
        file=ContentFile(content, name=f"demo-{listing.pk}.{suffix}"),
        name=name,
        content_type=content_type,
        size=len(content),
        alt=alt,
        order=listing.files.count(),
    )


def picture() -> bytes:
    """Rows of tea below hills."""
    image, draw = _landscape()
    for row in range(9):
        top = 480 + row * row * 5
        draw.rounded_rectangle((-40, top, _WIDTH + 40, top + 6 + row * 3), 12, fill=_ROW)
    return _written(image)


def heap() -> bytes:
    """A heap of compost below hills, with steam above it."""
    image, draw = _landscape()
    draw.polygon(((260, 700), (520, 330), (690, 330), (950, 700)), fill=_EARTH)
    for place in range(3):
        left = 470 + place * 90
        draw.arc((left, 120, left + 60, 220), 90, 270, fill=_STEAM, width=14)
        draw.arc((left, 220, left + 60, 320), 270, 90, fill=_STEAM, width=14)
    return _written(image)


def _landscape() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _SKY)
    draw = ImageDraw.Draw(image)
    for centre in range(0, _WIDTH + 1, 400):
        draw.ellipse((centre - 380, 260, centre + 380, 900), fill=_HILL)
    draw.rectangle((0, 460, _WIDTH, _HEIGHT), fill=_FIELD)
    return image, draw


def _written(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def document() -> bytes:
    """One page of A4 with one line, as every PDF reader opens it."""
    text = b"BT /F1 24 Tf 72 720 Td (Tomoni: a page of the demo) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return written + head + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(written)
