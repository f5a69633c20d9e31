"""What the pages of meetings need beside the shared components."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from events.models import Event
from events.preparing import linked_data as describing
from partners.access import approved_membership
from tomoni.linked_data import linked_data_element
from tomoni.municipalities.access import municipalities_of_staff
from tomoni.municipalities.models import StaffRole

register = template.Library()


@register.simple_tag
def linked_data(event: Event) -> SafeString:
    """The meeting for search engines."""
    return linked_data_element(describing.linked_data(event))


@register.simple_tag(takes_context=True)
def applies_at(context: dict[str, Any], event: Event) -> bool:
    """Whether the reader may apply for a pitch now: for a partner, or once they have logged in."""
    request = context["request"]
    if not event.takes_pitches:
        return False
    return not request.user.is_authenticated or approved_membership(request) is not None


@register.simple_tag(takes_context=True)
def writes_for(context: dict[str, Any], event: Event) -> bool:
    """Whether the reader writes for the municipality of the meeting: the tabs of its pages."""
    towns = municipalities_of_staff(context["request"], at_least=StaffRole.Role.EDITOR)
    return any(town.pk == event.municipality_id for town in towns)
