"""The office is told what ends of those for whom nobody else would be asked: partners that stand on
its lists or came on paper, and have not been claimed.

One mail for all that ends on the same day, since a list registers hundreds at once.
"""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from partners.models import Affiliation, Listing, OnBehalf, Partner
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.office import people_of_office

NAMED = 20  # in one mail; the desk shows all


def tell_of_renewals(today: date) -> None:
    """Registrations from lists that end soon or have ended, day by day; in a transaction."""
    listed = OnBehalf.objects.filter(agreed=OnBehalf.Agreed.LIST, federation=None)
    rows = Partner.objects.unclaimed().awaiting_renewal(today)
    rows = rows.filter(pk__in=listed.values("partner"))
    queue = reverse("partners:partner_queue")
    for town, day in _days(rows, "municipality", "expires_on"):
        names = rows.filter(municipality=town, expires_on=day).order_by("kana", "pk")
        state = Partner.State.LAPSED if day < today else Partner.State.APPROVED
        page = f"{queue}?state={state}&sort=ends"
        _write("partner_renewal_office", town, day, today, page, names.values_list("name"))


def tell_of_listings(today: date) -> None:
    """Needs and seeds of unclaimed partners for which no federation writes; in a transaction."""
    writing = Affiliation.objects.filter(writes_listings=True)
    partners = Partner.objects.unclaimed().approved().exclude(pk__in=writing.values("partner"))
    rows = Listing.objects.awaiting_review(today).filter(partner__in=partners.values("pk"))
    for town, day in _days(rows, "partner__municipality", "review_by"):
        due = rows.filter(partner__municipality=town, review_by=day).order_by("partner", "pk")
        names = due.values_list("title", "partner__name")
        _write("listing_review_office", town, day, today, reverse("portal:desk"), names)


def _days(rows: QuerySet, town: str, day: str) -> list[tuple[int, date]]:
    return list(rows.order_by(town, day).values_list(town, day).distinct())


def _write(
    template: str,
    town: int,
    day: date,
    today: date,
    page: str,
    names: QuerySet,
) -> None:
    """Once per person and day: a night that is made up repeats nothing."""
    lines = [" – ".join(row) for row in names[:NAMED]]
    count = names.count()
    left = (day - today).days
    which = "over" if left < 0 else "14" if left <= 14 else "60"
    for person in people_of_office(town):
        with translation.override(person.language):
            said = date_format(day)
        send_mail_later(
            to=person,
            template=template,
            context={
                "name": person.name,
                "day": said,
                "is_over": left < 0,
                "count": count,
                "lines": lines,
                "more": count - len(lines),
                "page": page,
            },
            language=person.language,
            dedupe_key=f"{template}:{which}:{town}:{day}:{person.pk}",
        )
