"""Japanese is complete: every message that the code and the templates can show has its text."""

import re
from pathlib import Path

import pytest

from tomoni import translations


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
