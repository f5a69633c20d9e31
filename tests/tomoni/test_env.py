"""A wrong environment value stops the start with its name and what is expected."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py version` with the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", "version"],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": "x" * 50, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", "maybe", "true or false"),
        ("SECRET_KEY", "short", "32 characters"),
        ("DATABASE_URL", "mysql://localhost/x", "postgres://"),
        ("DATABASE_URL", "postgres://localhost:5432", "database name"),
        ("DATABASE_URL", "postgres://localhost:port/x", "postgres://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("BASE_URL", "tomoni.example.jp", "http://"),
        ("EMAIL_URL", "mail.example.jp", "smtp://"),
        ("TRUSTED_PROXY_COUNT", "-1", "whole number"),
        ("STAFF_MFA_REQUIRED", "ja", "true or false"),
        ("LOG_FORMAT", "xml", "json, console"),
    ],
)
def test_wrong_value_is_one_line_with_its_name(name: str, value: str, expected: str) -> None:
    run = start(**{name: value})
    line = run.stderr.strip()
    assert run.returncode == 1
    assert "\n" not in line, line
    assert line.startswith(f"{name}: ")
    assert expected in line


def test_right_values_start() -> None:
    assert start(DEBUG="false", BASE_URL="https://tomoni.example.jp").returncode == 0


def test_deploy_check_finds_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if "ASYNC" not in name},
            "DJANGO_SETTINGS_MODULE": "tomoni.settings",
            "SECRET_KEY": "k7" + "Qz9_x" * 12,
            "DEBUG": "false",
            "BASE_URL": "https://tomoni.example.jp",
            "ALLOWED_HOSTS": "tomoni.example.jp",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
