"""Extracting and compiling translations with Babel alone: no system gettext, one catalogue per app.

The words of an app are in its Python files and in `templates/<app>/`; what the whole site shares
(base, components, errors) belongs to the portal.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEMPLATES_OF = {  # where the templates' folder is not called like the app
    "accounts": ["account", "mfa", "usersessions", "allauth"],
    "portal": ["portal", "components", "errors", "django", "mail/portal", "."],
}
# … and of these only what stands right in them: a kind of notice is worded by its own app.
_FLAT = {".", "notices"}


def apps() -> list[Path]:
    """The folders of our apps, each with a `locale/`."""
    found = [*ROOT.glob("*/apps.py"), *ROOT.glob("platform/tomoni/*/apps.py")]
    return sorted(path.parent for path in found)


def catalogue_of(app: Path) -> Path:
    """The Japanese catalogue of the app."""
    return app / "locale/ja/LC_MESSAGES/django.po"


def extracted(app: Path) -> Catalog:
    """All messages of the app's Python files and templates."""
    catalog = Catalog(locale="ja", project="Tomoni", charset="utf-8", fuzzy=False)
    for file in _sources(app):
        text = file.read_text("utf-8")
        source = text if file.suffix == ".py" else _as_python(text, file)
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            place = (str(file.relative_to(ROOT)), 0)
            catalog.add(message, locations=[place], auto_comments=comments, context=context)
    return catalog


def _as_python(template: str, file: Path) -> str:
    """What Django makes of a template for extraction, without the indentation of the HTML."""
    lines = templatize(template, origin=str(file)).splitlines()
    return "\n".join(line.strip() for line in lines)


def _sources(app: Path) -> Iterator[Path]:
    for file in sorted(app.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file
    if app.name == "portal":
        yield from sorted((ROOT / "platform/tomoni").glob("*.py"))
    yield from _templates(app)


def _templates(app: Path) -> Iterator[Path]:
    folders = _TEMPLATES_OF.get(app.name, [app.name])
    for folder in folders:
        files = (ROOT / "templates" / folder).glob("*" if folder in _FLAT else "**/*")
        yield from sorted(file for file in files if file.suffix in {".html", ".txt"})
    yield from sorted((ROOT / "templates/notices" / app.name).glob("*.txt"))
    for mail in sorted((ROOT / "templates/mail").glob("*.txt")):
        if _app_of_mail(mail) == app.name:
            yield mail


def _app_of_mail(mail: Path) -> str:
    """A mail is named after what it is about."""
    owner = dict.fromkeys(("partner", "listing", "news"), "partners")
    own = ("challenge", "proposal", "question")
    owner |= {"registration": "events", "event": "events", **dict.fromkeys(own, "challenges")}
    return owner.get(mail.stem.partition("_")[0], "portal")


def update(app: Path) -> tuple[int, list[str]]:
    """Bring the catalogue up to date; how many messages it has, and which lack Japanese."""
    template, path = extracted(app), catalogue_of(app)
    catalog = read(path) if path.exists() else Catalog(locale="ja")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=True, width=100, include_lineno=False)
    return len(catalog), missing(catalog)


def missing(catalog: Catalog) -> list[str]:
    """The messages without a Japanese text."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(string: object) -> list[str]:
    return (
        [str(part) for part in string] if isinstance(string, list | tuple) else [str(string or "")]
    )


def read(path: Path) -> Catalog:
    """The catalogue of a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="ja")


def compile_all() -> int:
    """Write a .mo beside every .po that is newer; how many were written."""
    written = 0
    for app in apps():
        path = catalogue_of(app)
        target = path.with_suffix(".mo")
        if path.exists() and _is_older(target, path):
            with target.open("wb") as file:
                write_mo(file, read(path))
            written += 1
    return written


def _is_older(target: Path, source: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime
