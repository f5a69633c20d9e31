"""What was changed when an agreement was put in other words: compared, and as readers call it."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from partners.models import Agreement

WORDS: dict[str, str | Promise] = {
    "title": _("Title"),
    "parties": pgettext_lazy("agreement", "Parties"),
    "purposes": pgettext_lazy("agreement", "What it is for"),
    "intermediary": pgettext_lazy("agreement", "Intermediary"),
    "ends_on": _("Last day of the term"),
    "renews_for_months": _("Months for which it goes on by itself"),
    "notice_days": _("Days before the end on which its parties are told"),
    "visibility": _("Who may see it"),
    "press_text": _("Text for the press"),
    "links": pgettext_lazy("agreement", "Links"),
    "related": _("Related agreements"),
    "items": _("Co-operation items"),
}
COLUMNS = (
    *("title", "purposes", "visibility", "intermediary", "ends_on", "renews_for_months"),
    *("notice_days", "press_text"),
)
"""The columns of the agreement itself that its form writes."""
_OF_PARTY = ("pk", "partner", "municipality", "name", "type", "part")
_OF_ITEM = ("pk", "title", "body", "goal", "field", "owner")


def written(agreement: Agreement) -> dict[str, Any]:
    """All that its form writes, each part by the name of its field."""
    parties = agreement.parties.all()
    signing = parties.values_list("pk", "signatories__position", "signatories__name")
    return {
        **{name: getattr(agreement, name) for name in COLUMNS},
        "parties": [
            *parties.values_list(*_OF_PARTY),
            *signing.order_by("order", "pk", "signatories__order", "signatories__pk"),
        ],
        "links": list(agreement.links.values_list("label", "url")),
        "related": set(agreement.related.values_list("pk", flat=True)),
    }


def written_items(agreement: Agreement) -> list[tuple[Any, ...]]:
    """The same of what is done together."""
    return list(agreement.items.values_list(*_OF_ITEM))


def changed(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The names of the parts that differ."""
    return [name for name in WORDS if was.get(name) != now.get(name)]


def in_words(names: Iterable[str]) -> str:
    """The parts as the reader calls them."""
    return pgettext("between names", ", ").join(str(WORDS.get(name, name)) for name in names)
