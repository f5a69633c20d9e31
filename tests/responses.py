"""What a posted form answers."""

from typing import Any


def page_or_address(response: Any) -> str:
    """The page with what is to be mended, or where the form leads."""
    assert response.status_code in (200, 302), response.status_code
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()
