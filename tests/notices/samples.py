"""Where the templates of the tests' own kinds stand; read by settings, so it knows no model."""

from pathlib import Path
from typing import Any


def with_samples(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The setting, with the folder of the samples' templates."""
    (engine,) = templates
    return [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
