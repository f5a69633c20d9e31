"""A partner's life in a browser: it comes with a list, its owner takes it over with a code, invites
a colleague, renews, chooses between two texts, and says that a need still holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser

from partners.models import Listing, Membership, Partner
from partners.publishing import reviewing
from tests.browser.walker import Walker
from tests.factories import make_listing, make_municipality, make_staff, make_user
from tests.mails import link_in
from tests.partners.bulk.lists import HEADERS, TEA, csv_file, work
from tests.partners.test_registration import delivered
from tomoni.municipalities.models import StaffRole

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class People:
    """Opens a window for each person who comes along."""

    browser: Browser
    url: str
    language: str
    width: int
    windows: list[Walker] = field(default_factory=list)

    def comes(self, email: str = "") -> Walker:
        """Somebody who has logged in, or nobody the platform knows."""
        person = Walker(self.browser, self.url, language=self.language, width=self.width)
        self.windows.append(person)
        if email:
            person.logs_in(email)
        return person


@pytest.fixture(params=[("ja", 360), ("en", 1280)], ids=["japanese-phone", "english-desktop"])
def people(request: Any, browser: Browser, live_server: Any, settings: Any) -> Iterator[People]:
    settings.STAFF_MFA_REQUIRED = False
    people = People(browser, live_server.url, *request.param)
    yield people
    for window in people.windows:
        window.leaves()


def import_a_list(manager: Walker) -> Partner:
    """The file, its columns, the report, and the rows."""
    manager.goes_to("/desk/partner-import/")
    file = csv_file([HEADERS, TEA])
    manager.page.locator('main [name="file"]').set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": file.read()}
    )
    manager.sends("file")
    manager.is_at(r"/desk/partner-import/\d+/columns/")
    manager.chooses("approves", "True")
    manager.presses()
    detail = manager.is_at(r"/desk/partner-import/\d+/")
    _have_it_done(manager)
    manager.goes_to(detail)
    manager.sees("掛川製茶㈱")
    manager.presses('main button[name="all"]')
    _have_it_done(manager)
    manager.goes_to(detail)
    return Partner.objects.approved().get()


def _have_it_done(manager: Walker) -> None:
    """Away from the page that asks how far it is: leaving it while it asks is a complaint."""
    manager.goes_to("/desk/")
    work()


def take_over(manager: Walker, owner: Walker, partner: Partner) -> None:
    """The letter with the code, and the code typed from it."""
    manager.goes_to(f"/desk/partners/{partner.slug}/")
    manager.presses('main form[action$="/code/"] button')
    code = manager.page.locator(".letter-code dd").nth(1).inner_text()
    owner.goes_to(f"/claim/?receipt={partner.receipt}")
    owner.fills(code=code)
    owner.presses()
    owner.is_at("/claim/confirm/")
    owner.presses()
    owner.is_at("/my/")
    owner.sees(partner.name)


def invite(owner: Walker, colleague: Walker, email: str) -> None:
    """A mailed link makes a colleague an editor."""
    owner.goes_to("/my/members/invite/")
    owner.fills(email=email)
    owner.chooses("role", "editor")
    owner.sends("email")
    delivered()
    [invitation] = [each for each in mail.outbox if each.to == [email]]
    colleague.goes_to(link_in(invitation.body))
    colleague.presses()
    assert Membership.objects.get(user__email=email).role == Membership.Role.EDITOR


def renew(owner: Walker, partner: Partner) -> None:
    """From my page to another term."""
    last = timezone.localdate() + timedelta(days=30)
    Partner.objects.filter(pk=partner.pk).update(expires_on=last)
    owner.goes_to("/my/")
    owner.follows(f"/my/partner/renewal/?partner={partner.slug}")
    owner.presses()
    partner.refresh_from_db()
    assert partner.expires_on is not None
    assert partner.expires_on > last


def choose_between_two(owner: Walker, colleague: Walker, need: Listing) -> None:
    """Both edit a need; who is second keeps the colleague's title and the own text."""
    page = f"/my/listings/{need.pk}/edit/"
    owner.goes_to(page)
    owner.fills(body="わたしの文")
    colleague.goes_to(page)
    colleague.fills(title="同僚の題", body="同僚の文")
    colleague.presses()
    colleague.presses()
    owner.presses()
    owner.presses(status=409)
    owner.sees("同僚の文")
    owner.chooses("take_body", "mine")
    owner.presses()
    owner.is_at(r"/my/listings/\d+/done/")
    need.refresh_from_db()
    assert (need.title, need.body) == ("同僚の題", "わたしの文")


def say_that_it_holds(visitor: Walker, need: Listing, email: str) -> None:
    """The mailed button, pressed without a login."""
    soon = timezone.localdate() + timedelta(days=14)
    Listing.objects.filter(pk=need.pk).update(review_by=soon)
    reviewing.review(need.pk)
    delivered()
    to_owner = [each for each in mail.outbox if each.to == [email]]
    [asked] = [each for each in to_owner if "/listings/still-valid/" in str(each.body)]
    visitor.goes_to(link_in(asked.body))
    visitor.presses()
    need.refresh_from_db()
    assert need.review_by is not None
    assert need.review_by > soon + timedelta(days=30)


def test_from_a_list_to_a_need_that_still_holds(people: People) -> None:
    city = make_municipality("試験市")
    manager = people.comes(make_staff(city, StaffRole.Role.MANAGER).email)
    partner = import_a_list(manager)
    first, second = make_user("持主 花子"), make_user("同僚 太郎")
    owner, colleague = people.comes(first.email), people.comes(second.email)
    take_over(manager, owner, partner)
    invite(owner, colleague, second.email)
    renew(owner, partner)
    need = make_listing(partner)
    choose_between_two(owner, colleague, need)
    say_that_it_holds(people.comes(), need, first.email)
