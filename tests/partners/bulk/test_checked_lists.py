"""A list registers nobody whom the municipality's checklist was not ticked for."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from partners.bulk import importing
from partners.life import registration
from partners.life.checklists import UncheckedError
from partners.models import ChecklistItem, Import, Partner, Tick
from tests.factories import make_line, make_operator, make_partner, make_staff
from tests.partners.answers import errors_of, logged_in
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, csv_file, imported, work
from tests.partners.bulk.test_import_pages import START, columns_as_guessed, send
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
LIST = [HEADERS, TEA, SHOP]


@pytest.fixture
def line(city: Municipality) -> ChecklistItem:
    return make_line(city, "所在地を確認しました。", ChecklistItem.Kind.CHECK)


@pytest.fixture
def staff(city: Municipality) -> User:
    return make_staff(city, StaffRole.Role.MANAGER)


@pytest.fixture
def manager(staff: User) -> Client:
    return logged_in(staff)


def test_registered_at_once_needs_every_line(
    city: Municipality, line: ChecklistItem, staff: User, manager: Client
) -> None:
    columns = send(manager, START, file=csv_file(LIST))["Location"]
    assert line.text_ja in manager.get(columns).content.decode()
    answers = {**columns_as_guessed(manager, columns), "approves": "True"}
    assert list(errors_of(send(manager, columns, **answers))) == ["checks"]
    detail = send(manager, columns, **{**answers, "checks": [line.pk]})["Location"]
    work()
    send(manager, f"{detail}run/", all="1")
    work()
    assert Partner.objects.approved().count() == 2
    assert {(tick.item, tick.by) for tick in Tick.objects.all()} == {(line, staff)}


def test_drafts_are_registered_with_every_line_ticked(
    city: Municipality, line: ChecklistItem, staff: User, manager: Client
) -> None:
    source = imported(csv_file(LIST), city)
    page = manager.get(f"{START}{source.pk}/").content.decode()
    assert line.text_ja in page
    refused = send(manager, f"{START}{source.pk}/again/")
    assert list(refused.context["checks"].errors) == ["checks"]
    assert Import.objects.count() == 1
    detail = send(manager, f"{START}{source.pk}/again/", checks=[line.pk])["Location"]
    work()
    send(manager, f"{detail}run/", all="1")
    work()
    assert Partner.objects.approved().count() == 2
    assert Tick.objects.filter(by=staff, item=line).count() == 2


def test_line_added_meanwhile_leaves_the_rows_alone(
    city: Municipality, staff: User, manager: Client
) -> None:
    columns = send(manager, START, file=csv_file(LIST))["Location"]
    answers = {**columns_as_guessed(manager, columns), "approves": "True"}
    detail = send(manager, columns, **answers)["Location"]
    work()
    make_line(city, "あとから", ChecklistItem.Kind.CHECK)
    send(manager, f"{detail}run/", all="1")
    work()
    assert not Partner.objects.exists()
    assert manager.get(detail).context["counts"]["failed"] == 2


def test_steps_themselves_ask(city: Municipality, line: ChecklistItem, staff: User) -> None:
    for state, step in (
        (Partner.State.SUBMITTED, registration.approve_partner),
        (Partner.State.LAPSED, registration.approve_partner),
        (Partner.State.DRAFT, registration.approve_from_list),
    ):
        partner = make_partner(municipality=city, state=state)
        with pytest.raises(UncheckedError):
            step(partner, by=staff)
        partner.refresh_from_db()
        assert partner.state == state
    source = imported(csv_file(LIST), city)
    with pytest.raises(UncheckedError):
        importing.import_again(source, by=staff)


def test_operator_leaves_it_to_the_managers(city: Municipality, line: ChecklistItem) -> None:
    partner = make_partner(municipality=city, state=Partner.State.SUBMITTED)
    data = {"action": "approve", "_selected_action": [partner.pk]}
    page = logged_in(make_operator()).post("/admin/partners/partner/", data, follow=True)
    assert "確認項目" in page.content.decode()
    partner.refresh_from_db()
    assert partner.state == Partner.State.SUBMITTED


def test_command_asks_who_has_checked(
    city: Municipality, line: ChecklistItem, staff: User, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(csv_file(LIST).read())
    options = ["--municipality", city.slug, "--approve"]
    for said in ([], ["--checked-by", make_staff(city).email]):
        with pytest.raises(CommandError, match="checklist"):
            call_command("import_partners", str(file), *options, *said)
    assert not Import.objects.exists()
    call_command("import_partners", str(file), *options, "--checked-by", staff.email)
    assert Tick.objects.filter(by=staff).count() == Partner.objects.approved().count() == 2
