"""What a posted form answers."""

from typing import Any


def page_or_address(response: Any) -> str:
    """The page with what is to be mended, or where the form leads."""
    leads_on = "Location" in response
    assert response.status_code == (302 if leads_on else 200)
    return str(response["Location"]) if leads_on else response.content.decode()
