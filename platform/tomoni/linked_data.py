"""Data for search engines (JSON-LD) as an element of a page."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# As in Django's json_script: nothing in the text can end the element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data_element(data: dict[str, Any]) -> SafeString:
    """A block of data is no script, so the security policy, which forbids inline scripts, has
    nothing to say about it.
    """
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 – escaped above
    )
