"""Words and pictures that components need: days as people say them, answers of a form, tables."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tomoni.taxonomy.models import Field, Goal

register = template.Library()

SOON = 3  # days from which a clock asks for attention
SEATS_DRAWN = 16  # dots that can be told apart around a table
GOALS_SHOWN, FIELDS_SHOWN = 3, 2  # in a row
PARTS = {"listings", "needs", "seeds", "partners", "challenges", "events", "news", "my", "desk"}


def _local_day(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _days_until(value: date) -> int:
    return (_local_day(value) - timezone.localdate()).days


@register.filter
def day(value: date | None) -> str:
    """11月28日(土) or "Sat 28 November"; with the year where it is another than this."""
    if value is None:
        return ""
    local = _local_day(value)
    weekday = WEEKDAYS_ABBR[local.weekday()]
    if local.year == timezone.localdate().year:
        return _("%(weekday)s %(date)s") % {
            "weekday": weekday,
            "date": date_format(local, _("j F")),
        }
    return _("%(weekday)s %(date)s") % {"weekday": weekday, "date": date_format(local)}


@register.filter
def freshness(value: date | None) -> str:
    """How long ago: today, 3 days ago, 2 months ago, and a year and month beyond a year."""
    if value is None:
        return ""
    days = -_days_until(value)
    if days < 365:
        return _ago(max(days, 0), get_language())
    return date_format(_local_day(value), "YEAR_MONTH_FORMAT")


@lru_cache(maxsize=1024)
def _ago(days: int, language: str | None) -> str:
    if not days:
        return pgettext("how long ago", "today")
    if days < 31:
        return ngettext("%d day ago", "%d days ago", days) % days
    return ngettext("%d month ago", "%d months ago", days // 31) % (days // 31)


@register.filter
def days_left(value: date | None) -> str:
    """How long something is still open."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value <= timezone.now():
        return pgettext("deadline", "closed")
    days = _days_until(value)
    if days < 0:
        return pgettext("deadline", "closed")
    return _in_days(days) if days else pgettext("deadline", "last day")


def _in_days(days: int) -> str:
    return ngettext("%d day left", "%d days left", days) % days


@register.filter
def is_soon(value: date | None) -> bool:
    """Whether the day is near enough to be marked, or past."""
    return value is not None and _days_until(value) <= SOON


@register.filter
def clock(value: date | None) -> SafeString | str:
    """A deadline of the desk as words with their state: 3日超過, 本日まで, あと2日."""
    if value is None:
        return ""
    days = _days_until(value)
    return format_html(
        '<span class="clock{}"><svg class="icon" aria-hidden="true"><use href="#clock"/></svg>'
        "{}</span>",
        " is-late" if days < 0 else " is-soon" if days <= SOON else "",
        _due_in(days),
    )


def _due_in(days: int) -> str:
    if days < 0:
        return ngettext("%d day over", "%d days over", -days) % -days
    return _in_days(days) if days else pgettext("deadline", "due today")


@register.simple_tag
def date_box(value: datetime) -> SafeString:
    """The day of a meeting as on a leaflet: month, large day, weekday."""
    local = timezone.localtime(value)
    return format_html(
        '<time class="date-box" datetime="{}"><span>{}</span><b>{}</b><span>{}</span></time>',
        local.date().isoformat(),
        date_format(local, "M"),
        local.day,
        WEEKDAYS_ABBR[local.weekday()],
    )


@register.simple_tag
def hours(start: datetime, end: datetime) -> str:
    """From when till when: 13:30–16:00."""
    return f"{timezone.localtime(start):%-H:%M}–{timezone.localtime(end):%-H:%M}"


@register.simple_tag
def goal_numbers(main: Iterable[Goal], further: Iterable[Goal] = ()) -> SafeString:
    """Up to three number chips, the main goals first, then how many more there are."""
    goals = [*main, *further]
    if not goals:
        return SafeString()
    chips = SafeString("").join(_goal_chip(goal.pk, goal.name) for goal in goals[:GOALS_SHOWN])
    rest = len(goals) - GOALS_SHOWN
    more = f'<span class="goals-more">+{rest}</span>' if rest > 0 else ""
    return mark_safe(  # noqa: S308 – chips are escaped, the rest is ours
        f'<span class="goals"><span class="visually-hidden">SDGs </span>{chips}{more}</span>'
    )


@lru_cache(maxsize=64)
def _goal_chip(number: int, name: str) -> SafeString:
    return format_html('<span class="goal goal-{}" title="{}">{}</span>', number, name, number)


@register.simple_tag
def field_tags(fields: Iterable[Field]) -> SafeString:
    """The first two fields of a row."""
    names = [field.name for field in fields][:FIELDS_SHOWN]
    return mark_safe("".join(_tag(name) for name in names))  # noqa: S308 – each is escaped


@lru_cache(maxsize=512)
def _tag(name: str) -> SafeString:
    return format_html('<span class="tag">{}</span>', name)


@register.simple_tag
def constant(template_name: str, here: str = "") -> str:
    """A piece of the frame that depends on the language and `here` alone: rendered once."""
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(template_name, here, get_language())


@lru_cache(maxsize=256)
def _rendered(template_name: str, here: str, language: str | None) -> str:
    return render_to_string(template_name, {"here": here})


@register.filter
def first_segment(path: str) -> str:
    """The part of the site an address belongs to: "events" of /events/4/tables/."""
    segment = path.partition("/")[2].partition("/")[0]
    return segment if segment in PARTS else ""


@register.filter
def page_window(number: int, last: int) -> list[int]:
    """The page numbers worth a link: the ends and the neighbours; 0 stands for a gap."""
    near = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    window = near[:1]
    for before, page in pairwise(near):
        window += [page] if page - before == 1 else [0, page]
    return window


class Problem(NamedTuple):
    """What is to be mended, and the id of the field it stands in."""

    id: str
    label: str
    message: str


@register.simple_tag
def problems(form: BaseForm | str = "", formset: "BaseFormSet[Any] | str" = "") -> list[Problem]:
    """Everything to be mended in a form and in the forms of a formset, in their order."""
    forms = [form] if isinstance(form, BaseForm) else []
    found = []
    if isinstance(formset, BaseFormSet):
        forms += formset.forms
        found = [Problem("", "", str(message)) for message in formset.non_form_errors()]
    return [*found, *(problem for each in forms for problem in _problems_of(each))]


def _problems_of(form: BaseForm) -> Iterator[Problem]:
    for message in form.non_field_errors():
        yield Problem("", "", str(message))
    for field in form:
        for message in field.errors:
            yield Problem(field.auto_id, str(field.label), str(message))


@register.filter
def answer(field: BoundField) -> str:
    """What was answered, in the words the form used; a dash where nothing was.

    Where that is an answer too, the field says in `unanswered` what it means.
    """
    form = field.form
    value = (
        form.cleaned_data.get(field.name) if form.is_bound and form.is_valid() else field.value()
    )
    return _in_words(field, value)


def _in_words(field: BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, QuerySet | list | tuple):
        return _(", ").join(_in_words(field, item) for item in value) or _unanswered(field)
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, date):
        return date_format(
            value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT"
        )
    choices = dict(getattr(field.field, "choices", None) or ())
    return str(choices.get(value, value)) if value not in (None, "") else _unanswered(field)


def _unanswered(field: BoundField) -> str:
    return str(getattr(field.field, "unanswered", "–"))


@register.simple_tag
def table_circle(number: int, seats: int, taken: int | str = "") -> SafeString:
    """A table seen from above with a dot for each person and a ring for each free seat.

    Where nobody has said who sits there, every seat is free.
    """
    drawn = min(seats, SEATS_DRAWN)
    full = taken if isinstance(taken, int) else 0
    dots = format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="8"/>', _seats(drawn, full))
    return format_html(
        '<svg class="table-circle" viewBox="0 0 144 144" aria-hidden="true">'
        '<circle class="top" cx="72" cy="72" r="42"/>{}<text x="72" y="73">{}</text></svg>',
        dots,
        number,
    )


def _seats(drawn: int, full: int) -> list[tuple[str, str, str]]:
    angles = [2 * pi * seat / drawn - pi / 2 for seat in range(drawn)]
    return [
        (
            "seat is-taken" if seat < full else "seat",
            f"{72 + 59 * cos(angle):.1f}",
            f"{72 + 59 * sin(angle):.1f}",
        )
        for seat, angle in enumerate(angles)
    ]
