"""`make demo` and its sister commands: what is presumed, what is refused, and in which words."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tomoni.embedded import __main__ as command_line
from tomoni.embedded import demo, lock, paths
from tomoni.embedded.postgres import Postgres
from tomoni.embedded.terminal import LaunchError

# Python warns of a fork beside threads; the launcher has none, a test run may have some.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TOMONI_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield tmp_path / "var"
    Postgres().remove()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((demo.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def launch(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tomoni.embedded", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_is_one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    said = (result.stdout + result.stderr).strip().splitlines()
    assert result.returncode == 1
    assert all(word in said[-1] for word in words), said
    assert not [line for line in said if "Traceback" in line]


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "８０００", "80 00"])
def test_a_port_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(LaunchError, match="PORT: expected a number from 1 to 65535"):
        demo.read_port(text)


def test_a_port_in_use_is_one_clear_line(taken_port: int) -> None:
    result = launch(PORT=str(taken_port))
    assert_is_one_line(result, f"port {taken_port} is in use", "make demo PORT=")


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = launch(TOMONI_VAR=str(tmp_path / "file" / "var"))
    assert_is_one_line(result, "Not a directory", "file")


def test_a_second_demo_of_one_folder_is_one_clear_line() -> None:
    with lock.launcher_lock():
        assert_is_one_line(launch(PORT="18765"), "already runs", str(os.getpid()))


def test_a_data_folder_of_a_newer_version_is_one_clear_line() -> None:
    paths.data_dir().mkdir(parents=True)
    (paths.data_dir() / "PG_VERSION").write_text("99\n")
    assert_is_one_line(launch("run", "--", "true"), "PostgreSQL 99", "make clean")


def test_a_lock_falls_with_its_process(var: Path) -> None:
    program = (
        "import os\n"
        "from tomoni.embedded.lock import launcher_lock\n"
        "with launcher_lock():\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == -9
    with lock.launcher_lock():
        assert (var / "launcher.lock").read_text() == str(os.getpid())


def test_a_command_gets_a_database_for_as_long_as_it_runs() -> None:
    program = (
        "import environ, os, psycopg\n"
        "from tomoni.embedded import paths\n"
        "at = environ.Env.db_url_config(paths.default_database_url())\n"
        "with psycopg.connect(host=at['HOST'], user=at['USER'], dbname=at['NAME']) as connection:\n"
        "    raise SystemExit(connection.execute('SELECT 42').fetchone()[0])\n"
    )
    result = launch("run", "--", sys.executable, "-c", program)
    assert result.returncode == 42, result.stdout + result.stderr
    assert not Postgres().listens()


def test_a_command_chooses_its_settings_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://x@127.0.0.1/y")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    assert launch("run", "--", "sh", "-c", 'test -z "$DJANGO_SETTINGS_MODULE"').returncode == 0


def test_a_given_database_is_used_instead() -> None:
    result = launch("run", "--", "sh", "-c", "exit 3", DATABASE_URL="postgres://x@127.0.0.1/y")
    assert result.returncode == 3
    assert not paths.data_dir().exists()


@pytest.mark.parametrize("arguments", [["run"], ["run", "--"], ["run", "ls"], ["dance"]])
def test_a_wrong_call_shows_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(arguments) == 2
    assert capsys.readouterr().out.startswith("usage: ")


def test_what_is_set_wins_over_what_the_demo_presumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "false")
    monkeypatch.setenv("STAFF_MFA_REQUIRED", "")
    given = demo.environment(8123)
    assert given["DEBUG"] == "false"
    assert given["STAFF_MFA_REQUIRED"] == "false"
    assert given["BASE_URL"] == "http://127.0.0.1:8123"


def test_the_secret_key_is_made_once_and_for_its_owner_only(var: Path) -> None:
    key = demo.secret_key(var)
    assert len(key) > 50
    assert demo.secret_key(var) == key
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_database_is_described_without_its_password() -> None:
    text = demo.described("postgres://ann:hush@db.example.jp:5432/town")
    assert text == "db.example.jp, town"
    assert demo.described("postgres://tomoni@//run/pg/tomoni").startswith("a local socket")
