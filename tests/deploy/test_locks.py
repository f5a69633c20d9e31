"""The lock files: every version, every hash, and no word about where they came from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tomoni.embedded import paths

ROOT = paths.checkout()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z,-]+\])?==(\S+)")


def entries(lock: str) -> list[str]:
    """Each pinned distribution with its hashes."""
    lines = [line for line in (ROOT / lock).read_text().splitlines() if not line.startswith("#")]
    return [entry for entry in re.split(r"\n(?=\S)", "\n".join(lines)) if entry.strip()]


def pins(lock: str) -> set[tuple[str, str]]:
    found = [PIN.match(entry) for entry in entries(lock)]
    return {(canonicalize_name(pin[1]), pin[2]) for pin in found if pin}


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_is_pinned_with_hashes(lock: str) -> None:
    assert len(entries(lock)) > 40
    for entry in entries(lock):
        assert PIN.match(entry), entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_of_an_index_is_in_it(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|--(index|extra-index|find-links|trusted)|/simple", text)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (LOCKS[0], PROJECT["dependencies"]),
        (LOCKS[1], PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_locked(lock: str, wanted: list[str]) -> None:
    locked = dict(pins(lock))
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is missing: make lock"
        assert requirement.specifier.contains(version), f"{requirement} != {version}: make lock"


def test_both_locks_agree() -> None:
    assert pins(LOCKS[0]) < pins(LOCKS[1])


@pytest.mark.parametrize("lock", LOCKS)
def test_the_build_backend_is_locked_too(lock: str) -> None:
    assert "hatchling" in dict(pins(lock))
