"""The best counterparts of a listing or challenge, on its own page."""

from typing import Any

from django import template
from django.template import RequestContext

from challenges.models import Challenge
from matching.reading.answering import Answering, answering
from matching.reading.conditions import kept_out
from matching.reading.inviting import Invitable, invitable
from matching.reading.lists import Section, section
from partners.models import Listing

register = template.Library()


@register.inclusion_tag("matching/_listing_suggestions.html", takes_context=True)
def listing_suggestions(context: RequestContext, listing: Listing) -> dict[str, object]:
    """Nothing for who may not see them. The listing comes with its partner."""
    shown = section(listing, context["request"])
    return {**shown, "kept_out": kept_out(shown, context["request"])}


@register.inclusion_tag("matching/_challenge_suggestions.html", takes_context=True)
def challenge_suggestions(context: RequestContext, challenge: Challenge) -> Section:
    """A sentence for who may not see them. The challenge comes with its municipality."""
    return section(challenge, context["request"])


@register.inclusion_tag("matching/_answering.html", takes_context=True)
def who_could_answer(context: RequestContext, challenge: Challenge) -> dict[str, Answering | None]:
    """Of a challenge that is not public yet: how many partners, and their names."""
    return {"found": answering(challenge, context["request"])}


@register.inclusion_tag("matching/_suggested_partners.html", takes_context=True)
def suggested_partners(context: RequestContext, challenge: Challenge) -> dict[str, Any]:
    """The partners that staff may invite, each with its button."""
    found: list[Invitable] = invitable(challenge, context["request"])
    return {"found": found, "challenge": challenge, "csrf_token": context.get("csrf_token")}
