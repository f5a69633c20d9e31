"""Reading suggestions: what a person may see now, whatever the job has or has not done yet."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypedDict

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from challenges.models import Challenge
from matching.access import may_see_partners, may_see_suggestions
from matching.cards import Card, cards
from matching.keys import key_of
from matching.models import Suggestion, SuggestionQuerySet
from matching.ranking import LENGTH
from matching.suggestions import MATCH
from partners.models import Listing, ListingQuerySet, Partner
from tomoni.journal.models import Job

FEW = 5
"""Shown on the page of the listing or challenge itself; the page of suggestions shows all."""
PER_PAGE = 10
SPARE = 5
"""Read beyond what is shown, in case some have been withdrawn since they were found."""
STORY_KEPT = 300  # seconds

# What a card shows of a candidate of each kind, and how its row is reached.
_SHOWN = {
    "listing": ("title", "side", "partner__name"),
    "challenge": ("title", "slug", "municipality__name_ja", "municipality__name_en"),
    "partner": ("name", "slug"),
}
_OWNER = {"listing": "__partner", "challenge": "__municipality", "partner": ""}
_OWN_COLUMNS = (
    *("subject_listing", "subject_challenge", "via"),
    *(f"candidate_{kind}" for kind in _SHOWN),
    *("rank", "score", "level", "addends", "computed_at"),
)


class Group(TypedDict):
    """A listing of a partner with its best counterparts; `url` leads to all of them."""

    subject: Listing
    cards: list[Card]
    url: str


class Section(TypedDict):
    """What the section with suggestions shows; cards of partners stand apart.

    `poll_url` is where it is renewed while the matcher is still at work, else empty. `page` is
    there where all are shown, page by page.
    """

    subject: Listing | Challenge
    may_see: bool
    may_log_in: bool
    takes_part: bool
    cards: list[Card]
    partner_cards: list[Card]
    url: str
    poll_url: str
    page: Page[Card] | None


def section(
    subject: Listing | Challenge, request: HttpRequest, *, is_whole: bool = False
) -> Section:
    """The suggestions about the subject: a few of them, or all."""
    may_see, matched = may_see_suggestions(request, subject), takes_part(subject)
    is_open = may_see and matched and is_waiting(subject)
    found = suggestions_about(subject, request, limit=LENGTH if is_whole else FEW)
    shown = [card for card in found if card["side_right"] != "partner"]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page")) if is_whole else None
    url = suggestions_url(subject)
    here = f"{url}?page={page.number}" if page else f"{url}?few"
    return {
        "subject": subject,
        "may_see": may_see,
        "may_log_in": not request.user.is_authenticated,
        "takes_part": matched,
        "cards": list(page or shown),
        "partner_cards": [card for card in found if card["side_right"] == "partner"],
        "url": url,
        "poll_url": here if is_open else "",
        "page": page,
    }


def suggestions_about(
    subject: Listing | Challenge, request: HttpRequest, *, limit: int = LENGTH
) -> list[Card]:
    """The best `limit` of each kind of candidate that the person may see, the best first.

    Empty for who may not see them, and while the subject itself does not take part.
    """
    if not (takes_part(subject) and may_see_suggestions(request, subject)):
        return []
    stored = Suggestion.objects.about(subject).filter(rank__lte=limit + SPARE)
    rows = _readable(stored, request, _kinds_for(subject, request))
    found = _best_of_each_kind(rows, limit)
    return cards([_of(subject, row) for row in found])


def suggestions_for_partner(
    partner: Partner, request: HttpRequest, *, limit: int = 3
) -> list[Group]:
    """For each live listing of the partner its best counterparts and challenges, newest first."""
    live = partner.listings.live().select_related("partner")
    listings = list(live.order_by("-published_at", "-pk"))
    listings = [listing for listing in listings if may_see_suggestions(request, listing)]
    if not listings:
        return []
    stored = Suggestion.objects.filter(subject_listing__in=listings, rank__lte=limit + SPARE)
    rows = _readable(stored.best_first(), request, ("listing", "challenge"))
    by_pk = {listing.pk: listing for listing in listings}
    found = [
        _of(by_pk[row.subject_listing_id or 0], row) for row in _best_of_each_kind(rows, limit)
    ]
    by_listing: dict[int, list[Card]] = {pk: [] for pk in by_pk}
    for row, card in zip(found, cards(found), strict=True):
        by_listing[row.subject_listing_id or 0].append(card)
    return [
        {"subject": listing, "cards": by_listing[listing.pk], "url": suggestions_url(listing)}
        for listing in listings
    ]


def is_waiting(subject: Listing | Challenge) -> bool:
    """Whether the matcher still has to look at the subject's last change."""
    return Job.objects.open().filter(kind=MATCH, key=key_of(subject)).exists()


def takes_part(subject: Listing | Challenge) -> bool:
    """Whether the subject is matched at all as it stands now."""
    if isinstance(subject, Challenge):
        return subject.accepts_proposals
    is_shown = subject.visibility != Listing.Visibility.STAFF
    return subject.is_live and is_shown and subject.partner.is_approved


def suggestions_url(subject: Listing | Challenge) -> str:
    """The page with all suggestions about the subject."""
    if isinstance(subject, Challenge):
        return reverse("matching:challenge_suggestions", args=[subject.slug])
    return reverse("matching:listing_suggestions", args=[subject.pk])


def story() -> Card | None:
    """The closest public need and seed of this moment, as an example for the front page."""
    public = Listing.objects.live().filter(visibility=Listing.Visibility.PUBLIC)
    rows = _showing(Suggestion.objects.all(), candidates=["listing"], subject="listing").filter(
        Exists(public.needs().filter(pk=OuterRef("subject_listing"))),
        Exists(public.seeds().filter(pk=OuterRef("candidate_listing"))),
    )
    known = cache.get("matching.story")
    found = rows.filter(pk=known).first() if known else None
    if found is None:
        found = rows.filter(rank=1).best_first().first()
        cache.set("matching.story", found.pk if found else None, STORY_KEPT)
    return cards([found])[0] if found else None


def _kinds_for(subject: Listing | Challenge, request: HttpRequest) -> tuple[str, ...]:
    """What may be suggested to this subject, as far as the person may see it."""
    if isinstance(subject, Challenge):
        return ("listing", "partner") if may_see_partners(request, subject) else ("listing",)
    return ("listing",) if subject.is_need else ("listing", "challenge")


def _readable(
    stored: SuggestionQuerySet, request: HttpRequest, kinds: tuple[str, ...]
) -> SuggestionQuerySet:
    """Those of these kinds whose candidate takes part now and is for the person's eyes."""
    listings = Listing.objects.live().visible_to(request.user)
    allowed = Q(candidate_listing__in=_among(stored, "candidate_listing", listings))
    if "challenge" in kinds:
        allowed |= Q(candidate_challenge__in=Challenge.objects.open().values("pk"))
    if "partner" in kinds:  # a seed that takes part has a partner that is registered
        allowed |= Q(candidate_partner__isnull=False, via__in=_among(stored, "via", listings))
    return _showing(stored, candidates=kinds).filter(allowed)


def _among(stored: SuggestionQuerySet, column: str, listings: ListingQuerySet) -> QuerySet[Any]:
    """Which of the few listings in these rows are among the many; never looks at all of them."""
    return listings.filter(pk__in=stored.order_by().values(column)).values("pk")


def _showing(
    rows: SuggestionQuerySet, *, candidates: Iterable[str], subject: str = ""
) -> SuggestionQuerySet:
    """The suggestions with what a card shows, and no more."""
    related, columns = [], list(_OWN_COLUMNS)
    reached = {f"candidate_{kind}": kind for kind in candidates}
    if "partner" in candidates:
        reached["via"] = "listing"
    if subject:
        reached[f"subject_{subject}"] = subject
    for relation, kind in reached.items():
        related.append(f"{relation}{_OWNER[kind]}")
        columns += [f"{relation}__{column}" for column in _SHOWN[kind]]
    return rows.select_related(*related).only(*columns).with_sub_themes()


def _of(subject: Listing | Challenge, row: Suggestion) -> Suggestion:
    """The suggestion with its subject, which is at hand."""
    if isinstance(subject, Challenge):
        row.subject_challenge = subject
    else:
        row.subject_listing = subject
    return row


def _best_of_each_kind(rows: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """At most `limit` per subject and kind of candidate, in the given order."""
    taken: Counter[tuple[int | bool | None, ...]] = Counter()
    found = []
    for row in rows:
        kind = (row.candidate_listing_id is None, row.candidate_challenge_id is None)
        place = (row.subject_listing_id, row.subject_challenge_id, *kind)
        taken[place] += 1
        if taken[place] <= limit:
            found.append(row)
    return found
