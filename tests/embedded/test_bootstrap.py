"""The environment of `make`: made once, filled again only when a lock or the place changed."""

import importlib.util
from pathlib import Path

import pytest

from tomoni.embedded import bootstrap

LOCK, DEV_LOCK = bootstrap.LOCKS


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    for name in (LOCK, DEV_LOCK, "pyproject.toml"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments: calls.append(arguments) or 0)
    return calls


def test_a_second_call_installs_nothing(installs: list[tuple[str, ...]]) -> None:
    assert bootstrap.main(LOCK) == 0
    assert installs == [
        ("--require-hashes", "-r", LOCK),
        ("--no-deps", "--no-build-isolation", "-e", "."),
    ]
    assert bootstrap.main(LOCK) == 0
    assert len(installs) == 2


@pytest.mark.parametrize("changed", [LOCK, "pyproject.toml"])
def test_a_change_installs_again(installs: list[tuple[str, ...]], changed: str) -> None:
    bootstrap.main(LOCK)
    Path(changed).write_text("something else")
    bootstrap.main(LOCK)
    assert len(installs) == 4


def test_a_moved_checkout_installs_again(
    installs: list[tuple[str, ...]], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.main(LOCK)
    moved = checkout.rename(checkout.with_name("moved here"))
    monkeypatch.chdir(moved)
    bootstrap.main(LOCK)
    assert len(installs) == 4


def test_what_tests_need_contains_what_the_demo_needs(installs: list[tuple[str, ...]]) -> None:
    bootstrap.main(DEV_LOCK)
    bootstrap.main(LOCK)
    assert len(installs) == 2


def test_the_demo_alone_is_not_enough_for_the_tests(installs: list[tuple[str, ...]]) -> None:
    bootstrap.main(LOCK)
    bootstrap.main(DEV_LOCK)
    assert len(installs) == 4


def test_a_failed_installation_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments: 1)
    assert bootstrap.main(LOCK) == 1
    assert not bootstrap.stamp(LOCK).exists()


def test_a_python_without_venv_names_the_package(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert bootstrap.main(LOCK) == 1
    said = capsys.readouterr().out
    assert "install the package python3." in said
    assert said.count("\n") == 1
