"""Files of data sets are written once for some minutes, however often they are asked for.

They lie under VAR/open-data, each under its name and the hash of its content; which one holds,
since when and for how long is in the cache, which all processes and machines share. Where a file
is not on this machine, or the cache is away, it is written anew.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.files import Form, write

KEPT_FOR = 300  # seconds after which a file is written anew
_MONTH = 30 * 86_400


@dataclass
class Kept:
    """A whole file, open at its beginning; `since` is when it was first seen with this content, in
    seconds: a row that is gone counts too, which no date of the rows would tell.
    """

    file: IO[bytes]
    digest: str
    since: int


def kept(data_set: DataSet, form: Form, city: str) -> Kept:
    """The file as it was some minutes ago at most; one process writes it while others wait."""
    name = "-".join(filter(None, (data_set.slug, city)))
    place = _Place(_folder(), name, form.suffix)
    found = place.found()
    if found is None:
        with place.alone():
            found = place.found() or place.written(data_set, form, city)
    return found


def _folder() -> Path:
    folder = Path(settings.VAR) / "open-data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class _Place:
    """Where the files of one name lie: `partners.<digest>.csv`."""

    folder: Path
    name: str
    suffix: str

    def found(self) -> Kept | None:
        """The file that holds, if there is one."""
        digest, since, checked = self._known()
        if not digest or time.time() - checked >= KEPT_FOR:
            return None
        try:
            return Kept(self._path(digest).open("rb"), digest, since)
        except FileNotFoundError:  # it is on another machine, or was cleared away
            return None

    def written(self, data_set: DataSet, form: Form, city: str) -> Kept:
        """A new one, which takes the place of the others of its name."""
        handle, unfinished = tempfile.mkstemp(".part", f"{self.name}.", self.folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                digest = write(data_set, form, city, file).digest
            path = self._path(digest)
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        kept = Kept(path.open("rb"), digest, self._note(digest))
        for other in self.folder.glob(f"{self.name}.*.{self.suffix}"):
            if other != path:
                other.unlink(missing_ok=True)
        return kept

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else on this machine writes a file of this name meanwhile."""
        with (self.folder / f"{self.name}.{self.suffix}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, digest: str) -> Path:
        return self.folder / f"{self.name}.{digest}.{self.suffix}"

    @property
    def _key(self) -> str:
        return f"open-data:{self.name}.{self.suffix}"

    def _known(self) -> tuple[str, int, float]:
        """Digest, since when it holds, when it was last written; empty where nothing is known."""
        try:
            return cache.get(self._key) or ("", 0, 0.0)
        except RedisError:
            return "", 0, 0.0

    def _note(self, digest: str) -> int:
        known, since, _checked = self._known()
        now = time.time()
        since = since if known == digest else int(now)
        with suppress(RedisError):
            cache.set(self._key, (digest, since, now), _MONTH)
        return since
