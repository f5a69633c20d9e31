"""What a list may be narrowed by, and how a chosen value becomes a condition.

`tomoni.filters` says how it is used, `tomoni.counting` how the rows of each value are counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextChoices, TextField, Value
from django.db.models.expressions import Window
from django.db.models.functions import Cast, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.chosen import has_chosen, kept_name
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
        if kept := self.kept_by(model):
            keys = [key for _, value, key, *_ in vocabulary_rows([self]) if value in values]
            conditions = has_chosen(dict.fromkeys(kept.values(), keys))
        for path in self.paths:
            if path in kept:
                continue
            chosen = Q(**{f"{path}__in": values})
            conditions |= _among_many(model, path, values) if _many_steps(model, path) else chosen
        return conditions

    def kept_by(self, model: type[Model]) -> dict[str, str]:
        """{path: name} of the paths whose ends the rows keep in an array of their own, where
        they are the ids of the vocabulary's rows.
        """
        if not self.vocabulary:
            return {}
        ends = {path: path.removesuffix(f"__{self.value}") for path in self.paths}
        names = {path: kept_name(model, end) for path, end in ends.items()}
        return {path: name for path, name in names.items() if name}

    @property
    def by_key(self) -> bool:
        """Counted by the ids of the vocabulary's rows, whose slugs stand in the address."""
        return self.vocabulary is not None and all(
            path.endswith(f"__{self.value}") for path in self.paths
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


def _among_many(model: Any, path: str, values: Sequence[str]) -> Q:
    """Asked of each row by itself where they are few, else of all at once: PostgreSQL chooses, as
    an `EXISTS` leaves it to do (`IN` would have it read all rows with the value, however few are
    asked about)."""
    first, _, rest = path.partition("__")
    step = model._meta.get_field(first)
    if not step.many_to_many or step.auto_created:
        return Q(pk__in=model._base_manager.filter(**{f"{path}__in": values}).values("pk"))
    target = "__".join(filter(None, (step.m2m_reverse_field_name(), rest)))
    pairs = step.remote_field.through._base_manager.filter(
        **{step.m2m_field_name(): OuterRef("pk"), f"{target}__in": values}
    )
    return Q(Exists(pairs))


def _many_steps(model: type[Model], path: str) -> int:
    """How many of the path's steps lead to several rows."""
    steps, current = 0, model
    for name in path.split("__"):
        step = current._meta.get_field(name)
        steps += bool(step.many_to_many or step.one_to_many)
        if step.is_relation:
            current = step.related_model  # type: ignore[assignment]
    return steps


Word = tuple[str, str, str, str, str]


def vocabulary_rows(filters: Iterable[AnyFilter]) -> list[Word]:
    """(parameter, value, id, Japanese name, English name) of all vocabularies, by one query.

    They are kept for a minute in each process: what an operator adds is there after that.
    """
    asked = {
        (each.parameter, each.vocabulary, each.value): each
        for each in filters
        if isinstance(each, Filter) and each.vocabulary
    }
    with _lock:
        known = {key: _kept[key] for key in asked if key in _kept}
    missing = {key: each for key, each in asked.items() if key not in known}
    if missing:
        rows = sorted(_words_of(missing.values()), key=lambda row: row[5])
        found = {key: [row[:5] for row in rows if row[0] == key[0]] for key in missing}
        with _lock:
            _kept.update(found)
        known |= found
    return [row for key in sorted(known, key=lambda key: key[0]) for row in known[key]]


_SECONDS = 60
_kept: TTLCache[Any, list[Word]] = TTLCache(maxsize=64, ttl=_SECONDS)
_lock = Lock()


def forget() -> None:
    """Read the vocabularies anew."""
    with _lock:
        _kept.clear()


def _words_of(filters: Iterable[Filter]) -> Iterable[Any]:
    return _union(
        [
            each.vocabulary._default_manager.order_by()  # type: ignore[union-attr]
            .annotate(
                facet=Value(each.parameter),
                facet_value=Cast(each.value, TextField()),
                facet_key=Cast("pk", TextField()),
                place=Window(RowNumber(), order_by=_ordering(each.vocabulary)),  # type: ignore[arg-type]
            )
            .values_list("facet", "facet_value", "facet_key", "name_ja", "name_en", "place")
            for each in filters
        ]
    )


def _ordering(model: type[Model]) -> list[Any]:
    return [F(str(name)).asc() for name in model._meta.ordering or ["pk"]]


def _union(queries: list[QuerySet[Any]]) -> Iterable[Any]:
    if not queries:
        return []
    first, *others = queries
    return first.union(*others, all=True) if others else first
