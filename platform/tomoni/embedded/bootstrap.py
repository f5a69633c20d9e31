"""Fill .venv from a lock file; nothing to do costs a few hundredths of a second.

Run as `python bootstrap.py LOCKFILE` in the checkout. Standard library only: nothing is installed.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

VENV = Path(".venv")
LOCKS = ("requirements.lock", "requirements-dev.lock")  # the second contains the first
PIP = ("-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check")


def main(lock: str) -> int:
    if (VENV / "bin" / "python").exists():
        return install(lock)
    return make_environment() or install(lock)


def make_environment() -> int:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        say(f"this Python cannot make environments: install the package python{version}-venv")
        return 1
    say(f"making .venv with Python {version}")
    return subprocess.call([sys.executable, "-m", "venv", "--clear", VENV])


def install(lock: str) -> int:
    if stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock):
        return 0
    started = time.monotonic()
    say(f"installing what {lock} lists (where nothing is cached: a download of about 200 MB)")
    code = pip("--require-hashes", "-r", lock) or pip(
        "--no-deps", "--no-build-isolation", "-e", "."
    )
    if code == 0:
        for done in LOCKS[: LOCKS.index(lock) + 1]:
            stamp(done).write_text(fingerprint(done))
        say(f"installed in {time.monotonic() - started:.0f} s")
    return code


def pip(*arguments: str) -> int:
    return subprocess.call([VENV / "bin" / "python", *PIP, *arguments])


def stamp(lock: str) -> Path:
    return VENV / f"{lock}.stamp"


def fingerprint(lock: str) -> str:
    """Changes with the lock, the project's metadata and the place of the checkout."""
    digest = hashlib.sha256(os.fsencode(Path.cwd()))
    for name in (lock, "pyproject.toml"):
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except OSError as error:
        sys.exit(f"the environment cannot be made: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit("interrupted: the next start goes on from here")
