"""What pages of partners show of introductions: the way to block one, and the blocks for staff."""

from typing import Any

from django import template
from django.db.models import Q
from django.template import RequestContext

from matching.models import Block
from partners.access import approved_membership
from partners.models import Partner

register = template.Library()


@register.inclusion_tag("matching/_partner_block_link.html", takes_context=True)
def partner_block_link(context: RequestContext, partner: Partner) -> dict[str, Any]:
    """For who writes for another registered partner; nothing for anybody else."""
    membership = approved_membership(context["request"])
    may_block = bool(membership and membership.partner_id != partner.pk and partner.is_approved)
    return {"partner": partner, "own": membership.partner if membership and may_block else None}


@register.inclusion_tag("matching/_partner_blocks.html")
def partner_blocks(partner: Partner) -> dict[str, Any]:
    """For the office of its city alone: whom it has blocked and why, and who has blocked it."""
    rows = Block.objects.filter(Q(partner=partner) | Q(blocked=partner))
    blocks = list(rows.select_related("partner", "blocked"))
    return {
        "partner": partner,
        "own": [block for block in blocks if block.partner_id == partner.pk],
        "of_others": [block for block in blocks if block.blocked_id == partner.pk],
    }
