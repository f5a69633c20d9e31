"""The tree keeps its shape: imports run one way, names agree, nothing shadows anything."""

import ast
import importlib.metadata
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
# From left to right; each may import itself and what stands to its left.
ORDER = ["tomoni", "partners", "challenges", "matching", "events", "tomoni.portal"]
OURS = {"tomoni", "partners", "challenges", "matching", "events"}
# Inside the platform, the apps in the order in which they may know each other.
PLATFORM_ORDER = ["taxonomy", "accounts", "municipalities", "journal", "notices"]
# Inside partners, the rooms in the order in which they may know each other.
ROOMS = {
    "partners": [
        *("models", "record", "mailing", "people", "ties", "publishing"),
        *("writing", "life", "projects", "agreements", "forms", "bulk", "views"),
    ],
    "matching": [
        *("engine", "models", "storing", "reading"),
        *("introducing", "brokering", "forms", "views"),
    ],
    "events": [
        *("models", "preparing", "attending", "pitching", "seating", "hosting"),
        *("noting", "following", "consulting", "reporting", "views"),
    ],
}


def app_of(module: str) -> str:
    """The place of a module in ORDER."""
    return "tomoni.portal" if module.startswith("tomoni.portal") else module.partition(".")[0]


def python_files() -> Iterator[tuple[str, Path]]:
    """Our modules, by dotted name."""
    for folder, base in [(ROOT / "platform", ROOT / "platform"), *((ROOT / a, ROOT) for a in OURS)]:
        for file in folder.rglob("*.py"):
            if "migrations" not in file.parts:
                yield ".".join(file.relative_to(base).with_suffix("").parts), file


def imports_of(file: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_run_one_way() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, file in python_files()
        for imported in imports_of(file)
        if imported.partition(".")[0] in OURS
        and ORDER.index(app_of(imported)) > ORDER.index(app_of(module))
        and module != "tomoni.urls"
    ]
    assert wrong == []


def platform_app(module: str) -> str:
    """The platform app of a dotted name, or nothing."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in PLATFORM_ORDER else ""


def test_platform_apps_know_only_those_before_them() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, file in python_files()
        for imported in imports_of(file)
        if platform_app(module)
        and platform_app(imported)
        and PLATFORM_ORDER.index(platform_app(imported))
        > PLATFORM_ORDER.index(platform_app(module))
    ]
    assert wrong == []


def place_of_room(module: str) -> tuple[str, int] | None:
    """The app with rooms that a module stands in, and where its room is in their order."""
    app, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return (app, ROOMS[app].index(name)) if name in ROOMS.get(app, ()) else None


def test_rooms_of_an_app_know_only_those_before_them() -> None:
    places = [
        (module, imported, place_of_room(module), place_of_room(imported))
        for module, file in python_files()
        for imported in imports_of(file)
    ]
    wrong = [
        f"{module} imports {imported}"
        for module, imported, here, there in places
        if here and there and here[0] == there[0] and there[1] > here[1]
    ]
    assert wrong == []


def test_engine_does_not_know_django() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, file in python_files()
        for imported in imports_of(file)
        if module.startswith("matching.engine")
        and (imported.partition(".")[0] in {"django", "celery"} | OURS - {"matching"})
    ]
    assert wrong == []


def test_platform_is_the_standard_library() -> None:
    assert Path(platform.__file__).resolve().parent == Path(ast.__file__).resolve().parent
    assert not list((ROOT / "platform").glob("*.py"))


def test_platform_stays_the_standard_library_where_celery_puts_the_checkout_first() -> None:
    code = "import sys; sys.path.insert(0, ''); import platform; print(platform.__file__)"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert not Path(shown.stdout.strip()).is_relative_to(ROOT)


@pytest.mark.parametrize("name", sorted(OURS - {"tomoni"}))
def test_no_installed_distribution_has_the_name_of_an_app(name: str) -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution(name)


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Our own URL patterns with their namespaces."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, entry.namespace or namespace)
        elif namespace in OURS | {"notices", "portal"}:
            yield namespace, entry


def test_url_name_is_view_is_template() -> None:
    wrong = []
    for namespace, pattern in patterns(get_resolver()):
        view = pattern.callback
        if view.__name__ != pattern.name:
            wrong.append(f"{namespace}:{pattern.name} is served by {view.__name__}")
    assert wrong == []


def test_every_page_template_has_a_view_of_its_name() -> None:
    named = {f"{namespace}/{pattern.name}.html" for namespace, pattern in patterns(get_resolver())}
    named |= {"portal/dev_mail_list.html", "portal/dev_mail_detail.html"}  # only under DEBUG
    pages = {
        f"{folder}/{file.name}"
        for folder in (*OURS, "notices", "portal")
        for file in (ROOT / "templates" / folder).glob("[!_]*.html")
    }
    assert pages - named == set()


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_inline_style_or_script(file: Path) -> None:
    text = file.read_text("utf-8")
    assert (
        re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|hx-on|javascript:", text)
        == []
    )


def test_no_init_file_in_the_test_folders() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_requirements_name_no_index() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text, lock.name
        assert "--hash=sha256:" in text, lock.name


def test_nothing_calls_itself_services_or_utils() -> None:
    vague = {"services", "utils", "helpers", "common", "misc"}
    assert [module for module, _ in python_files() if module.rpartition(".")[2] in vague] == []
