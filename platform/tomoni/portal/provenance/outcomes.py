"""What happened on the way beside the rows themselves: suggestions, chosen offers, talks, results.

Each function takes the rows that the reader may see and answers in one query at most.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from challenges.models import Challenge, Offer, Proposal
from events.models import Report
from matching.models import Introduction, Party, Trace
from partners.models import Fulfilment, ItemActivity, Partner, Project
from tomoni.accounts.models import User
from tomoni.portal.provenance.edges import MOST, by_kind
from tomoni.portal.provenance.kinds import Node
from tomoni.portal.provenance.readers import Reader

_LENGTH = 80  # characters of a result in a line
SUGGESTION, OFFER, TALK, RESULT = "suggestion", "offer", "talk", "result"


@dataclass(frozen=True)
class Happening:
    """Something that happened to a row: `kind` is one of the four above."""

    kind: str
    of: Node
    at: datetime
    words: str
    url: str = ""


def happenings(shown: dict[Node, Any], reader: Reader) -> list[Happening]:
    """All of them, unsorted, in a constant number of queries."""
    keys = by_kind(shown)
    of = {name: [shown[name, pk] for pk in sorted(keys[name])] for name in keys}
    talks = _read_outcomes(keys.get("introduction", set()), reader)
    return [
        *_suggestions(keys.get("introduction", set()), reader),
        *_suggested_challenges(of.get("proposal", []), reader),
        *_offers([row for row in of.get("challenge", []) if row.is_reverse], reader),
        *_talks(row for row in of.get("introduction", []) if row.pk in talks),
        *_fulfilments(keys.get("listing", set())),
        *_reports(keys.get("event", set())),
        *_activities(keys.get("agreement", set())),
        *(each for node, row in shown.items() for each in _own_result(node, row)),
    ]


def _own_result(node: Node, row: Any) -> Iterator[Happening]:
    """What the row itself says came of it."""
    name = node[0]
    if name == "project" and row.state == Project.State.COMPLETED:
        yield Happening(RESULT, node, row.ended_at, _begins(row.outcome), row.get_absolute_url())
    elif name == "challenge" and row.completed_at and row.report:
        url = row.get_absolute_url()
        yield Happening(RESULT, node, row.completed_at, _("What came of the challenge"), url)
    elif name == "follow-up" and row.state == row.State.DONE and row.outcome:
        yield Happening(RESULT, node, row.ended_at, _begins(row.outcome), row.get_absolute_url())


def _suggestions(introductions: set[int], reader: Reader) -> Iterator[Happening]:
    """That the platform had suggested the two needs or seeds: told to the side to which it was
    suggested, as everything about a suggestion.
    """
    if not introductions or not reader.is_authenticated:
        return
    others = "introduction__parties__listing"
    party = Party.objects.filter(introduction__in=introductions, partner__in=_own(reader))
    pairs = party.filter(listing__isnull=False, **{f"{others}__isnull": False})
    columns = ("listing_id", others, "introduction_id", "introduction__requested_at")
    asked = {row[:2]: row[2:] for row in pairs.order_by("pk").values_list(*columns)[:MOST]}
    known = _suggested().filter(
        listing__in={mine for mine, _other in asked},
        candidate_listing__in={other for _mine, other in asked},
    )
    found = known.order_by("at").values_list("listing_id", "candidate_listing_id", "at")
    for mine, other, at in found[:MOST]:
        introduction, since = asked.get((mine, other), (0, at))
        if introduction and at <= since:
            words = _("The platform suggested the two to each other")
            yield Happening(SUGGESTION, ("introduction", introduction), at, words)


def _suggested_challenges(proposals: list[Proposal], reader: Reader) -> Iterator[Happening]:
    """That the platform had suggested the challenge to who proposes, by one of its needs or seeds,
    before it did: told to that partner's side alone.
    """
    sent = [row for row in proposals if row.challenge_id and row.submitted_at]
    if not sent or not reader.is_authenticated:
        return
    known = _suggested().filter(
        candidate_challenge__in={row.challenge_id for row in sent},
        listing__partner__in=_own(reader),
    )
    columns = ("listing__partner_id", "candidate_challenge_id", "at")
    first: dict[tuple[int, int], datetime] = {}
    for partner, challenge, at in known.order_by("at").values_list(*columns)[:MOST]:
        first.setdefault((partner, challenge), at)
    for row in sent:
        at = first.get((row.partner_id, row.challenge_id or 0))
        if at and row.submitted_at and at <= row.submitted_at:
            words = _("The platform suggested the challenge to the partner")
            yield Happening(SUGGESTION, ("proposal", row.pk), at, words)


def _suggested() -> Any:
    """Suggestions that somebody was shown or told of, with when that was first."""
    return Trace.objects.annotate(at=Coalesce("first_shown_at", "told_at")).exclude(at=None)


def _own(reader: User) -> Any:
    """The partners of the reader, and those for which they act."""
    own = Partner.objects.of_member(reader) | Partner.objects.acted_for_by(reader)
    return own.order_by().values("pk")


def _offers(calls: list[Challenge], reader: Reader) -> Iterator[Happening]:
    """What municipalities offered in answer to a call and was chosen, to who may read it."""
    if not calls or not reader.is_authenticated:
        return
    rows = Offer.objects.visible_to(reader).accepted().filter(challenge__in=calls)
    for row in rows.distinct()[:MOST]:
        at, url = row.decided_at or row.submitted_at, row.get_absolute_url()
        yield Happening(OFFER, ("challenge", row.challenge_id), at, row.title, url)


def _read_outcomes(introductions: set[int], reader: Reader) -> set[int]:
    """Of introductions that the reader may see: those whose outcome they may read, because one of
    their partners has agreed, or as the broker.
    """
    if not introductions or not reader.is_authenticated:
        return set()
    agreed = Party.objects.filter(
        introduction=OuterRef("pk"), state=Party.State.AGREED, partner__in=_own(reader)
    )
    brokered = Introduction.objects.brokered_by(reader).order_by().values("pk")
    rows = Introduction.objects.filter(Q(Exists(agreed)) | Q(pk__in=brokered))
    return set(rows.filter(pk__in=introductions).values_list("pk", flat=True))


def _talks(introductions: Iterable[Introduction]) -> Iterator[Happening]:
    for row in introductions:
        node, url = ("introduction", row.pk), row.get_absolute_url()
        if row.met_at:
            yield Happening(TALK, node, row.met_at, _("They have met"), url)
        if row.outcome_at:
            words = str(row.get_outcome_display())
            yield Happening(RESULT, node, row.outcome_at, words, url)


def _fulfilments(listings: set[int]) -> Iterator[Happening]:
    """That a need or seed was fulfilled: its page says so to whoever may see it; how it went is
    told in a timeline only where it may be told publicly.
    """
    if not listings:
        return
    for row in Fulfilment.objects.filter(listing__in=listings).select_related("listing"):
        words = _begins(row.story) if row.may_be_told and row.story else ""
        url = row.listing.get_absolute_url()
        words = words or pgettext("listing", "fulfilled")
        yield Happening(RESULT, ("listing", row.listing_id), row.told_at, words, url)


def _reports(events: set[int]) -> Iterator[Happening]:
    if not events:
        return
    for row in Report.objects.published().filter(event__in=events).defer("search", "text"):
        node, at = ("event", row.event_id), row.published_at or row.created_at
        yield Happening(RESULT, node, at, row.title, row.get_absolute_url())


def _activities(agreements: set[int]) -> Iterator[Happening]:
    """What was done under an agreement and is shown to everybody."""
    if not agreements:
        return
    rows = ItemActivity.objects.filter(is_public=True, item__agreement__in=agreements)
    columns = rows.order_by("-on", "-pk").values_list("item__agreement_id", "on", "text")
    for agreement, on, text in columns[:MOST]:
        at = timezone.make_aware(datetime.combine(on, time.max))
        yield Happening(RESULT, ("agreement", agreement), at, _begins(text))


def _begins(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_LENGTH)
