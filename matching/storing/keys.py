"""What rows are called: "listing:12" in the engine, ledger and commands, a node in tables.

A node is one number for both kinds: twice the primary key of a listing, of a challenge one more.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_KINDS = ("listing", "challenge")


def key_of(row: Any) -> str:
    """The key of a listing, challenge or partner."""
    return f"{row._meta.model_name}:{row.pk}"


def kind_of(key: str) -> str:
    """What a key names: "listing", "challenge" or "partner"."""
    return key.partition(":")[0]


def pk_of(key: str) -> int:
    """The primary key of the row a key names."""
    return int(key.partition(":")[2])


def pks(keys: Iterable[str], kind: str) -> list[int]:
    """The primary keys of those keys that name a row of the kind."""
    return [pk_of(key) for key in keys if kind_of(key) == kind]


def names_document(key: str) -> bool:
    """Whether a text that somebody typed is the key of a listing or challenge."""
    return re.fullmatch(rf"({'|'.join(_KINDS)}):[0-9]{{1,18}}", key) is not None


def slug_of(key: str) -> str:
    """The key as a part of an address: "listing-12"."""
    return key.replace(":", "-")


def key_of_slug(slug: str) -> str:
    """The key that a part of an address stands for, whatever somebody typed there."""
    return slug.replace("-", ":", 1)


@lru_cache(maxsize=300_000)
def node_of(key: str) -> int:
    """The node of a listing or challenge. Raises ValueError for a partner."""
    return 2 * pk_of(key) + _KINDS.index(kind_of(key))


@lru_cache(maxsize=300_000)
def key_of_node(node: int) -> str:
    """The key a node stands for."""
    return f"{_KINDS[node % 2]}:{node // 2}"
