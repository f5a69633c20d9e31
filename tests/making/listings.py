"""Needs, seeds and news of partners, and their files."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from partners.models import Alliance, Listing, ListingFile, News, Partner
from tests.making.files import file_columns
from tests.making.partners import make_partner
from tomoni.accounts.models import Draft, DraftFile, User
from tomoni.taxonomy.models import Field, Goal, PartnerType


def offer_alliance(need: Listing, other: Listing, *, by: User, **fields: Any) -> Alliance:
    """The partner of the first need offers that of the second to ask together."""
    fields.setdefault("expires_at", timezone.now() + timedelta(days=30))
    return Alliance.objects.create(need=need, other=other, asked_by=by, **fields)


def make_listing(
    partner: Partner | None = None,
    side: Listing.Side = Listing.Side.NEED,
    *,
    goals: tuple[int, ...] = (11,),
    field_slugs: tuple[str, ...] = (),
    accepts: tuple[str, ...] = (),
    **fields: Any,
) -> Listing:
    """A published need; `side=` makes a seed."""
    defaults = {
        "title": "空き家を活用したい",
        "body": "商店街の空き家を改修して、人が集まる場所にしたいです。",
        "state": Listing.State.PUBLISHED,
        "published_at": timezone.now(),
        "review_by": timezone.localdate() + timedelta(days=180),
    }
    partner = partner or make_partner()
    listing = Listing.objects.create(partner=partner, side=side, **{**defaults, **fields})
    listing.primary_goals.set(Goal.objects.filter(number__in=goals))
    listing.fields.set(Field.objects.filter(slug__in=field_slugs))
    listing.accepts.set(PartnerType.objects.filter(slug__in=accepts))
    return listing


def make_dated_listings(days: Iterable[int]) -> None:
    """Needs with a single title that were published so many days ago, and are to be looked at after
    as many, in UTC; the database has seen them.
    """
    now, partner = datetime.now(UTC), make_partner()
    Listing.objects.bulk_create(
        Listing(
            partner=partner,
            side=Listing.Side.NEED,
            title="関係ない",
            state=Listing.State.PUBLISHED,
            published_at=now - timedelta(days=day),
            review_by=now.date() + timedelta(days=day),
        )
        for day in days
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE partners_listing")


def make_listing_file(listing: Listing, name: str = "計画.pdf", **fields: Any) -> ListingFile:
    """A document of the listing; a picture where the name says so."""
    return listing.files.create(**{**file_columns(name), **fields})


def make_draft_file(user: User, name: str = "写真.png", **fields: Any) -> DraftFile:
    """A file that the person has sent with a need that is not published yet."""
    draft, _ = Draft.objects.get_or_create(user=user, kind="listing:need", target="x")
    return draft.files.create(**{"field": "attachments", **file_columns(name), **fields})


def make_news(
    partner: Partner | None = None, *, goals: tuple[int, ...] = (), **fields: Any
) -> News:
    """A piece of news that everybody sees for a month."""
    defaults = {
        "kind": News.Kind.EVENT,
        "title": "茶工場の見学会",
        "body": "五月三日に工場を開放します。どなたでもどうぞ。",
        "ends_on": timezone.localdate() + timedelta(days=30),
    }
    news = News.objects.create(partner=partner or make_partner(), **{**defaults, **fields})
    news.goals.set(Goal.objects.filter(number__in=goals))
    return news
