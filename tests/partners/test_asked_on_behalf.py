"""Who is asked about what ends of partners that nobody has claimed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from partners import jobs
from partners.mailing import offices
from partners.models import Listing, Membership, OnBehalf, Partner
from partners.publishing import reviewing
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_unclaimed,
)
from tests.partners.answers import logged_in
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
Role = Membership.Role


def mailed(template: str) -> list[Job]:
    return list(Job.objects.filter(payload__template=template).order_by("pk"))


def to(template: str) -> set[int]:
    return {job.payload["to"] for job in mailed(template)}


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def listed(city: Municipality, **fields: Any) -> Partner:
    partner = make_partner(municipality=city, **fields)
    OnBehalf.objects.create(partner=partner, by=None, agreed=OnBehalf.Agreed.LIST)
    return partner


def test_federation_is_asked_about_the_listings_of_its_unclaimed_members() -> None:
    federation = make_federation()
    owner, editor = make_member(federation), make_member(federation, Role.EDITOR)
    make_member(federation, Role.VIEWER)
    partner = make_unclaimed(federation)
    listing = make_listing(partner, review_by=in_days(14))
    reviewing.review(listing.pk)
    reviewing.review(listing.pk)
    asked = mailed("listing_review")
    assert {job.payload["context"]["name"] for job in asked} == {owner.name, editor.name}
    assert len(asked) == 2
    page = f"/my/affiliates/{partner.slug}/"
    assert {job.payload["context"]["listings"] for job in asked} == {page}
    assert logged_in(editor).get(page).status_code == 200
    # The mailed link does what it says.
    link = reviewing.link_for(listing.pk, editor.pk)
    assert link is not None
    token = link["link"].split("/")[-2]
    assert (found := reviewing.read_token(token)) is not None
    assert found.listing == listing


def test_who_may_not_write_is_not_asked() -> None:
    federation = make_federation()
    make_member(federation)
    partner = make_unclaimed()
    affiliate(federation, partner, edits=True)
    reviewing.review(make_listing(partner, review_by=in_days(14)).pk)
    claimed = make_unclaimed(federation)
    own = make_member(claimed)
    reviewing.review(make_listing(claimed, review_by=in_days(14)).pk)
    assert [job.payload["context"]["name"] for job in mailed("listing_review")] == [own.name]


def test_office_hears_of_listings_that_nobody_else_looks_after(city: Municipality) -> None:
    manager = make_staff(city, StaffRole.Role.MANAGER)
    editor = make_staff(city)
    make_staff(city, StaffRole.Role.VIEWER)
    make_staff(make_municipality(), StaffRole.Role.MANAGER)
    make_listing(listed(city, name="名簿の店"), title="人手がほしい", review_by=in_days(14))
    make_listing(make_unclaimed(municipality=city), title="紙の店から", review_by=in_days(14))
    make_listing(make_unclaimed(make_federation(), municipality=city), review_by=in_days(14))
    make_listing(make_partner(municipality=city), review_by=in_days(14))
    key = timezone.localdate().isoformat()
    jobs.review_day(key, {})()
    jobs.review_day(key, {})()
    told = mailed("listing_review_office")
    names = {mail.payload["context"]["name"] for mail in told}
    assert (len(told), names) == (2, {manager.name, editor.name})
    mail = told[0]
    assert mail.payload["context"]["count"] == 2
    assert "人手がほしい – 名簿の店" in mail.payload["context"]["lines"]
    Listing.objects.update(review_by=in_days(0))
    offices.tell_of_listings(in_days(0))
    assert len(mailed("listing_review_office")) == 4


def test_office_hears_once_that_registrations_of_its_lists_end(city: Municipality) -> None:
    editor = make_staff(city, language="en")
    for number in range(22):
        listed(city, name=f"名簿の店{number}", expires_on=in_days(60))
    listed(city, name="きのうまで", expires_on=in_days(-1))
    make_unclaimed(make_federation(), municipality=city, expires_on=in_days(60))
    claimed = listed(city, expires_on=in_days(60))
    make_member(claimed)
    key = timezone.localdate().isoformat()
    jobs.renewal_day(key, {})()
    jobs.renewal_day(key, {})()
    over, soon = (job.payload["context"] for job in mailed("partner_renewal_office"))
    assert (over["is_over"], over["lines"]) == (True, ["きのうまで"])
    assert (soon["count"], len(soon["lines"]), soon["more"]) == (22, 20, 2)
    assert soon["name"] == editor.name
    page = logged_in(editor)
    assert soon["page"] == "/desk/partners/?state=approved&sort=ends"
    assert page is not None
