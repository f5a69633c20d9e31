"""The operator's pages."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Fulfilment, Listing, Membership, Partner
from partners.signals import listing_changed, partner_changed
from tests.factories import (
    make_listing,
    make_listing_file,
    make_member,
    make_operator,
    make_partner,
    make_target,
    make_user,
    make_year_report,
)
from tests.partners.answers import logged_in
from tomoni.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def operator() -> Client:
    return logged_in(make_operator())


@pytest.mark.parametrize(
    "model",
    [
        *("partner", "membership", "affiliation", "listing", "fulfilment"),
        *("target", "yearreport"),
    ],
)
def test_pages_open(operator: Client, model: str) -> None:
    listing = make_listing()
    make_listing_file(listing)
    make_member(listing.partner)
    target = make_target(listing.partner)
    row = {
        "target": target.pk,
        "yearreport": make_year_report(target, 2020).pk,
        "partner": listing.partner.pk,
        "listing": listing.pk,
        "fulfilment": Fulfilment.objects.create(listing=listing, told_by=make_user()).pk,
        "membership": Membership.objects.get().pk,
    }.get(model)
    assert operator.get(f"/admin/partners/{model}/").status_code == 200
    assert operator.get(f"/admin/partners/{model}/?q=x").status_code == 200
    if row:
        assert operator.get(f"/admin/partners/{model}/{row}/change/").status_code == 200


@pytest.mark.parametrize("model", ["partner", "listing"])
def test_rows_come_by_their_steps_alone(operator: Client, model: str) -> None:
    assert operator.get(f"/admin/partners/{model}/add/").status_code == 403


def changed_form(operator: Client, url: str) -> dict[str, Any]:
    """What the form of the admin holds, as a browser would send it."""
    page = operator.get(url)
    form = page.context["adminform"].form
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value not in (None, False, "") and not hasattr(value, "url"):
            many = isinstance(value, list)
            data[field.html_name] = [getattr(v, "pk", v) for v in value] if many else value
    for inline in page.context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            data[field.html_name] = field.value()
    return data


@pytest.mark.parametrize("model", ["partner", "listing"])
def test_edit_is_written_down_told_and_counted(operator: Client, model: str) -> None:
    listing = make_listing()
    row, name = {"partner": (listing.partner, "name"), "listing": (listing, "title")}[model]
    url, told = f"/admin/partners/{model}/{row.pk}/change/", []
    signal = {"partner": partner_changed, "listing": listing_changed}[model]

    def listen(**kwargs: Any) -> None:
        told.append(kwargs[model])

    signal.connect(listen)
    response = operator.post(url, {**changed_form(operator, url), name: "直した"})
    signal.disconnect(listen)
    assert response.status_code == 302, response.context["adminform"].form.errors
    row.refresh_from_db()
    assert (getattr(row, name), row.version, told) == ("直した", 2, [row])
    assert Entry.objects.get().data == {"changed": [name]}


@pytest.mark.parametrize(
    ("action", "state", "after"),
    [
        ("approve", Partner.State.SUBMITTED, Partner.State.APPROVED),
        ("suspend", Partner.State.APPROVED, Partner.State.SUSPENDED),
        ("suspend", Partner.State.RETURNED, Partner.State.RETURNED),
    ],
)
def test_actions_take_the_steps(operator: Client, action: str, state: str, after: str) -> None:
    partner = make_partner(state=state, return_reason="理由")
    data = {"action": action, "_selected_action": [partner.pk]}
    assert operator.post("/admin/partners/partner/", data).status_code == 302
    partner.refresh_from_db()
    assert partner.state == after


def test_members_of_partners_have_no_way_in() -> None:
    client = logged_in(make_member(make_partner()))
    for model in ("partner", "listing"):
        assert client.get(f"/admin/partners/{model}/").status_code in {302, 403, 404}
    assert not Listing.objects.exists()
