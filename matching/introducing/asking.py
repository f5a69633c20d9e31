"""What who asks is told before: why it is not possible now, and on which ways it is."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from matching.introducing.rules import ASKED_A_WEEK, RESTS, Obstacle
from partners.models import Partner
from tomoni.municipalities.models import IntroductionRoute


def obstacle_words(obstacle: Obstacle, other: Partner) -> str:
    """A kind sentence; a pause, a block and an empty desk sound the same."""
    names = {"name": other.name, "n": ASKED_A_WEEK, "days": RESTS.days}
    return {
        Obstacle.NOT_BOTH: _(
            "One of the two is not shown to partners now, so you cannot ask for a talk about it."
        ),
        Obstacle.NOT_NOW: _(
            "%(name)s takes no introductions at the moment. Please look at other suggestions."
        ),
        Obstacle.OPEN: _("You are in touch with %(name)s already."),
        Obstacle.RESTING: _(
            "You have asked %(name)s lately, and it did not come about. You can ask again when"
            " %(days)d days have passed since."
        ),
        Obstacle.OURSELVES: _(
            "You take no introductions now, or none with %(name)s. You can change that yourselves."
        ),
        Obstacle.WEEK_FULL: _(
            "You have asked for %(n)d introductions within seven days; more are not possible."
            " Please go on in a few days."
        ),
    }[obstacle] % names


class Way(NamedTuple):
    """A way to the other partner: what a form sends, what it is called, and what happens on it."""

    value: str
    label: str
    help: str


def ways(routes: Sequence[tuple[IntroductionRoute, Partner | None]], other: Partner) -> list[Way]:
    """Each in a sentence."""
    return [_way(route, federation, other) for route, federation in routes]


def value_of(route: IntroductionRoute, federation: Partner | None) -> str:
    """What a form sends for a way: "direct", "office", "federation-12"."""
    return f"{route.value}-{federation.pk}" if federation else route.value


def _way(route: IntroductionRoute, federation: Partner | None, other: Partner) -> Way:
    value, names = value_of(route, federation), {"name": other.name}
    if federation:
        names |= {"broker": federation.name}
        label = _("Through %(broker)s") % names
        return Way(value, label, _("%(name)s belongs to it. ") % names + _passes_on() % names)
    if route == IntroductionRoute.OFFICE:
        names |= {"broker": _("The office of %(city)s") % {"city": other.municipality.name}}
        label = _("Through the office of %(city)s") % {"city": other.municipality.name}
        return Way(value, label, _passes_on() % names)
    return Way(value, _("Directly"), _("%(name)s reads your message at once.") % names)


def _passes_on() -> str:
    return _(
        "%(broker)s reads your message first and passes it on to %(name)s, perhaps with a few words"
        " of its own. Good where you do not know each other yet."
    )
