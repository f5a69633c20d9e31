"""Pieces of which a list has very many, put together without a template: rows and filters."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tomoni.narrowing import Facet, Option
from tomoni.portal.templatetags.look import field_tags, goal_numbers
from tomoni.taxonomy.models import Goal
from tomoni.taxonomy.vocabulary import all_goals, fields_by_id

register = template.Library()


@register.simple_tag
def row_goals(row: Any) -> SafeString:
    """Up to three number chips, whether the row comes with the numbers or with the goals."""
    if not hasattr(row, "main_goals"):
        further = row.related_goals.all() if hasattr(row, "related_goals") else ()
        return goal_numbers(row.primary_goals.all(), further)
    return _chips(tuple(row.main_goals), tuple(getattr(row, "further_goals", ())), get_language())


@lru_cache(maxsize=4096)
def _chips(main: tuple[int, ...], further: tuple[int, ...], language: str | None) -> SafeString:
    return goal_numbers(_goals(main), _goals(further))


def _goals(numbers: Iterable[int]) -> list[Goal]:
    goals = all_goals()
    return [goals[number - 1] for number in numbers]


@register.simple_tag
def row_fields(row: Any) -> SafeString:
    """The first two administrative fields of a row, in either form."""
    if not hasattr(row, "field_ids"):
        return field_tags(row.fields.all())
    known = fields_by_id()
    fields = [known[pk] for pk in row.field_ids if pk in known]
    return field_tags(sorted(fields, key=lambda field: (field.order, field.pk)))


@register.simple_tag
def facet_options(facet: Facet) -> SafeString:
    """The boxes of a filter with their counts."""
    parts = [_box(option, facet.parameter == "goal") for option in facet.options]
    return mark_safe("".join(parts))  # noqa: S308 – each part is escaped


def _box(option: Option, is_goal: bool) -> str:
    head, label = _words_of(option.parameter, option.value, option.label, is_goal)
    checked = " checked" if option.is_chosen else ""
    return f"{head}{checked}>{label}<span>{option.shown}</span></label>"


@lru_cache(maxsize=8192)
def _words_of(parameter: str, value: str, label: str, is_goal: bool) -> tuple[str, str]:
    head = format_html(
        '<label class="choice"><input type="checkbox" name="{0}" id="f-{0}-{1}" value="{1}"',
        parameter,
        value,
    )
    chip = format_html('<i class="goal goal-{0}">{0}</i> ', value) if is_goal else ""
    return head, f"{chip}{conditional_escape(label)}"
