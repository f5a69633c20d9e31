"""What a figure is about: which time, which goal, field, kind of partner and municipality, and
whether everybody reads it or the staff of a municipality.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from tomoni.municipalities.models import Municipality
from tomoni.portal.insights import periods
from tomoni.portal.insights.periods import Period
from tomoni.taxonomy.models import PartnerType
from tomoni.taxonomy.vocabulary import fields_by_id

GOALS = range(1, 18)
PARAMETERS = ("year", "month", "goal", "field", "type", "municipality")


@dataclass(frozen=True)
class Scope:
    """Values that are empty do not narrow.

    `kind` is a type of partner. `towns` are the primary keys of the municipalities whose rows are
    counted: those of the staff who read it. None is the public view: all municipalities, and of
    rows that are shown to everybody only those.
    """

    period: Period
    today: date
    goal: str = ""
    field: str = ""
    kind: str = ""
    municipality: str = ""
    towns: frozenset[int] | None = None

    @property
    def is_public(self) -> bool:
        """Everybody reads it."""
        return self.towns is None

    @property
    def query(self) -> str:
        """The same as a query of an address: "goal=11&year=2026"; always the same for the same."""
        return urlencode([(name, value) for name, value in self.chosen.items() if value])

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows it, by parameter, "" where nothing does."""
        return {
            **self.period.in_address,
            "goal": self.goal,
            "field": self.field,
            "type": self.kind,
            "municipality": self.municipality,
        }

    @property
    def key(self) -> str:
        """A name under which what was counted may be kept for a while."""
        towns = "public" if self.towns is None else "-".join(map(str, sorted(self.towns)))
        chosen = {**self.chosen, "first": self.period.first, "end": self.period.end}
        if self.towns is not None and len(self.towns) == 1:
            chosen["municipality"] = ""  # there is no other: the same question
        return f"{towns}:{self.today}:{urlencode([pair for pair in chosen.items() if pair[1]])}"

    def within(self, period: Period) -> "Scope":
        """The same of another time."""
        return replace(self, period=period)

    def during(self, column: str) -> Q:
        """The moment in the column falls into the time."""
        first, end = self.period.first_at, self.period.end_at
        return Q(**{f"{column}__gte": first, f"{column}__lt": end})

    def during_days(self, column: str) -> Q:
        """The same of a day."""
        return Q(**{f"{column}__gte": self.period.first, f"{column}__lt": self.period.end})

    def in_towns(self, path: str) -> Q:
        """The path leads to a municipality that is counted."""
        if self.municipality:
            chosen = Q(**{f"{path}__slug": self.municipality})
            return chosen if self.towns is None else chosen & Q(**{f"{path}__in": self.towns})
        return Q() if self.towns is None else Q(**{f"{path}__in": self.towns})

    def of_type(self, path: str) -> Q:
        """The path leads to the chosen kind of partner."""
        return Q(**{f"{path}__slug": self.kind}) if self.kind else Q()

    def about(
        self, model: type[Model], goals: Collection[str], fields: str, *, path: str = "pk"
    ) -> Q:
        """Rows that name the goal in one of the paths, and the field; or those of which `path`
        leads to a row of the model that does.

        All that name them are found at once: a figure looks at most rows, where the lists of the
        platform look at a few and ask for each.
        """
        found = Q()
        if self.goal:
            first, *others = (_naming(model, each, goal=int(self.goal)) for each in goals)
            named = first.union(*others, all=True) if others else first
            found &= Q(**{f"{path}__in": named})
        if self.field:
            found &= Q(**{f"{path}__in": _naming(model, fields, field__slug=self.field)})
        return found

    @property
    def is_about_something(self) -> bool:
        """A goal or a field is chosen."""
        return bool(self.goal or self.field)


def _naming(model: Any, path: str, **chosen: Any) -> QuerySet[Any]:
    """The primary keys of the rows of which the path leads to what is chosen."""
    field = model._meta.get_field(path)
    pairs = field.remote_field.through._base_manager.filter(**chosen)
    return pairs.values(field.m2m_column_name())


@dataclass(frozen=True)
class Choices:
    """What one may choose, by value: the words of the form above the figures. `pks` are the
    primary keys of the municipalities.
    """

    fields: dict[str, str]
    kinds: dict[str, str]
    municipalities: dict[str, str]
    pks: dict[str, int]

    def unknown(self, asked: Mapping[str, str]) -> list[str]:
        """The parameters whose value does not exist; "" asks for nothing."""
        years = [periods.ALL, *map(str, periods.years_offered(timezone.localdate()))]
        has_year = asked.get("year", "") not in ("", periods.ALL)
        known: dict[str, Collection[str]] = {
            "year": years,
            "month": [str(month) for month in periods.months_of_year()] if has_year else [],
            "goal": [str(goal) for goal in GOALS],
            "field": self.fields,
            "type": self.kinds,
            "municipality": self.municipalities,
        }
        return [
            name for name, values in known.items() if asked.get(name) and asked[name] not in values
        ]

    def scope(self, asked: Mapping[str, Any], towns: Collection[int] | None = None) -> Scope:
        """What the address asks for; what does not exist does not narrow.

        `towns`: the municipalities of the staff who ask.
        """
        today = timezone.localdate()
        municipality = _among(asked.get("municipality"), self.municipalities)
        if towns is not None and municipality:
            towns = [self.pks[municipality]]
        return Scope(
            period=_period(asked, today),
            today=today,
            goal=_among(asked.get("goal"), map(str, GOALS)),
            field=_among(asked.get("field"), self.fields),
            kind=_among(asked.get("type"), self.kinds),
            municipality=municipality,
            towns=None if towns is None else frozenset(towns),
        )


def choices(towns: Collection[int] | None = None) -> Choices:
    """Everything there is; of the municipalities those of `towns`. Two queries."""
    types = PartnerType.objects.all()
    rows = Municipality.objects.order_by("code", "pk")
    places = list(rows if towns is None else rows.filter(pk__in=towns))
    return Choices(
        fields={row.slug: row.name for row in fields_by_id().values()},
        kinds={row.slug: row.name for row in types},
        municipalities={row.slug: row.name for row in places},
        pks={row.slug: row.pk for row in places},
    )


def _among(value: Any, known: Any) -> str:
    return str(value) if value is not None and str(value) in set(known) else ""


def _period(asked: Mapping[str, Any], today: date) -> Period:
    if asked.get("year") == periods.ALL:
        return periods.all_years(today)
    year, month = _number(asked.get("year")), _number(asked.get("month"))
    if year not in periods.years_offered(today):
        return periods.last_twelve_months(today)
    if month in range(1, 13):
        return periods.month_of(year, month)
    return periods.year_of(year)


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
