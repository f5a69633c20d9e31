"""Who is left over: needs without a suggestion and what would help, seeds nobody asked for."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.models import Party
from partners.models import Listing, ListingQuerySet, Partner
from partners.writing.completeness import gaps_in, with_facts


class Hint(NamedTuple):
    """What would help a need to be met, and why."""

    what: str | Promise
    why: str | Promise


class Lonely(NamedTuple):
    """A need, and what would help it."""

    listing: Listing
    hints: list[Hint]


def with_hints(needs: Sequence[Listing]) -> list[Lonely]:
    """The needs in their order with what they lack; in one query for all."""
    rows = with_facts(Listing.objects.filter(pk__in=[need.pk for need in needs]))
    choosy = Exists(Listing.accepts.through.objects.filter(listing_id=OuterRef("pk")))
    facts = {row.pk: row for row in rows.select_related("partner").annotate(is_choosy=choosy)}
    return [Lonely(facts[need.pk], _hints(facts[need.pk])) for need in needs if need.pk in facts]


def _hints(need: Listing) -> list[Hint]:
    found = [Hint(gap.what, gap.why) for gap in gaps_in(need)]
    if need.reach or need.is_choosy:  # type: ignore[attr-defined]
        found.append(
            Hint(
                _("ask whether the conditions may be wider"),
                _("It wants to meet only certain partners, or only those nearby."),
            )
        )
    return found


def unasked_seeds(of: Q) -> ListingQuerySet:
    """The live seeds of these partners about which no introduction was ever asked for."""
    partners = Partner.objects.approved().filter(of)
    shown = Listing.objects.live().seeds().exclude(visibility=Listing.Visibility.STAFF)
    asked = Party.objects.filter(listing=OuterRef("pk"))
    rows = shown.filter(~Exists(asked), partner__in=partners.values("pk"))
    return rows.select_related("partner")
