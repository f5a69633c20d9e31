"""What a child prints, line by line with the child's name before it."""

import os
from typing import IO

from tomoni.embedded.terminal import write

CHUNK = 65536


class Output:
    """The reading end of a child's stdout and stderr. Never waits for more."""

    def __init__(self, name: str, pipe: IO[bytes]) -> None:
        self.name, self.pipe = name, pipe
        self._unfinished = b""
        os.set_blocking(pipe.fileno(), False)

    def forward(self) -> bool:
        """Print the whole lines that have come; false when no more can come."""
        try:
            chunk = os.read(self.pipe.fileno(), CHUNK)
        except BlockingIOError:
            return True
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        for line in lines:
            self._print(line)
        return bool(chunk)

    def close(self) -> None:
        """Print what is left. Its end is not awaited: a grandchild may hold the other end open."""
        if self.pipe.closed:
            return
        self.forward()
        if self._unfinished:
            self._print(self._unfinished)
        self.pipe.close()

    def _print(self, line: bytes) -> None:
        write(f"{self.name:8} | {line.decode(errors='replace')}\n")
