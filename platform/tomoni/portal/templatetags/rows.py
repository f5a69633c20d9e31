"""Pieces of which a list has very many, put together without a template: rows and filters."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tomoni.narrowing import Facet, Option
from tomoni.portal.templatetags.look import field_tags, freshness, goal_numbers
from tomoni.taxonomy.models import Goal
from tomoni.taxonomy.vocabulary import all_goals, fields_by_id

register = template.Library()


@register.simple_tag
def listing_rows(listings: Iterable[Any]) -> SafeString:
    """The items of a list of needs and seeds."""
    return mark_safe("".join(map(_listing_row, listings)))  # noqa: S308 – each part is escaped


def _listing_row(listing: Any) -> str:
    item, who = _listing_side(listing.side, get_language())
    title, partner = conditional_escape(listing.title), conditional_escape(listing.partner.name)
    ended = _ended(listing.get_state_display()) if listing.state == "fulfilled" else ""
    meta = f"{row_goals(listing)}{row_fields(listing)}{ended}"
    fresh = conditional_escape(freshness(listing.published_at))
    return (
        f'{item}<h3><a href="{listing.get_absolute_url()}">{title}</a></h3>{who} {partner}</p>'
        f'<p class="meta">{meta}<span class="fresh">{fresh}</span></p></li>\n'
    )


@lru_cache(maxsize=8)
def _listing_side(side: str, language: str | None) -> tuple[str, str]:
    """What stands before the title and before the partner; the same for all of a side."""
    mark = format_html('<svg class="mark" aria-hidden="true"><use href="#{}"/></svg>', side)
    word = gettext("Need") if side == "need" else gettext("Seed")
    before = format_html('<li class="row {}">{}', side, mark)
    return before, format_html('<p class="who"><b>{}</b>', word)


def _ended(state: str) -> str:
    return format_html('<span class="state state-off">{}</span>', state)


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
