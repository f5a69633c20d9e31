"""What stands in a mail to act on: a code to type, a link to follow."""

import re


def code_in(body: object) -> str:
    """The code that stands on a line of its own."""
    found = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(body), re.MULTILINE)
    assert found, body
    return found[1]


def link_in(body: object) -> str:
    """The path of the first link."""
    found = re.search(r"https?://[^/\s]+(/\S+)", str(body))
    assert found, body
    return found[1]
