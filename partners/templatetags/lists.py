"""Words for what was found in a list."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from partners.bulk.problems import Problem, in_words
from partners.models import ImportRow, Partner

register = template.Library()

_VERDICTS = {
    ImportRow.Verdict.WRONG: "state-bad",
    ImportRow.Verdict.ALIKE: "state-wait",
    ImportRow.Verdict.NEW: "state-new",
    ImportRow.Verdict.CHANGED: "state-new",
    ImportRow.Verdict.UNCHANGED: "state-off",
    ImportRow.Verdict.THEIRS: "state-wait",
}


@register.filter
def words(problem: Problem | None) -> str:
    """What is wrong, in the reader's language."""
    return in_words(problem) if problem else ""


@register.filter
def field_names(names: list[str]) -> str:
    """The names of the fields that change, as the reader calls them."""
    return _(", ").join(_name_of(name) for name in names)


@register.filter
def verdict_class(verdict: Any) -> str:
    """The colour of a verdict; its word stands beside it."""
    return _VERDICTS.get(verdict, "state-off")


def _name_of(name: str) -> str:
    if name in ("need", "seed"):
        return _("need") if name == "need" else _("seed")
    if name == "contact":
        return _("contact for taking over the pages")
    return str(getattr(Partner._meta.get_field(name), "verbose_name", name))
