"""The door to an agreement, on the pages of what it may come out of."""

from typing import Any

from django import template
from django.template.context import Context

from partners.agreements.origins import kind_of, origin_city
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

register = template.Library()


@register.inclusion_tag("partners/_agreement_door.html", takes_context=True)
def agreement_door(context: Context, origin: Any) -> dict[str, Any]:
    """For editors of the office that looks after the row; for others nothing."""
    city = origin_city(origin)
    is_shown = any(
        role.municipality_id == city and StaffRole.Role(role.role).includes(StaffRole.Role.EDITOR)
        for role in staff_roles(context["request"])
    )
    return {"is_shown": is_shown, "kind": kind_of(origin), "pk": origin.pk}
