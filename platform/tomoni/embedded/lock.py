"""One launcher per var folder at a time; the lock falls with its process, however that ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from tomoni.embedded import paths


class TakenError(Exception):
    """Another launcher holds the lock; its process number is the message."""


@contextlib.contextmanager
def launcher_lock() -> Iterator[None]:
    with _open(paths.var_dir() / "launcher.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TakenError(file.read().strip()) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _open(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("r+" if path.exists() else "w+")
