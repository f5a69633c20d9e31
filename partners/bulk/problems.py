"""What is wrong with a cell, kept so that every reader gets it in their own language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext

Problem = dict[str, Any]
"""`{"cell": "D12", "text": message in English, "params": {...}, "is_error": bool}`"""


class DoubtError(ValidationError):
    """Something to know about a value that is taken all the same."""

    def __init__(self, message: Any, *, value: Any, params: Any = None) -> None:
        super().__init__(message, params=params)
        self.value = value


def problem(cell: str, error: ValidationError) -> Problem:
    """What the error says, in the language of the code: it is translated when it is shown."""
    first = error.error_list[0]
    with translation.override("en"):
        said = str(first.message)
        given = (first.params or {}).items()
        params = {name: value if isinstance(value, int) else str(value) for name, value in given}
    return {
        "cell": cell,
        "text": said,
        "params": params,
        "is_error": not isinstance(error, DoubtError),
    }


def in_words(said: Problem) -> str:
    """The problem in the reader's language."""
    message, params = said["text"], said["params"]
    return gettext(message) % params if params else gettext(message)
