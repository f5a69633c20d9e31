"""Tables that are too long for a module: the words of topics, and English words in Japanese.

Written by hand from the ways municipalities, associations and companies speak of their work. A
line reads "head: the rest"; one that is set in goes on with the one above; # begins a comment.
"""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Head and rest of each line of a table."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8").replace("\n    ", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, rest = line.partition(": ")
            yield head, rest
