"""Values from the environment: a wrong one stops the start with its name and what is expected."""

from typing import Any
from urllib.parse import urlsplit

import environ

_env = environ.Env()


class EnvironmentValueError(SystemExit):
    """One clear line on stderr and exit code 1, never a traceback."""

    def __init__(self, name: str, expected: str, got: str) -> None:
        super().__init__(f"{name}: expected {expected}, got {got!r}")


def text(name: str, default: str = "", *, among: tuple[str, ...] = ()) -> str:
    """The value as it stands; `among` lists what is allowed."""
    value: str = _env.str(name, default=default) or default
    if among and value not in among:
        raise EnvironmentValueError(name, "one of " + ", ".join(among), value)
    return value


def words(name: str, default: list[str]) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in _env.list(name, default=default) if word.strip()]


def flag(name: str, default: bool) -> bool:
    """True or false, in the usual spellings."""
    value = text(name, "true" if default else "false").lower()
    if value in {"true", "1", "yes", "on"}:
        return True
    if value in {"false", "0", "no", "off"}:
        return False
    raise EnvironmentValueError(name, "true or false", value)


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise EnvironmentValueError(name, f"a whole number, {at_least} or more", value)
    return int(value)


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """An address with one of the schemes, or empty where the default is empty."""
    value = text(name, default)
    if value and not _is_url(value, schemes):
        raise EnvironmentValueError(name, "an address like " + f"{schemes[0]}://…", value)
    return value


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False


def database(name: str, default: str) -> dict[str, Any]:
    """Django's database settings of an address postgres://user:password@host:port/name."""
    value = url(name, default, schemes=("postgres", "postgresql"))
    settings: dict[str, Any] = _env.db_url_config(value)
    if not settings.get("NAME"):
        raise EnvironmentValueError(name, "a database name at the end of the address", value)
    return settings


def email(name: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of an address smtp://user:password@host:port, or nothing."""
    value = url(name, "", schemes=("smtp", "smtp+tls", "smtp+ssl", "submission"))
    return _env.email_url_config(value) if value else {}
