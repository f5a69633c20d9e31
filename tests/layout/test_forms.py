"""Every form of ours that changes something can be sent twice without harm."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Forms of django-allauth have keys of their own (mailed codes, login stages).
LIBRARIES = {"allauth", "account", "mfa", "usersessions"}
FORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.DOTALL)
# What makes a repeat harmless: a key, the token of a draft, a step that only touches a draft, or
# a form whose second time changes nothing (the language, logging out).
HARMLESS = (
    "{% idempotency_key %}",
    'name="draft"',
    'name="step"',
    "data-autosave",
    "set_language",
    "account_logout",
    'name="List-Unsubscribe"',  # mails that are stopped already stay stopped
)


def forms() -> list[tuple[str, str]]:
    """Every POST form of our templates."""
    found = []
    for file in sorted((ROOT / "templates").rglob("*.html")):
        folder = file.relative_to(ROOT / "templates").parts[0]
        if folder not in LIBRARIES:
            name = str(file.relative_to(ROOT / "templates"))
            found += [(name, form) for form in FORM.findall(file.read_text("utf-8"))]
    return found


@pytest.mark.parametrize(("name", "form"), forms(), ids=[name for name, _ in forms()])
def test_post_form_can_be_sent_twice(name: str, form: str) -> None:
    assert any(mark in form for mark in HARMLESS), form


@pytest.mark.parametrize(("name", "form"), forms(), ids=[name for name, _ in forms()])
def test_post_form_has_its_token(name: str, form: str) -> None:
    assert "{% csrf_token %}" in form
