"""Where things are kept, and the address that settings and launcher must agree on."""

import os
from pathlib import Path

import environ
import pytest

from tomoni.embedded import paths

ORDINARY_USER = 1000


@pytest.fixture(autouse=True)
def ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: ORDINARY_USER)


@pytest.mark.parametrize("var", ["/home/ann/tomoni/var", "/home/ann b/c+d/100%/日本", "/x?y#z&a=b"])
def test_django_environ_reads_the_folder_of_the_socket(
    var: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOMONI_VAR", var)
    read = environ.Env.db_url_config(paths.default_database_url())
    assert (read["HOST"], read["NAME"], read["USER"]) == (f"{var}/run", "tomoni", "tomoni")


@pytest.mark.parametrize("length", [10, 70, 88, 200])
def test_a_socket_fits_into_what_every_system_allows(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOMONI_VAR", "/" + "a" * length)
    assert len(os.fsencode(paths.socket_dir() / ".s.PGSQL.5432")) <= 103


def test_the_length_of_a_socket_is_counted_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMONI_VAR", "/" + "掛" * 30)
    assert str(paths.socket_dir()).startswith("/tmp/tomoni-1000-")  # noqa: S108


def test_two_checkouts_with_long_paths_have_two_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = set()
    for name in ("a" * 150, "b" * 150):
        monkeypatch.setenv("TOMONI_VAR", f"/{name}")
        folders.add(paths.socket_dir())
    assert len(folders) == 2


def test_var_stands_beside_manage_py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOMONI_VAR", raising=False)
    assert (paths.var_dir().parent / "manage.py").exists()


def test_an_ordinary_user_keeps_the_data_in_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMONI_VAR", "/home/ann/var")
    assert paths.data_dir() == Path("/home/ann/var/postgres")


def test_root_keeps_the_data_where_another_account_can_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("TOMONI_VAR", "/root/tomoni/var")
    assert paths.data_dir().parent.parent == Path("/var/lib")
