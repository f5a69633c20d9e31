"""Under which licence the data may be used: a setting of the installation."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Licence:
    """Its name, and where its text is."""

    name: str
    url: str


def licence() -> Licence:
    """The one in force."""
    return Licence(settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL)
