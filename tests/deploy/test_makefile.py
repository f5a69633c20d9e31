"""The commands that a newcomer types."""

import os
import re
import stat
import subprocess

import pytest

from tomoni.embedded import paths

ROOT = paths.checkout()
INHERITED = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES"}
COMMANDS = {"help", "demo", "test", "bench", "check", "format", "messages", "lock", "clean"}


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """As in a terminal: without what the `make test` around it tells its children."""
    env = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


def test_make_alone_lists_the_commands() -> None:
    listed = {line.split()[0] for line in make().stdout.splitlines()}
    assert listed == COMMANDS


@pytest.mark.parametrize("python", ["python2", "/nowhere/python3.12", "false"])
def test_a_python_that_does_not_fit_is_one_clear_line(python: str) -> None:
    result = make("install", f"PYTHON={python}")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert f"Tomoni needs Python 3.11, 3.12 or 3.13 and {python} is none" in result.stderr


def test_a_machine_without_python_is_one_clear_line() -> None:
    result = make("install", "CANDIDATES=no-such-python")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "none was found" in result.stderr


def test_no_recipe_is_longer_than_two_lines() -> None:
    recipes = re.findall(r"^[a-z-]+:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    assert max(recipe.count("\n") for recipe in recipes) <= 2


def test_ci_is_a_valid_script_that_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["bash", "-n", script]).returncode == 0
