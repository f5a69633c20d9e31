"""Reading suggestions: what a person may see now, whatever the job has or has not done yet."""

from collections import Counter
from collections.abc import Iterable
from typing import TypedDict

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from challenges.models import Challenge
from matching.access import may_see_partners, may_see_suggestions
from matching.cards import Card, cards
from matching.keys import key_of, kind_of
from matching.models import Suggestion, SuggestionQuerySet
from matching.ranking import LENGTH
from matching.suggestions import MATCH
from partners.models import Listing, Partner
from tomoni.journal.models import Job

FEW = 5
"""Shown on the page of the listing or challenge itself; the page of suggestions shows all."""
PER_PAGE = 10
SPARE = 5
"""Read beyond what is shown, in case some have been withdrawn since they were found."""
STORY_KEPT = 300  # seconds

_SHOWN = (
    "subject_listing__title",
    "subject_listing__side",
    "subject_listing__partner__name",
    "subject_challenge__title",
    "subject_challenge__slug",
    "subject_challenge__municipality__name_ja",
    "subject_challenge__municipality__name_en",
    "candidate_listing__title",
    "candidate_listing__side",
    "candidate_listing__partner__name",
    "candidate_challenge__title",
    "candidate_challenge__slug",
    "candidate_challenge__municipality__name_ja",
    "candidate_challenge__municipality__name_en",
    "candidate_partner__name",
    "candidate_partner__slug",
    "via__title",
    "rank",
    "score",
    "level",
    "addends",
    "computed_at",
)
_RELATED = (
    "subject_listing__partner",
    "subject_challenge__municipality",
    "candidate_listing__partner",
    "candidate_challenge__municipality",
    "candidate_partner",
    "via",
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
    rows = _readable(request).about(subject)
    if not isinstance(subject, Challenge) or not may_see_partners(request, subject):
        rows = rows.filter(candidate_partner=None)
    return cards(_best_of_each_kind(rows.filter(rank__lte=limit + SPARE), limit))


def suggestions_for_partner(
    partner: Partner, request: HttpRequest, *, limit: int = 3
) -> list[Group]:
    """For each live listing of the partner its best counterparts and challenges, newest first."""
    listings = list(partner.listings.live().order_by("-published_at", "-pk"))
    listings = [listing for listing in listings if may_see_suggestions(request, listing)]
    if not listings:
        return []
    rows = _readable(request).filter(subject_listing__in=listings, rank__lte=limit + SPARE)
    found = _best_of_each_kind(rows.best_first(), limit)
    by_listing: dict[int, list[Card]] = {listing.pk: [] for listing in listings}
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
    rows = _with_faces(Suggestion.objects.all()).filter(
        Exists(public.needs().filter(pk=OuterRef("subject_listing"))),
        Exists(public.seeds().filter(pk=OuterRef("candidate_listing"))),
    )
    known = cache.get("matching.story")
    found = rows.filter(pk=known).first() if known else None
    if found is None:
        found = rows.filter(rank=1).best_first().first()
        cache.set("matching.story", found.pk if found else None, STORY_KEPT)
    return cards([found])[0] if found else None


def _readable(request: HttpRequest) -> SuggestionQuerySet:
    """Suggestions whose candidate takes part now and may be seen by the person."""
    listings = Listing.objects.live().visible_to(request.user)
    partners = Partner.objects.approved().filter(pk=OuterRef("candidate_partner"))
    return _with_faces(Suggestion.objects.all()).filter(
        Q(Exists(listings.filter(pk=OuterRef("candidate_listing"))))
        | Q(Exists(Challenge.objects.open().filter(pk=OuterRef("candidate_challenge"))))
        | Q(Exists(partners)) & Q(Exists(listings.filter(pk=OuterRef("via"))))
    )


def _with_faces(rows: SuggestionQuerySet) -> SuggestionQuerySet:
    return rows.select_related(*_RELATED).only(*_SHOWN)


def _best_of_each_kind(rows: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """At most `limit` per subject and kind of candidate, in the given order."""
    taken: Counter[tuple[str, str]] = Counter()
    found = []
    for row in rows:
        place = key_of(row.subject), kind_of(key_of(row.candidate))
        taken[place] += 1
        if taken[place] <= limit:
            found.append(row)
    return found
