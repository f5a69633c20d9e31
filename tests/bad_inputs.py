"""What people and programs really put into forms: taken as it is, or refused in words."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

TEXTS = {
    "empty": "",
    "only spaces": " \u3000\t ",
    "over-long": "長" * 100_000,
    "full-width": "ＡＢＣ　１２３　（株）",
    "half-width kana": "ｶﾌﾞｼｷｶﾞｲｼｬ ｶｹｶﾞﾜ",
    "emoji": "🍵👩‍👩‍👧‍👦🏳️‍🌈",
    "rare kanji": "𠮷野家 髙橋 﨑 ① ㈱",
    "variation selector": "葛\U000e0100城市",
    "html": "<script>alert(1)</script><b onclick=x>太字</b>",
    "template": "{{ 7*7 }}{% csrf_token %}",
    "control characters": "前\x00後\x07\x1b[31m",
    "direction override": "abc\u202egnp.exe",
    "zero width": "空\u200bき\u200c家",
    "formula": "＝cmd|' /C calc'!A0",
    "lone surrogate": "a\ud800b",
    "very large number": str(2**63),
    "negative": "-1",
    "far date": "9999-12-31",
    "json": '{"__proto__": {"admin": true}}',
    "path": "../../etc/passwd",
}
# A lone surrogate cannot travel in a request: no browser can encode it.
TYPEABLE = {kind: text for kind, text in TEXTS.items() if kind != "lone surrogate"}


def image_file(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), name: str = ""
) -> SimpleUploadedFile:
    """A small picture that opens."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "#0b5d4e").save(buffer, format=kind)
    return SimpleUploadedFile(name or f"写真.{kind.lower()}", buffer.getvalue())


def pdf_file(name: str = "計画.pdf") -> SimpleUploadedFile:
    """Bytes that start like a PDF."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


def office_file(name: str = "見積.xlsx", part: str = "xl/workbook.xml") -> SimpleUploadedFile:
    """A zip with the parts that make an office file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr(part, "<workbook/>")
    return SimpleUploadedFile(name, buffer.getvalue())


def bad_files() -> dict[str, SimpleUploadedFile]:
    """Files that every upload field refuses in words."""
    return {
        "empty file": SimpleUploadedFile("empty.png", b""),
        "thirty megabytes": SimpleUploadedFile(
            "big.png", b"\x89PNG\r\n\x1a\n" + b"0" * 30 * 1024 * 1024
        ),
        "program renamed": SimpleUploadedFile("photo.jpg", b"MZ\x90\x00" + b"\x00" * 500),
        "svg": SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>"),
        "html as png": SimpleUploadedFile("x.png", b"<html><script>alert(1)</script></html>"),
        "cut image": SimpleUploadedFile("cut.png", image_file().read()[:60]),
        "macro": office_file("macro.xlsx", "xl/vbaProject.bin"),
        "pdf and something else": SimpleUploadedFile("x.pdf", pdf_file().read() + b"PK" * 2000),
        "page before an archive": SimpleUploadedFile(
            "x.docx", b"<html>" + office_file("x.docx", "word/document.xml").read()
        ),
        "other office type": office_file("x.docx", "xl/workbook.xml"),
        "no suffix": SimpleUploadedFile("noname", b"hello"),
    }
