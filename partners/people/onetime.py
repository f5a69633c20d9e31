"""The secrets of what is good once: links in mails, codes in letters.

A row keeps a random nonce and the hash of its secret. The secret itself follows from the nonce and
the key of the installation, so it is worked out when a mail is worded or a letter is shown, and
stands neither in the database nor in the ledger nor in a cache. Who has only one of the two,
the database or the key, has nothing.
"""

import base64
import hashlib
from uuid import UUID

from django.utils.crypto import salted_hmac

# Without what looks alike on paper: 0OQ 1IL 2Z 5S 6G 8B UV.
ALPHABET = "3479ACDEFHJKMNPRTWXY"
CODE_LENGTH = 12


def token_of(nonce: UUID) -> str:
    """The secret part of a link: 43 characters."""
    return base64.urlsafe_b64encode(_digest("partners.link", nonce)).decode().rstrip("=")


def code_of(nonce: UUID) -> str:
    """A code to be typed: 20¹² are possible, each as likely as the others to 60 places."""
    number, code = int.from_bytes(_digest("partners.code", nonce)), ""
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        code += ALPHABET[letter]
    return code


def hash_of(token: str) -> str:
    """What is kept of a token. It is long and random, so that one round is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _digest(use: str, nonce: UUID) -> bytes:
    return salted_hmac(use, str(nonce), algorithm="sha256").digest()
