"""A real PostgreSQL of our own: starts, stops, and recovers from whatever happened to it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tomoni.embedded import binaries, paths, processes
from tomoni.embedded.account import passable_folder
from tomoni.embedded.postgres import Postgres, environment, reason, require_space
from tomoni.embedded.terminal import LaunchError

# Python warns of a fork beside threads; the launcher has none, a test run may have some.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

QUICK = {"fsync": "off"}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance of its own, in a folder with a space in its name."""
    monkeypatch.setenv("TOMONI_VAR", str(tmp_path / "a var"))
    yield paths.var_dir()
    Postgres().remove()


@pytest.fixture
def empty() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy: creating one takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOMONI_VAR", str(tmp_path_factory.mktemp("made")))
        server, folder = Postgres(), tmp_path_factory.mktemp("copy")
        server.start(**QUICK)
        server.stop()
        subprocess.run(["cp", "-a", server.data, folder], check=True)
        server.remove()
    return folder / "postgres"


@pytest.fixture
def postgres(empty: Postgres, made_once: Path) -> Postgres:
    passable_folder(paths.service_dir())
    subprocess.run(["cp", "-a", made_once, empty.data], check=True)
    return empty


def query(sql: str) -> Any:
    address = {"host": str(paths.socket_dir()), "user": paths.USER, "dbname": paths.DATABASE}
    with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
        cursor = connection.execute(sql)  # type: ignore[arg-type]
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def write_down(number: int) -> None:
    query(f"CREATE TABLE note AS SELECT {number} AS number")


@pytest.mark.parametrize("programs", ["", "wheel"], ids=["of the machine", "of the wheel"])
def test_it_starts_stops_and_keeps_the_data(
    programs: str, monkeypatch: pytest.MonkeyPatch, empty: Postgres
) -> None:
    monkeypatch.setenv("TOMONI_PG_BIN", programs)
    empty.start(**QUICK)
    assert query("SELECT pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == "UTF8"
    assert query("SELECT lower('Ä')") == "ä"
    assert query("SHOW listen_addresses") == ""
    write_down(17)
    empty.stop()
    assert not empty.listens()
    empty.start(**QUICK)
    assert query("SELECT number FROM note") == 17


def test_only_its_owner_can_enter_its_folders(empty: Postgres) -> None:
    empty.start(**QUICK)
    for folder in (paths.data_dir(), paths.socket_dir()):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert psutil.Process(empty.process.pid).uids().real != 0  # type: ignore[union-attr]


def test_it_recovers_when_it_was_killed(postgres: Postgres) -> None:
    postgres.start(**QUICK)
    write_down(11)
    postgres.process.kill()  # type: ignore[union-attr]
    postgres.process.wait()  # type: ignore[union-attr]
    assert not postgres.is_alive
    postgres.start(**QUICK)
    assert query("SELECT number FROM note") == 11


def start_in_another_process(then: str) -> subprocess.Popen[str]:
    """A launcher that starts PostgreSQL, says so and does `then`."""
    program = (
        "import os, time\n"
        "from tomoni.embedded import postgres, processes\n"
        f"{then}\n"
        "postgres.Postgres().start(fsync='off')\n"
        "print('started', flush=True)\n"
        "time.sleep(60)\n"
    )
    launcher = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout
    assert any(line == "started\n" for line in launcher.stdout)
    return launcher


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_it_does_not_outlive_a_killed_launcher(postgres: Postgres) -> None:
    with start_in_another_process("") as launcher:
        assert postgres.listens()
        launcher.kill()
    assert processes.wait_until(lambda: not postgres.listens(), seconds=30)


def test_an_orphan_is_stopped_before_the_next_start(postgres: Postgres) -> None:
    with start_in_another_process("processes._die_with_parent = lambda signum: None") as launcher:
        launcher.kill()
    assert postgres.listens()
    write_down(9)
    postgres.start(**QUICK)
    assert query("SELECT number FROM note") == 9


def test_the_number_of_a_dead_server_may_belong_to_another_process(postgres: Postgres) -> None:
    postgres.start(**QUICK)
    postgres.stop()
    innocent = subprocess.Popen(["sleep", "60"], cwd="/")
    (paths.data_dir() / "postmaster.pid").write_text(f"{innocent.pid}\n{paths.data_dir()}\n")
    postgres.start(**QUICK)
    assert innocent.poll() is None
    innocent.kill()
    innocent.wait()


def test_an_interrupted_creation_is_begun_anew(empty: Postgres) -> None:
    half = paths.service_dir() / "postgres.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15")
    empty.start(**QUICK)
    assert not half.exists()
    assert query("SELECT 1") == 1


def test_a_data_folder_of_a_newer_version_is_one_clear_line(empty: Postgres) -> None:
    paths.data_dir().mkdir(parents=True)
    (paths.data_dir() / "PG_VERSION").write_text("99\n")
    with pytest.raises(LaunchError) as error:
        empty.start()
    assert "made by PostgreSQL 99, found here: " in str(error.value)
    assert "\n" not in str(error.value)


def test_the_programs_that_fit_the_data_folder_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMONI_PG_BIN", "wheel")
    majors = [found.major for found in binaries._all()]
    assert len(majors) > 1
    assert binaries.find().major == max(majors)
    assert binaries.find(min(majors)).major == min(majors)


def test_a_machine_without_postgresql_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMONI_PG_BIN", "/nowhere")
    with pytest.raises(LaunchError, match="no PostgreSQL 14 or newer found"):
        binaries.find()


def test_a_folder_of_somebody_else_is_refused(
    empty: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a var").mkdir()
    trap = tmp_path / "elsewhere"
    trap.symlink_to("/")
    monkeypatch.setattr(empty, "socket", trap)
    with pytest.raises(LaunchError, match="belongs to somebody else"):
        empty.start()


def test_a_full_disk_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=5 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(LaunchError, match="the disk is full: 5 MB are free"):
        require_space(tmp_path)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("LOG: a\nFATAL:  could not open x\nLOG: b\n", "FATAL:  could not open x"),
        ("initdb: error: cannot be run as root\ninitdb: hint: log in", "initdb: error: cannot be"),
        ("PANIC: could not write: No space left on device\n", "the disk is full"),
        ("", ""),
    ],
)
def test_the_line_that_says_why_is_found(output: str, expected: str) -> None:
    assert reason(output).startswith(expected)


def test_values_for_another_server_do_not_leak_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/somewhere/else")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=x")
    assert not [name for name in environment() if name.startswith("PG")]


def test_remove_leaves_nothing(postgres: Postgres) -> None:
    postgres.start(**QUICK)
    postgres.stop()
    postgres.remove()
    assert not paths.data_dir().exists()
    assert not paths.socket_dir().exists()


def test_a_server_that_cannot_start_says_why(postgres: Postgres) -> None:
    with pytest.raises(LaunchError, match=r"does not start: .*FATAL.*no_such_setting"):
        postgres.start(no_such_setting="1")
    assert not postgres.is_alive
