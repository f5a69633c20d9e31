"""The text of an agreement in plain words, article by article, from what stands in its fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from partners.models import Agreement, AgreementParty, CooperationItem


@dataclass(frozen=True)
class Article:
    """A heading with a sentence or two, and perhaps points under it."""

    title: str
    text: str
    points: tuple[str, ...] = ()


def articles(
    agreement: Agreement, parties: Sequence[AgreementParty], items: Sequence[CooperationItem]
) -> list[Article]:
    """The articles in their order; what nothing was written about has none."""
    parts = tuple(_with(party.called, party.part) for party in parties if party.part)
    found = [
        Article(pgettext("article", "What it is for"), agreement.purposes),
        Article(
            _("What we do together"),
            _("We work together on the following."),
            tuple(_item(item) for item in items),
        ),
        Article(_("What each of us does"), "", parts),
        Article(pgettext("article", "Intermediary"), _mediated(agreement)),
        Article(
            _("So that it lives"),
            _("At least once a year, we tell each other how each of these things is going."),
        ),
        Article(pgettext("article", "Term"), _term(agreement)),
        Article(
            _("What is not written here"),
            _("If a question comes up that is not answered here, we talk and decide together."),
        ),
    ]
    return [article for article in found if article.text or article.points]


def _with(name: str, text: str) -> str:
    return _("%(name)s: %(text)s") % {"name": name, "text": text}


def _item(item: CooperationItem) -> str:
    words = _with(item.title, item.body) if item.body else item.title
    if item.owner is None:
        return words
    return _("%(item)s (looked after by %(party)s)") % {"item": words, "party": item.owner.called}


def _mediated(agreement: Agreement) -> str:
    if agreement.intermediary is None:
        return ""
    return _("%(name)s stands between us and passes on what one asks of the other.") % {
        "name": agreement.intermediary.name
    }


def _term(agreement: Agreement) -> str:
    if agreement.ends_on is None:
        return _("This agreement has no last day. It ends when one of us says so, with reasons.")
    words = _("This agreement lasts until %(day)s.") % {"day": date_format(agreement.ends_on)}
    months = agreement.renews_for_months
    if not months:
        return words
    more = ngettext(
        "If nobody says otherwise before, it goes on for another month each time.",
        "If nobody says otherwise before, it goes on for another %(months)d months each time.",
        months,
    )
    return f"{words} {more % {'months': months}}"
