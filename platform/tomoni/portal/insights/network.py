"""Who works with whom: partners in the same project or agreement, and those who agreed to talk.

Projects, agreements and introductions are those of the figures, so they are counted in the same
time and under the same conditions. The public picture knows what everybody can see, no more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import cos, pi, sin
from typing import Any, NamedTuple

from django.db.models import QuerySet

from matching.models import Party
from partners.models import AgreementParty, Participation, Partner
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal.insights import figures
from tomoni.portal.insights.counting import kept
from tomoni.portal.insights.scope import Scope

MOST_DRAWN = 24
MOST_TIES = 100  # in the table
KEPT_AS = "network-of-strongest"
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

    @property
    def between(self) -> str:
        """The pair as it stands in the address of what they share: "12-45"."""
        return f"{self.one}-{self.other}"


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


class Found(NamedTuple):
    """What is kept of the ties: how many there are, between how many partners; the strongest, for
    the table; who is drawn, with how many others each works; and the ties between these.
    """

    pairs: int
    partners: int
    strongest: list[Tie]
    drawn: list[tuple[int, int]]
    between: list[Tie]


@dataclass(frozen=True)
class Network:
    """The ties of partners that are registered now, and when they were counted."""

    found: Found
    names: dict[int, Name]
    at: datetime

    width, height = WIDTH, HEIGHT

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return self.found.pairs

    @property
    def partners(self) -> int:
        """How many work with another."""
        return self.found.partners

    @property
    def ties(self) -> list[Tie]:
        """The strongest of them."""
        return [tie for tie in self.found.strongest if self._are_named(tie)]

    @property
    def rows(self) -> list[tuple[Name, Name, Tie]]:
        """For the table."""
        return [(self.names[tie.one], self.names[tie.other], tie) for tie in self.ties]

    @property
    def dots(self) -> list[Dot]:
        """On a circle, the best connected at the top."""
        degrees = dict(self.found.drawn)
        return [
            _dot(self.names[pk].name, angle, degrees[pk]) for pk, angle in self._angles().items()
        ]

    @property
    def lines(self) -> list[Line]:
        """Between those drawn."""
        angles = self._angles()
        return [
            Line(*_place(angles[tie.one]), *_place(angles[tie.other]), min(tie.weight, 5))
            for tie in self.found.between
            if self._are_named(tie)
        ]

    def _are_named(self, tie: Tie) -> bool:
        return tie.one in self.names and tie.other in self.names

    def _angles(self) -> dict[int, float]:
        drawn = [pk for pk, _degree in self.found.drawn if pk in self.names]
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
    found, at = kept(KEPT_AS, scope, lambda: _found(all_ties(scope)))
    named = {pk for tie in found.strongest for pk in (tie.one, tie.other)}
    return Network(found, names_of(named.union(pk for pk, _degree in found.drawn)), at)


def names_of(partners: Collection[int]) -> dict[int, Name]:
    """What those are called that are registered: nobody else is named."""
    rows = Partner.objects.approved().filter(pk__in=partners).only("pk", "name", "slug")
    return {row.pk: Name(row.name, row.get_absolute_url()) for row in rows}


def _found(ties: list[Tie]) -> Found:
    weights, degrees = Counter[int](), Counter[int]()
    for tie in ties:
        for pk in (tie.one, tie.other):
            weights[pk] += tie.weight
            degrees[pk] += 1
    most = sorted(weights, key=lambda pk: (-weights[pk], pk))[:MOST_DRAWN]
    between = [tie for tie in ties if tie.one in most and tie.other in most]
    drawn = [(pk, degrees[pk]) for pk in most]
    return Found(len(ties), len(weights), ties[:MOST_TIES], drawn, between)


def all_ties(scope: Scope) -> list[Tie]:
    """Every tie between partners that are registered, the strongest first."""
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
        talks = Party.objects.filter(
            introduction__in=_talks(scope).values("pk"), state=Party.State.AGREED
        )
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


def _talks(scope: Scope) -> QuerySet[Any]:
    """Those that the office knows more of than the number: that went through it."""
    through_us = {"route": IntroductionRoute.OFFICE, "municipality__in": scope.towns}
    return figures.accepted_introductions(scope).filter(**through_us)


def shared_rows(name: str, scope: Scope, pair: tuple[int, ...]) -> QuerySet[Any] | None:
    """What the number of a tie counts: rows of the figure of this name in which both take part;
    None for a figure that is no part of a tie.
    """
    rows: QuerySet[Any]
    places: QuerySet[Any]
    if name == "projects":
        rows, path = figures.begun_projects(scope), "project"
        places = Participation.objects.joined()
    elif name == "agreements":
        rows, path = figures.signed_agreements(scope), "agreement"
        places = AgreementParty.objects.all()
    elif name == "accepted" and not scope.is_public:
        rows, path = _talks(scope), "introduction"
        places = Party.objects.filter(state=Party.State.AGREED)
    else:
        return None
    for partner in pair:
        rows = rows.filter(pk__in=places.filter(partner=partner).values(path))
    return rows


def _pairs(places: Any) -> Counter[tuple[int, int]]:
    """How often two partners stand in the same."""
    together: dict[int, set[int]] = defaultdict(set)
    for what, partner in places.order_by():
        together[what].add(partner)
    return Counter(
        pair for partners in together.values() for pair in combinations(sorted(partners), 2)
    )
