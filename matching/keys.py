"""What rows are called in the engine, the ledger and the commands: "listing:12", "challenge:3"."""

from collections.abc import Iterable
from typing import Any


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
