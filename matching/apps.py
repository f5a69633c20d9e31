from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tomoni.env import EnvironmentValueError


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        """Listen to the apps below, and take the backend for meaning if there is one."""
        from matching import receivers  # noqa: F401 - connects them
        from matching.engine import meaning

        if path := settings.EMBEDDING_BACKEND:
            meaning.use(_backend(path))


def _backend(path: str) -> Any:
    try:
        return import_string(path)()
    except (ImportError, TypeError):
        wanted = "the dotted path of a class as matching/engine/meaning.py describes it"
        raise EnvironmentValueError("EMBEDDING_BACKEND", wanted, path) from None
