"""How a model of language is plugged in by the environment, and how the pages speak of it."""

from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from matching.engine import Addend, meaning
from matching.reading.words import Names, reasons
from tests.matching.engine.test_meaning import Concepts
from tomoni.env import EnvironmentValueError


def test_class_named_in_the_environment_is_used(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "_backend", None)
    settings.EMBEDDING_BACKEND = "tests.matching.engine.test_meaning.Concepts"
    apps.get_app_config("matching").ready()
    assert meaning.backend_name() == Concepts.name


@pytest.mark.parametrize("path", ["nowhere.Model", "model", "matching.engine.meaning.Backend"])
def test_what_is_no_backend_is_refused_by_name(settings: Any, path: str) -> None:
    settings.EMBEDDING_BACKEND = path
    with pytest.raises(EnvironmentValueError, match="EMBEDDING_BACKEND"):
        apps.get_app_config("matching").ready()


def test_reason_has_words_in_both_languages() -> None:
    addend = Addend("meaning", "", 0.1, rare=False)
    for language, words in (("ja", "意味が近い"), ("en", "mean something similar")):
        with override(language):
            [line] = reasons([addend], Names({}, {}))
        assert words in line["words"]
