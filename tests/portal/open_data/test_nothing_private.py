"""Nothing private leaves the house: not in a file, an answer of the API, a feed or a page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.open_data.crawling import content_of, crawl, leaks
from tests.portal.open_data.private_world import PrivateWorld, make_private_world, marks_in
from tomoni.municipalities.models import Municipality
from tomoni.portal.open_data.catalogue import file_address
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.files import FORMS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def marked(module_rows: None) -> PrivateWorld:
    return make_private_world()


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.RATE_LIMITS = False


def test_the_world_is_full_of_private_texts(marked: PrivateWorld) -> None:
    told = {text.split()[0] for text in marked.private.values()}
    for text in (
        *("accounts.user.email", "accounts.user.name", "partners.partner.phone"),
        *("partners.partner.address", "partners.partner.suspend_reason", "partners.listing.title"),
        *("partners.partner.name", "challenges.challenge.title", "challenges.proposal.plan"),
        *("challenges.message.text", "events.event.online_link", "partners.agreement.title"),
        *("partners.project.title", "partners.news.title", "matching.introduction.message"),
        "accounts.draft.data",
    ):
        assert text in told, text
    named = {text.split()[0] for text in marked.personal.values()}
    for text in (
        *("challenges.contact.person", "challenges.contact.email", "events.duty.name"),
        "partners.signatory.name",
    ):
        assert text in named, text


def test_no_file_contains_anything_private(client: Client, marked: PrivateWorld) -> None:
    cities = Municipality.objects.values_list("slug", flat=True)
    addresses = {
        file_address(data_set, form, city)
        for data_set in DATA_SETS.values()
        for form in FORMS.values()
        for city in (["", *cities] if data_set.city else [""])
    }
    read = {address: content_of(client.get(address)) for address in addresses}
    assert leaks(read, marked.private | marked.personal) == {}
    assert all(read[file_address(each, FORMS["csv"])] for each in DATA_SETS.values())


def test_no_answer_of_the_api_contains_anything_private(
    client: Client, marked: PrivateWorld
) -> None:
    """Every row of every model is asked for by its id, also those of which no list tells."""
    read = {}
    for name, data_set in DATA_SETS.items():
        model = data_set.rows().model
        for key in model._base_manager.values_list(data_set.key, flat=True):
            address = reverse(f"api:{name}_detail", args=[key])
            read[address] = content_of(client.get(address))
        address = reverse(f"api:{name}_list")
        read[address] = content_of(client.get(address, {"limit": 100}))
    assert leaks(read, marked.private | marked.personal) == {}
    assert sum('"status": 404' in content for content in read.values()) > 20


def test_nothing_that_links_lead_to_contains_anything_private(
    client: Client, marked: PrivateWorld
) -> None:
    read = crawl(client)
    assert leaks(read, marked.private) == {}
    for address in ("/open-data/partners.csv", "/api/v1/listings", "/feeds/search/"):
        assert read[address], address


def test_who_is_logged_in_is_told_no_more(client: Client, marked: PrivateWorld) -> None:
    """The files and the API are the same for everybody, also for who may see more elsewhere."""
    client.force_login(marked.world.users["city_manager"])
    for name, data_set in DATA_SETS.items():
        for address in (file_address(data_set, FORMS["csv"]), reverse(f"api:{name}_list")):
            assert marks_in(content_of(client.get(address))) == set(), address
