"""Japanese is complete: every message that the code and the templates can show has its text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tomoni import translations

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}
_DOTTED = {f".{name}" for name in AT_ONCE}
FOLDERS = ("platform", "partners", "challenges", "matching", "events")


@pytest.mark.parametrize("app", translations.apps(), ids=lambda app: app.name)
def test_every_message_has_japanese(app: Path) -> None:
    wanted = {
        (message.id, message.context) for message in translations.extracted(app) if message.id
    }
    path = translations.catalogue_of(app)
    catalog = translations.read(path) if path.exists() else None
    known = {(m.id, m.context) for m in catalog if m.id} if catalog is not None else set()
    assert wanted - known == set()
    assert catalog is None or translations.missing(catalog) == []


def test_one_message_has_one_wording() -> None:
    """Of two apps that word it differently one wins on all pages: it needs a context then."""
    wordings: dict[object, dict[object, list[str]]] = {}
    for app in translations.apps():
        path = translations.catalogue_of(app)
        for message in translations.read(path) if path.exists() else ():
            if isinstance(message.id, str) and message.id:
                known = wordings.setdefault((message.context, message.id), {})
                known.setdefault(message.string, []).append(app.name)
    assert {key: known for key, known in wordings.items() if len(known) > 1} == {}


def placeholders(text: object) -> list[str]:
    """What is filled in when the message is shown."""
    return sorted(re.findall(r"%\([a-z_]+\)[sd]|%[sd]", str(text)))


@pytest.mark.parametrize("app", translations.apps(), ids=lambda app: app.name)
def test_japanese_fills_in_the_same_values(app: Path) -> None:
    path = translations.catalogue_of(app)
    if not path.exists():
        return
    wrong = []
    for message in translations.read(path):
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        target = message.string[0] if isinstance(message.string, tuple) else message.string
        if placeholders(source) != placeholders(target):
            wrong.append((source, target))
    assert wrong == []


def translated_at_once(source: str) -> Iterator[int]:
    """The lines on which a module asks for a translation while it is imported."""
    tree = ast.parse(source)
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in AT_ONCE
    }
    yield from (call.lineno for call in _run_on_import(tree) if _name_of(call) in names | _DOTTED)


def _run_on_import(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call):
        yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        inside: list[ast.AST] = [*arguments, *getattr(node, "decorator_list", [])]
    else:
        inside = list(ast.iter_child_nodes(node))
    for child in inside:
        yield from _run_on_import(child)


def _name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return f".{call.func.attr}"  # translation.gettext(…)
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_nothing_is_translated_before_the_reader_is_known() -> None:
    early = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        for line in translated_at_once(file.read_text())
    ]
    assert early == []


@pytest.mark.parametrize(
    "line",
    ["A = _('x')", "class A:\n    b = _('x')", "def f(a=_('x')): ...", "A = (B(_('x')),)"],
)
def test_what_is_translated_at_once_is_found(line: str) -> None:
    head = "from django.utils.translation import gettext as _\n"
    assert list(translated_at_once(head + line))
    assert not list(translated_at_once(f"{head}def f():\n    return _('x')"))
