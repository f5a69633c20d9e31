"""The kinds of call and the two modes in words: who asks whom, and what follows from it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from tomoni.filters import Cases, by_choices

_Kind, _Mode = Challenge.CallType, Challenge.Mode

KINDS: dict[str, Promise] = {
    _Kind.THEME: _("The city names what it wants to solve, and partners answer with proposals."),
    _Kind.FREE: _("The city names no theme: partners bring their own until the deadline."),
    _Kind.REVERSE: _(
        "A company names what it wants to realise and what it puts in, and municipalities answer"
        " with offers."
    ),
}
MODES: dict[str, Promise] = {
    _Mode.COLLABORATION: _(
        "The city pays nothing beyond what is written under “Resources”. Each side bears its own"
        " costs; what is agreed is put down in an agreement. An accepted proposal is no order."
    ),
    _Mode.CONTRACT: _(
        "The city means to place an order later. An accepted proposal is not yet that order: the"
        " rules of procurement decide, so others may bid and another may win."
    ),
}
REVERSE_MODE = _(
    "The company bears what is written under “What we put in”. A municipality takes part by its"
    " own rules, for example as a donation or by an agreement; nothing is ordered by this call."
)


def _explained(
    choices: Sequence[tuple[str, Any]], words: dict[str, Promise]
) -> list[tuple[str, Any]]:
    return [(value, format_lazy("{} – {}", label, words[value])) for value, label in choices]


# What a city chooses between in the form; a reverse call has a form of its own.
KIND_CHOICES = _explained([each for each in _Kind.choices if each[0] != _Kind.REVERSE], KINDS)
MODE_CHOICES = _explained(_Mode.choices, MODES)

BY_KIND = by_choices("kind", _("Type of call"), _Kind, "call_type")
BY_ANSWERED = Cases(
    "kind",
    _("Type of call"),
    (
        ("challenge", _("to a challenge"), lambda: Q(challenge__isnull=False)),
        ("free", _("free, without a challenge"), lambda: Q(challenge=None)),
    ),
)
