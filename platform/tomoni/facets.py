"""What a list may be narrowed by: how a chosen value becomes a condition, and how its rows are
counted. `tomoni.filters` says how it is used.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, TextChoices, TextField, Value
from django.db.models.expressions import Window
from django.db.models.functions import Cast, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, Goal

Words = str | Promise


@dataclass(frozen=True)
class Filter:
    """Narrows by what the rows point to.

    `paths` are ORM paths from the row to the value that stands in the address; a row fits when any
    of them leads to a chosen value. `vocabulary` is a model with names in two languages whose
    column `value` holds these values; `choices` is a fixed list instead of it.
    """

    parameter: str
    title: Words
    paths: tuple[str, ...]
    vocabulary: type[Model] | None = None
    value: str = "slug"
    choices: tuple[tuple[str, Words], ...] = ()

    def condition(self, model: type[Model], values: Sequence[str]) -> Q:
        """Rows that fit one of the values; each row once, however many of them it fits."""
        conditions = Q()
        for path in self.paths:
            chosen = Q(**{f"{path}__in": values})
            if _many_steps(model, path):
                chosen = Q(pk__in=model._base_manager.filter(chosen).values("pk"))
            conditions |= chosen
        return conditions

    def counts(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """Queries of (parameter, value, number of rows)."""
        return [self._counts_along(path, rows) for path in self.paths]

    def _counts_along(self, path: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        is_repeated = _many_steps(rows.model, path) > 1
        return (
            rows.filter(**{f"{path}__isnull": False})
            .annotate(facet=Value(self.parameter), facet_value=Cast(path, TextField()))
            .values("facet", "facet_value")
            .annotate(facet_count=Count("pk", distinct=is_repeated))
            .values_list("facet", "facet_value", "facet_count")
        )


@dataclass(frozen=True)
class Cases:
    """Narrows by conditions that are no column, e.g. open now; (value, label, condition) each."""

    parameter: str
    title: Words
    cases: tuple[tuple[str, Words, Callable[[], Q]], ...]
    vocabulary: None = None

    @property
    def choices(self) -> tuple[tuple[str, Words], ...]:
        """The values with their labels."""
        return tuple((value, label) for value, label, _condition in self.cases)

    def condition(self, model: type[Model], values: Sequence[str]) -> Q:
        """Rows that fit one of the values."""
        conditions = Q()
        for value, _label, condition in self.cases:
            if value in values:
                conditions |= condition()
        return conditions

    def counts(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """Queries of (parameter, value, number of rows)."""
        return [
            count_of(rows.filter(condition()), self.parameter, value)
            for value, _label, condition in self.cases
        ]


AnyFilter = Filter | Cases


def by_goal(*paths: str) -> Filter:
    """`?goal=11`; the paths lead to goals, e.g. "primary_goals" and "related_goals"."""
    return Filter("goal", _("SDG goal"), paths, Goal, value="number")


def by_field(*paths: str) -> Filter:
    """`?field=tourism`; the paths lead to administrative fields, e.g. "fields"."""
    return Filter("field", _("Administrative field"), _to_slugs(paths), Field)


def by_municipality(*paths: str) -> Filter:
    """`?municipality=kakegawa`; the paths lead to municipalities."""
    return Filter("municipality", _("Municipality"), _to_slugs(paths), Municipality)


def by_vocabulary(parameter: str, title: Words, model: type[Model], *paths: str) -> Filter:
    """By the slug of another vocabulary: partner types, resource kinds, categories …"""
    return Filter(parameter, title, _to_slugs(paths), model)


def by_choices(parameter: str, title: Words, choices: type[TextChoices], path: str) -> Filter:
    """By a column with fixed choices."""
    return Filter(parameter, title, (path,), choices=tuple(choices.choices))


def _to_slugs(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{path}__slug" for path in paths)


def count_of(rows: QuerySet[Any], parameter: str, value: str) -> QuerySet[Any]:
    """One row: (parameter, value, number of rows)."""
    return (
        rows.annotate(facet=Value(parameter), facet_value=Value(value, TextField()))
        .values("facet", "facet_value")
        .annotate(facet_count=Count("pk"))
        .values_list("facet", "facet_value", "facet_count")
    )


def _many_steps(model: type[Model], path: str) -> int:
    """How many of the path's steps lead to several rows."""
    steps, current = 0, model
    for name in path.split("__"):
        step = current._meta.get_field(name)
        steps += bool(step.many_to_many or step.one_to_many)
        if step.is_relation:
            current = step.related_model  # type: ignore[assignment]
    return steps


def vocabulary_rows(filters: Iterable[AnyFilter]) -> Iterable[tuple[str, str, str, str]]:
    """(parameter, value, Japanese name, English name) of every vocabulary, in one query."""
    queries = [
        narrowing.vocabulary._default_manager.order_by()
        .annotate(
            facet=Value(narrowing.parameter),
            facet_value=Cast(narrowing.value, TextField()),
            place=Window(RowNumber(), order_by=_ordering(narrowing.vocabulary)),
        )
        .values_list("facet", "facet_value", "name_ja", "name_en", "place")
        for narrowing in filters
        if isinstance(narrowing, Filter) and narrowing.vocabulary is not None
    ]
    return [row[:4] for row in sorted(union(queries), key=lambda row: (row[0], row[4]))]


def _ordering(model: type[Model]) -> list[Any]:
    return [F(str(name)).asc() for name in model._meta.ordering or ["pk"]]


def union(queries: list[QuerySet[Any]]) -> Iterable[Any]:
    if not queries:
        return []
    first, *others = queries
    return first.union(*others, all=True) if others else first
