"""What somebody types into the forms of partners and listings, and how the test presses on."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from partners.models import Listing
from tests.factories import make_user
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, PartnerType

FORM, CONFIRM = "/my/partner/", "/my/partner/confirm/"


def partner_answers(city: Municipality | None = None, **changes: Any) -> dict[str, Any]:
    """A registration that is fine; a change of None leaves the question unanswered."""
    answers = {
        "municipality": city.pk if city else None,
        "type": PartnerType.objects.get(slug="company").pk,
        "name": "掛川製茶株式会社",
        "kana": "かけがわせいちゃ",
        "corporate_number": "７－０００－０１２－０５０－００２",
        "postal_code": "〒436-0047",
        "address": "掛川市長谷一丁目1番地の1",
        "phone": "０５３７－２１－１１１１",
        "website": "www.example.jp",
        "description": "お茶を育てています。",
        "declaration": "茶殻をごみにしません。",
        "primary_goals": [12, 13],
        "related_goals": [4, 12],
        "fields": [Field.objects.get(slug="agriculture").pk],
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


def listing_answers(**changes: Any) -> dict[str, Any]:
    """A need or seed that is fine."""
    answers = {
        "title": "茶殻の使い道を探しています",
        "body": "毎年2トン出ます。",
        "area": "掛川駅周辺",
        "primary_goals": [12],
        "visibility": Listing.Visibility.PUBLIC,
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


def logged_in(user: User | None = None) -> Client:
    """A browser in which the person is logged in."""
    client = Client()
    client.force_login(user or make_user())
    return client


def press_send(client: Client, confirm: str, **more: Any) -> HttpResponse:
    """The button of the confirmation page, with the hidden fields that the page has."""
    page = client.get(confirm)
    assert page.status_code == 200, page
    token = re.search(r'name="draft" value="([0-9a-f-]{36})"', page.content.decode())
    assert token
    return client.post(confirm, {"draft": token[1], **more})  # type: ignore[return-value]


def errors_of(response: Any) -> dict[str, list[str]]:
    """The messages beside the fields."""
    assert response.status_code == 200
    errors: dict[str, list[str]] = response.context["form"].errors
    return errors


def the_draft(user_email: str = "") -> Draft:
    """The one draft that is not sent yet."""
    return Draft.objects.get(sent_at=None)
