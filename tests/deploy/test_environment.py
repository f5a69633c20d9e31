""".env.example tells every value that is read, and the settings start with it."""

import os
import re
import subprocess
import sys

import pytest

from tomoni.embedded import paths

ROOT = paths.checkout()
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.M))
ONLY_COMPOSE = {"DOMAIN", "POSTGRES_PASSWORD"}
SERVER = {
    "SECRET_KEY": "x" * 40,
    "BASE_URL": "https://tomoni.example.jp",
    "DATABASE_URL": "postgres://tomoni:secret@127.0.0.1:5432/tomoni",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def read_by_the_code() -> set[str]:
    settings = (ROOT / "platform/tomoni/settings.py").read_text()
    names = set(re.findall(r'\benv\.[a-z]+\(\s*"([A-Z_]+)"', settings))
    for module in (ROOT / "platform/tomoni/embedded").glob("*.py"):
        names |= set(re.findall(r'environ\.get\("(TOMONI_[A-Z_]+)"', module.read_text()))
    return names


def read_by_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """The settings in an environment that has nothing else in it."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import tomoni.settings as s; print(s.DATABASES, s.ALLOWED_HOSTS)"],
        env=bare | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_every_value_that_is_read_is_documented() -> None:
    assert read_by_the_code() | read_by_compose() == DOCUMENTED
    assert read_by_compose() >= ONLY_COMPOSE


def test_the_settings_start_with_the_values_of_the_example() -> None:
    values = dict(re.findall(r"^#?([A-Z_]+)=(.+)$", EXAMPLE, re.M))
    del values["TOMONI_VAR"], values["MEDIA_ROOT"]
    result = start(**{**values, "SECRET_KEY": SERVER["SECRET_KEY"]})
    assert result.returncode == 0, result.stderr
    assert "tomoni.example.jp" in result.stdout


def test_a_server_starts_with_four_values() -> None:
    result = start(**SERVER)
    assert result.returncode == 0, result.stderr
    assert "127.0.0.1" in result.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("BASE_URL", "tomoni.example.jp"),
        ("DATABASE_URL", "mysql://x@y/z"),
        ("DATABASE_URL", "postgres://x@y:port/z"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("DEBUG", "maybe"),
        ("TRUSTED_PROXY_COUNT", "one"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name(name: str, value: str) -> None:
    result = start(**{**SERVER, name: value})
    assert result.returncode == 1
    assert result.stderr.startswith(f"{name}: expected ")
    assert len(result.stderr.splitlines()) == 1
