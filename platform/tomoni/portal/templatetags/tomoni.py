"""Tags that every template has without loading them."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """The hidden field that makes a repeated POST answer like the first (see `@idempotent`)."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())
