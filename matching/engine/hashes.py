"""Names as numbers: a term or label as a signed 64-bit hash.

A hash needs no table that all must share. Among a million terms two share one with a chance of
three in a hundred million.
"""

from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=100_000)
def hash_of(kind: str, name: str) -> int:
    """The same on every machine and in every run; a PostgreSQL bigint."""
    digest = blake2b(f"{kind}:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def term_hash(term: str) -> int:
    """The hash of a word or of a pair of words."""
    return hash_of("term", term)
