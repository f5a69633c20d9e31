"""Addresses that are good without login: the part that makes them so is written down nowhere."""

import re

_SLASH = "(?:/|%2F)"
# What stands behind these is a token: an invitation, a "still valid" link, a new password, one's
# own calendar, a link that ends mails or sets how one is told, one that answers an introduction or
# gives a seat at a meeting back.
_BEFORE = (
    rf"{_SLASH}(?:invitations|listings{_SLASH}still-valid|password{_SLASH}reset{_SLASH}key"
    rf"|feeds{_SLASH}followed|invited{_SLASH}stop|notices{_SLASH}(?:stop|preferences)"
    rf"|introductions{_SLASH}(?:reply|follow-up)|registrations{_SLASH}cancel)"
)
_TOKEN = re.compile(rf"({_BEFORE}{_SLASH})(?:(?!%2F)[^/\s?&\"'])+", re.IGNORECASE)
MASK = "…"


def masked(text: str) -> str:
    """The text with every such token taken out, also where an address stands inside another."""
    return _TOKEN.sub(rf"\1{MASK}", text)
