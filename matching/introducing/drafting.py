"""The first draft of a message, and the two texts facing each other, from what is in the rows."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from matching.reading.cards import Card, Suggestion, cards
from matching.reading.found import explain
from matching.reading.words import Reason
from matching.storing.keys import key_of
from partners.models import Listing

MESSAGE_LENGTH = 600
REASONS_TOLD = 2
_ABOUT_CONTENT = ("text", "goal", "field", "resource", "meaning")


def card_of(own: Listing, other: Listing) -> Card | None:
    """The two as on a page of suggestions; None where they are no counterparts, and while the
    matcher has not looked at both.
    """
    if own.side == other.side:
        return None
    try:
        match = explain(key_of(own), key_of(other))
    except KeyError:
        return None
    [card] = cards([Suggestion(own, other, match)])
    return card


def first_draft(own: Listing, other: Listing, reasons: Iterable[Reason]) -> str:
    """A few plain sentences in the language of the page: who asks, about what, and the two best
    reasons. It is the writer's to change, and is never longer than a message may be.
    """
    told = [each["words"] for each in reasons if each["kind"] in _ABOUT_CONTENT][:REASONS_TOLD]
    names = {"name": own.partner.name, "own": own.title, "other": other.title}
    opening = _(
        "We are %(name)s. We have read “%(other)s”, and it seems to go well with our “%(own)s”."
    )
    closing = _("Could we talk about it once? Please tell us whether that would suit you.")
    lines = [opening % names, *(_("- %(reason)s") % {"reason": each} for each in told), closing]
    while len("\n".join(lines)) > MESSAGE_LENGTH and len(lines) > 1:
        lines.pop(-2 if len(lines) > 2 else 0)
    return "\n".join(lines)
