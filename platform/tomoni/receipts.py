"""Receipt numbers: short enough to read on the telephone, without letters that look alike."""

import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_receipt(letter: str) -> str:
    """A number such as P-7K3M-9QWD; `letter` tells what it is for, e.g. P for a proposal."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letter}-{drawn[:4]}-{drawn[4:]}"
