"""Where files are kept: whole, or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

_INCOMING = "incoming"
"""Folder for what is still being written: nothing that a full disk has cut off gets out of it."""


class WholeFileStorage(FileSystemStorage):
    """Files on a disk, each written aside and put in its place when it is complete."""

    def _save(self, name: str, content: File) -> str:
        with self._written_aside(content) as path:
            return super()._save(name, _Written(path))  # type: ignore[misc]

    @contextmanager
    def _written_aside(self, content: File) -> Iterator[Path]:
        folder = Path(self.path(_INCOMING))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            path = Path(file.name)
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                yield path
            finally:
                path.unlink(missing_ok=True)


class _Written(File):
    """A file that only has to be moved."""

    def __init__(self, path: Path) -> None:
        super().__init__(None, name=path.name)
        self._path = path

    def temporary_file_path(self) -> Path:
        """What Django's storage asks where the file is to be moved from."""
        return self._path
