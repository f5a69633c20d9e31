"""Who works with whom: partners in the same project or agreement, and those who agreed to talk.

Projects, agreements and introductions are those of the figures, so they are counted in the same
time and under the same conditions. The public picture knows what everybody can see, no more.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import cos, pi, sin
from typing import Any, NamedTuple

from matching.models import Party
from partners.models import AgreementParty, Participation, Partner
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal.insights import figures
from tomoni.portal.insights.counting import kept
from tomoni.portal.insights.scope import Scope

MOST_DRAWN = 24
MOST_TIES = 100  # in the table
WIDTH, HEIGHT, MIDDLE, RADIUS = 640, 460, (320, 230), 170
LETTERS = 10  # of a name in the picture; the table has all of it
ASIDE = 0.2  # how far beside the middle a name no longer stands above or below its dot


class Tie(NamedTuple):
    """Two partners with what they share, by kind."""

    one: int
    other: int
    projects: int
    agreements: int
    talks: int

    @property
    def weight(self) -> int:
        """How much they share."""
        return self.projects + self.agreements + self.talks


class Name(NamedTuple):
    """A partner as the picture and the table name it; `url` is "" where it has no page."""

    name: str
    url: str


@dataclass(frozen=True)
class Dot:
    """A partner in the picture."""

    name: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str
    size: float


@dataclass(frozen=True)
class Line:
    """A tie in the picture."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: int


@dataclass(frozen=True)
class Network:
    """All ties, the strongest first, and when they were counted."""

    ties: list[Tie]
    names: dict[int, Name]
    at: datetime

    width, height = WIDTH, HEIGHT

    @property
    def partners(self) -> int:
        """How many work with another."""
        return len(self.names)

    @property
    def rows(self) -> list[tuple[Name, Name, Tie]]:
        """For the table."""
        return [(self.names[tie.one], self.names[tie.other], tie) for tie in self.ties[:MOST_TIES]]

    @property
    def drawn(self) -> list[int]:
        """Those with the most ties."""
        most = Counter[int]()
        for tie in self.ties:
            most[tie.one] += tie.weight
            most[tie.other] += tie.weight
        return [pk for pk, _n in sorted(most.items(), key=lambda row: (-row[1], row[0]))][
            :MOST_DRAWN
        ]

    @property
    def dots(self) -> list[Dot]:
        """On a circle, the best connected at the top."""
        degree = Counter[int]()
        for tie in self.ties:
            degree.update((tie.one, tie.other))
        return [
            _dot(self.names[pk].name, angle, degree[pk]) for pk, angle in self._angles().items()
        ]

    @property
    def lines(self) -> list[Line]:
        """Between those drawn."""
        angles = self._angles()
        return [
            Line(*_place(angles[tie.one]), *_place(angles[tie.other]), min(tie.weight, 5))
            for tie in self.ties
            if tie.one in angles and tie.other in angles
        ]

    def _angles(self) -> dict[int, float]:
        drawn = self.drawn
        return {pk: 2 * pi * place / len(drawn) for place, pk in enumerate(drawn)}


def _place(angle: float, radius: float = RADIUS) -> tuple[float, float]:
    x, y = MIDDLE
    return round(x + radius * sin(angle), 1), round(y - radius * cos(angle), 1)


def _dot(name: str, angle: float, degree: int) -> Dot:
    side = sin(angle)
    anchor = "middle" if abs(side) < ASIDE else "start" if side > 0 else "end"
    text_x, text_y = _place(angle, RADIUS + 14)
    short = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
    size = min(4 + 1.5 * degree, 10)
    return Dot(short, *_place(angle), text_x, round(text_y + 4 - 6 * cos(angle), 1), anchor, size)


def network(scope: Scope) -> Network:
    """The ties in the time of the scope, between partners that are registered now."""
    ties, at = kept("network", scope, lambda: _ties(scope))
    named = {pk for tie in ties for pk in (tie.one, tie.other)}
    rows = Partner.objects.filter(pk__in=named).only("pk", "name", "slug")
    names = {row.pk: Name(row.name, row.get_absolute_url()) for row in rows}
    ties = [tie for tie in ties if tie.one in names and tie.other in names]
    return Network(ties, names, at)


def _ties(scope: Scope) -> list[Tie]:
    projects = Participation.objects.joined().filter(
        project__in=figures.begun_projects(scope).values("pk")
    )
    agreements = AgreementParty.objects.filter(
        agreement__in=figures.signed_agreements(scope).values("pk"), partner__isnull=False
    )
    found = [
        _pairs(projects.values_list("project", "partner")),
        _pairs(agreements.values_list("agreement", "partner")),
        Counter(),
    ]
    if not scope.is_public:
        # Of talks that partners asked each other for without the office it knows only the number.
        through_us = {"route": IntroductionRoute.OFFICE, "municipality__in": scope.towns}
        agreed = figures.accepted_introductions(scope).filter(**through_us)
        talks = Party.objects.filter(introduction__in=agreed.values("pk"), state=Party.State.AGREED)
        found[2] = _pairs(talks.values_list("introduction", "partner"))
    registered = set(
        Partner.objects.approved()
        .values_list("pk", flat=True)
        .filter(pk__in={pk for pairs in found for pair in pairs for pk in pair})
    )
    ties = [
        Tie(*pair, *(pairs[pair] for pairs in found))
        for pair in {pair for pairs in found for pair in pairs}
        if registered.issuperset(pair)
    ]
    return sorted(ties, key=lambda tie: (-tie.weight, tie.one, tie.other))


def _pairs(places: Any) -> Counter[tuple[int, int]]:
    """How often two partners stand in the same."""
    together: dict[int, set[int]] = defaultdict(set)
    for what, partner in places.order_by():
        together[what].add(partner)
    return Counter(
        pair for partners in together.values() for pair in combinations(sorted(partners), 2)
    )
