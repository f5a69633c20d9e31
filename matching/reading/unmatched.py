"""Needs for which the matcher has nobody fairly close: looked for in the stored lists, set by set.

Scores are taken apart in SQL as `engine/ranking.py` has them; a test holds the two together. Each
need and each seed is looked up by itself (`OFFSET 0`), and a list is left at the first seed that
is close enough, so most needs cost a few rows. Where hardly any is unmatched, a page would still go
through all of them: it ends after LOOKED_AT needs and says how to go on.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from matching.engine.geography import borders
from matching.engine.levels import LEVELS
from matching.engine.policy import BOUNDS, DEFAULT, FRESH_DAYS
from matching.engine.ranking import RANKED
from matching.models import Version
from matching.reading.lists import LEAST_FITTING
from matching.storing import store
from matching.storing.tables import SIDES
from partners.models import Listing, ListingQuerySet, Partner

PER_PAGE = 20
LOOKED_AT = 2_000
"""So many needs are looked at for one page."""

_MOST_BONUS = sum(BOUNDS[name].most for name in BOUNDS if name != "reciprocity")
"""No policy adds more; who is farther below is not looked at."""


def _number(name: str) -> str:
    return f"coalesce(policy.{name}, {getattr(DEFAULT, name)!r})"


def _taken(facts: str, usual: str) -> str:
    silence = f"coalesce(({facts}.facts->>'silence')::float8, 0)"
    return f"{_number('reciprocity')} * coalesce({usual}, 0) / (1 - {silence})"


_SCORE = f"""
    near.base - {_taken("own", "list.usual")} - {_taken("theirs", "there.usual")}
    + CASE WHEN own.facts->>'sector' <> theirs.facts->>'sector'
        THEN {_number("different_sector")} ELSE 0 END
    + CASE WHEN own.facts->>'prefecture' = theirs.facts->>'prefecture'
        THEN {_number("same_prefecture")}
        WHEN concat_ws(' ', own.facts->>'prefecture', theirs.facts->>'prefecture') = ANY(%s)
        THEN {_number("neighbouring_prefecture")} ELSE 0 END
    + CASE WHEN theirs.facts ? 'posted_on' THEN {_number("freshness")}
        * exp(-greatest(0, %s::date - (theirs.facts->>'posted_on')::date) / {FRESH_DAYS}.0)
        ELSE 0 END
"""
_HAS_SUGGESTION = f"""
    EXISTS (
        SELECT 1
        FROM matching_storedprofile own
        JOIN matching_neighbourlist list
            ON list.slot = own.slot AND list.node = own.node AND list.side = %s
        LEFT JOIN matching_matchingpolicy policy
            ON policy.municipality_id = (own.facts->>'municipality')::bigint
        CROSS JOIN LATERAL (
            SELECT node, base
            FROM unnest(list.candidates[:{RANKED}], list.bases[:{RANKED}]) AS every(node, base)
            WHERE base >= %s
        ) near
        JOIN matching_storedprofile theirs
            ON theirs.slot = own.slot AND theirs.node = near.node
        LEFT JOIN matching_neighbourlist there
            ON there.slot = own.slot AND there.node = near.node AND there.side = %s
        WHERE own.slot = %s AND own.node = partners_listing.id * 2
            AND EXISTS (
                SELECT 1 FROM partners_listing seed
                JOIN partners_partner partner ON partner.id = seed.partner_id
                WHERE seed.id = near.node / 2
                    AND seed.state = %s AND seed.review_by >= %s AND seed.visibility <> %s
                    AND partner.state = %s
                OFFSET 0
            )
            AND round(({_SCORE})::numeric, 9) >= %s
        OFFSET 0
    )
"""  # noqa: S608 – words of ours
_IS_STORED = """
    EXISTS (
        SELECT 1 FROM matching_storedprofile
        WHERE slot = %s AND node = partners_listing.id * 2 OFFSET 0
    )
"""


class Unmatched(NamedTuple):
    """Needs without a suggestion, the newest first.

    `go_on` is the need after which the next page begins, None at the end; `is_cut` says that the
    page ended because enough was looked at, and `is_known` whether the matcher has lists at all.
    """

    needs: list[Listing]
    go_on: int | None = None
    is_cut: bool = False
    is_known: bool = True


def unmatched_needs(of: Q, *, after: int | None = None) -> Unmatched:
    """The live needs of these partners for which no list has a fairly close seed that other
    partners may see; those after the need with this key.

    What the matcher has not looked at yet is left out.
    """
    version = store.current()
    if version is None:
        return Unmatched([], is_known=False)
    rows = _newest_first(_later(_live_needs(of), after))
    last = rows.values_list("pk", flat=True)[LOOKED_AT - 1 : LOOKED_AT].first()
    looked_at = _later_or_same(rows, last)
    found = list(_without_suggestion(looked_at, version)[: PER_PAGE + 1])
    if len(found) > PER_PAGE:
        return Unmatched(found[:PER_PAGE], found[PER_PAGE - 1].pk)
    return Unmatched(found, last, is_cut=last is not None)


def _live_needs(of: Q) -> ListingQuerySet:
    partners = Partner.objects.approved().filter(of)
    shown = Listing.objects.live().needs().exclude(visibility=Listing.Visibility.STAFF)
    return shown.filter(partner__in=partners.values("pk"))


def _newest_first(rows: ListingQuerySet) -> ListingQuerySet:
    return rows.order_by("-published_at", "-pk")


def _later(rows: ListingQuerySet, pk: int | None) -> ListingQuerySet:
    """Those that come after this one in the order of the page."""
    place = _place(pk)
    if place is None:
        return rows
    return rows.filter(Q(published_at__lt=place) | Q(published_at=place, pk__lt=pk))


def _later_or_same(rows: ListingQuerySet, last: int | None) -> ListingQuerySet:
    """Those up to this one."""
    place = _place(last)
    if last is None or place is None:
        return rows
    return rows.filter(Q(published_at__gt=place) | Q(published_at=place, pk__gte=last))


def _place(pk: int | None) -> Any:
    return Listing.objects.filter(pk=pk or 0).values_list("published_at", flat=True).first()


def _without_suggestion(needs: ListingQuerySet, version: Version) -> ListingQuerySet:
    return needs.alias(
        has_suggestion=_condition(_HAS_SUGGESTION, _values(version)),
        is_stored=_condition(_IS_STORED, [version.slot]),
    ).filter(has_suggestion=False, is_stored=True)


def _condition(statement: str, values: Sequence[Any]) -> RawSQL:
    return RawSQL(statement, values, output_field=BooleanField())  # noqa: S611 – words of ours


def _values(version: Version) -> Sequence[Any]:
    least = LEVELS[LEAST_FITTING - 1]
    return [
        SIDES.index("seed"),
        least - _MOST_BONUS,
        SIDES.index("need"),
        version.slot,
        Listing.State.PUBLISHED,
        timezone.localdate(),
        Listing.Visibility.STAFF,
        Partner.State.APPROVED,
        [f"{one} {other}" for one, other in borders()],
        version.as_of,
        least,
    ]
