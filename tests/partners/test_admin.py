"""The operator's pages."""

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from partners.models import Change, Fulfilment, Listing, Membership, Partner
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
        ("lift", Partner.State.SUSPENDED, Partner.State.APPROVED),
    ],
)
def test_actions_take_the_steps(operator: Client, action: str, state: str, after: str) -> None:
    partner = make_partner(state=state, return_reason="理由")
    data = {"action": action, "_selected_action": [partner.pk], "reason": "連絡がつかない"}
    assert operator.post("/admin/partners/partner/", data).status_code == 302
    partner.refresh_from_db()
    assert partner.state == after


def test_members_of_partners_have_no_way_in() -> None:
    client = logged_in(make_member(make_partner()))
    for model in ("partner", "listing"):
        assert client.get(f"/admin/partners/{model}/").status_code in {302, 403, 404}
    assert not Listing.objects.exists()


def membership_row(membership: Membership, **changes: Any) -> dict[str, Any]:
    """The form of one membership."""
    row = {"user": membership.user_id, "partner": membership.partner_id, "role": membership.role}
    return {**row, **changes}


@pytest.mark.parametrize("changes", [{"role": "editor"}, {"user": "other"}, {"partner": "other"}])
def test_last_owner_stays_on_the_page_of_the_membership(
    operator: Client, changes: dict[str, str]
) -> None:
    partner = make_partner("見本商店")
    make_member(partner)
    membership = Membership.objects.get()
    others = {"user": make_user(is_active=False).pk, "partner": make_partner().pk}
    changed = {name: others.get(name, value) for name, value in changes.items()}
    url = f"/admin/partners/membership/{membership.pk}/change/"
    response = operator.post(url, membership_row(membership, **changed))
    assert response.status_code == 200
    assert "見本商店の代表者がいなくなります" in response.content.decode()
    make_member(partner)
    assert operator.post(url, membership_row(membership, **changed)).status_code == 302


def test_last_owner_is_not_deleted_alone_or_with_others(operator: Client) -> None:
    partner = make_partner("見本商店")
    make_member(partner)
    make_member(partner, Membership.Role.EDITOR)
    owner = Membership.objects.get(role=Membership.Role.OWNER)
    url = f"/admin/partners/membership/{owner.pk}/delete/"
    assert "見本商店の代表者がいなくなります" in operator.get(url).content.decode()
    operator.post(url, {"post": "yes"})
    rows = list(Membership.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
    operator.post("/admin/partners/membership/", data)
    assert Membership.objects.count() == 2
    make_member(partner)
    operator.post(url, {"post": "yes"})
    assert not Membership.objects.filter(pk=owner.pk).exists()


@pytest.mark.parametrize("how", ["delete", "role"])
def test_last_owner_stays_on_the_page_of_the_partner(operator: Client, how: str) -> None:
    partner = make_partner("見本商店")
    make_member(partner)
    membership = Membership.objects.get()
    url = f"/admin/partners/partner/{partner.pk}/change/"
    data = {
        **changed_form(operator, url),
        "memberships-0-id": membership.pk,
        "memberships-0-partner": partner.pk,
        "memberships-0-user": membership.user_id,
        "memberships-0-role": "editor" if how == "role" else "owner",
        **({"memberships-0-DELETE": "on"} if how == "delete" else {}),
    }
    response = operator.post(url, data)
    assert response.status_code == 200
    assert "見本商店の代表者がいなくなります" in response.content.decode()
    assert Membership.objects.get().role == Membership.Role.OWNER


@pytest.mark.parametrize("how", ["delete", "close"])
def test_account_of_a_last_owner_is_neither_deleted_nor_closed(operator: Client, how: str) -> None:
    partner = make_partner("見本商店")
    user = make_member(partner)
    url = f"/admin/accounts/user/{user.pk}/"
    if how == "delete":
        assert "見本商店の代表者がいなくなります" in operator.get(f"{url}delete/").content.decode()
        operator.post(f"{url}delete/", {"post": "yes"})
    else:
        data = changed_form(operator, f"{url}change/")
        data.pop("is_active")
        response = operator.post(f"{url}change/", data)
        assert "見本商店の代表者がいなくなります" in response.content.decode()
    user.refresh_from_db()
    assert user.is_active
    assert partner.memberships.count() == 1


def test_account_of_a_last_owner_is_kept_by_the_database_layer_too() -> None:
    partner = make_partner()
    user = make_member(partner)
    with pytest.raises(ProtectedError):
        user.delete()
    Partner.objects.update(state=Partner.State.WITHDRAWN)
    user.delete()
    assert not partner.memberships.exists()


def test_suspension_by_the_operator_asks_for_the_reason(operator: Client) -> None:
    partner = make_partner()
    data = {"action": "suspend", "_selected_action": [partner.pk], "reason": " "}
    html = operator.post("/admin/partners/partner/", data, follow=True).content.decode()
    assert "先に、操作の横の欄に理由を書いてください" in html
    partner.refresh_from_db()
    assert partner.is_approved


def test_edit_of_an_operator_stands_in_the_history(operator: Client) -> None:
    partner = make_partner("古い名前")
    make_member(partner)
    url = f"/admin/partners/partner/{partner.pk}/change/"
    membership = Membership.objects.get()
    data = {
        **changed_form(operator, url),
        "name": "新しい名前",
        "memberships-0-id": membership.pk,
        "memberships-0-partner": partner.pk,
        "memberships-0-user": membership.user_id,
        "memberships-0-role": "owner",
    }
    assert operator.post(url, data).status_code == 302
    assert Change.objects.get().values == {"name": ["古い名前", "新しい名前"]}
