"""The forms in which the office writes down agreements, and what becomes of their rows."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from partners.agreements import attaching
from partners.models import Agreement
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import (
    make_agreement,
    make_item,
    make_member,
    make_municipality,
    make_partner,
    make_project,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


@pytest.fixture
def clerk(client: Client, settings: Any) -> User:
    """An editor of the office, logged in."""
    settings.STAFF_MFA_REQUIRED = False
    person = make_staff(make_municipality())
    client.force_login(person)
    return person


def city_of(person: User) -> Any:
    return StaffRole.objects.get(user=person).municipality


def answers(**fields: Any) -> dict[str, Any]:
    said = {
        "title": "水の協定",
        "purposes": "水を配ります。",
        "visibility": "public",
        "notice_days": "９０",
        "parties-0-name": "",
        "parties-1-name": "見本の会",
        "parties-1-type": "economic-organisation",
        "parties-1-position": "会長",
        "parties-1-signatory": "見本 一郎",
        **fields,
    }
    return key(**said)


def test_an_agreement_from_the_draft_to_the_register(client: Client, clerk: User) -> None:
    city, partner = city_of(clerk), make_partner("茶の木会", municipality=city_of(clerk))
    sent = answers(**{"parties-0-name": city.name_ja, "parties-2-name": partner.name})
    first = client.post("/desk/agreements/new/", sent)
    assert client.post("/desk/agreements/new/", sent)["Location"] == first["Location"]
    agreement = Agreement.objects.get()
    parties = list(agreement.parties.all())
    assert [party.called for party in parties] == [city.name, "見本の会", "茶の木会"]
    assert [(p.municipality, p.partner, p.is_lead) for p in parties] == [
        (city, None, True),
        (None, None, False),
        (None, partner, False),
    ]
    assert str(parties[1].signatories.get()) == "会長 見本 一郎"
    row = {"items-0-title": "訓練", "items-0-goal": "11", "items-0-owner": str(parties[2].pk)}
    client.post(first["Location"], key(version=agreement.version, **row))
    item = agreement.items.get()
    assert (item.goal_id, item.owner) == (11, parties[2])
    agreement.refresh_from_db()
    day = timezone.localdate().isoformat()
    sign = key(version=agreement.version, signed_on=day, signing="online", place="市役所")
    client.post(f"/desk/agreements/{agreement.pk}/sign/", sign)
    client.logout()
    page = client.get(agreement.get_absolute_url()).content.decode()
    for words in ("会長 見本 一郎", "訓練", "動いています", "オンラインで", "担当：茶の木会"):
        assert words in page
    for words in ("茶の木会", "見本の会", "訓練", "市役所", city.name_ja, city.name_en):
        assert agreement.title in client.get("/agreements/", {"q": words}).content.decode(), words
    text = client.get(f"{agreement.get_absolute_url()}text/").content.decode()
    assert f"{city.name}、見本の会と茶の木会は" in text


def rows_of_parties(*rows: tuple[int, str]) -> dict[str, Any]:
    """What a browser sends of parties: the ids as the page was drawn, the names as typed."""
    sent: dict[str, Any] = {"title": "協定", "purposes": "目的", "visibility": "public"}
    for number, (pk, name) in enumerate(rows):
        sent |= {f"parties-{number}-id": pk, f"parties-{number}-name": name}
    return key(**sent, notice_days="90")


def test_retyped_names_move_the_parties_with_all_that_is_theirs(
    client: Client, clerk: User
) -> None:
    tea, water = (make_partner(n, municipality=city_of(clerk)) for n in ("茶の木会", "水の会"))
    agreement = make_agreement(tea, water, "甲の会", municipality=city_of(clerk))
    url = f"/desk/agreements/{agreement.pk}/edit/"
    a, b, c = agreement.parties.all()
    item = make_item(agreement, owner=b)
    item.activities.create(on=timezone.localdate(), text="会いました。", by=clerk, party=c)

    def send(*rows: tuple[int, str]) -> list[tuple[int, str]]:
        version = Agreement.objects.get().version
        assert client.post(url, {**rows_of_parties(*rows), "version": version}).status_code == 302
        return [(party.pk, party.called) for party in agreement.parties.all()]

    found = send((a.pk, "甲の会"), (b.pk, "茶の木会"), (c.pk, "水の会"))
    assert found == [(c.pk, "甲の会"), (a.pk, "茶の木会"), (b.pk, "水の会")]
    assert agreement.parties.get(is_lead=True) == c
    item.refresh_from_db()
    assert (item.owner, item.activities.get().party) == (b, c)
    # An emptied row goes; a name that is put right stays the party, but has not told anything.
    found = send((c.pk, "甲の会（本部）"), (a.pk, "茶の木会"), (b.pk, ""))
    assert found == [(c.pk, "甲の会（本部）"), (a.pk, "茶の木会")]
    item.refresh_from_db()
    assert (item.owner, item.activities.get().told_by) == (None, "甲の会")
    # A registered partner does not become another one.
    [_lead, (other, _name)] = send((c.pk, "甲の会（本部）"), (a.pk, "水の会"))
    assert other not in (a.pk, b.pk)


def test_several_sign_for_a_party_and_a_position_wants_its_name(
    client: Client, clerk: User
) -> None:
    second = {"parties-1-position_2": "副会長", "parties-1-signatory_2": ""}
    sent = answers(**{"parties-0-name": "甲の会", **second})
    page = client.post("/desk/agreements/new/", sent).content.decode()
    assert "id_parties-1-signatory_2_error" in page
    sent = answers(**{"parties-0-name": "甲の会", **second, "parties-1-signatory_2": "例 次郎"})
    client.post("/desk/agreements/new/", sent)
    agreement = Agreement.objects.get()
    signing = agreement.parties.get(name="見本の会").signatories.all()
    assert [str(person) for person in signing] == ["会長 見本 一郎", "副会長 例 次郎"]
    page = client.get(f"/desk/agreements/{agreement.pk}/edit/").content.decode()
    assert 'value="例 次郎"' in page


def test_the_parties_hear_what_was_changed_and_the_same_words_leave_no_trace(
    client: Client, clerk: User
) -> None:
    partner = make_partner("茶の木会", municipality=city_of(clerk))
    agreement = make_agreement(
        partner, "甲の会", municipality=city_of(clerk), visibility="parties", title="協定"
    )
    Agreement.objects.update(purposes="目的")
    member, url = make_member(partner), f"/desk/agreements/{agreement.pk}/edit/"
    rows = [(party.pk, party.called) for party in agreement.parties.all()]
    same = {"visibility": "parties", "version": 1}
    client.post(url, {**rows_of_parties(*rows), **same})
    assert not Entry.objects.exists()
    shown = {**same, "visibility": "public", "title": "水の協定"}
    assert client.post(url, {**rows_of_parties(*rows), **shown}).status_code == 302
    entries = dict(Entry.objects.values_list("verb", "data"))
    changes = {"changed": ["title", "visibility"]}
    assert entries == {"agreement.shown": {}, "agreement.rewritten": changes}
    notice = Notice.objects.get(recipient=member)
    assert notice.data == {**changes, "is_public": True}
    client.force_login(member)
    page = client.get("/my/notices/").content.decode()
    assert "「水の協定」の内容が変わりました" in page
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "書きかえました – タイトル、公開の範囲" in page
    assert clerk.name not in page
    # Also who is taken out hears of it.
    client.force_login(clerk)
    other = make_partner("水の会", municipality=city_of(clerk))
    removed = rows_of_parties((rows[0][0], other.name), rows[1])
    client.post(url, {**removed, **shown, "version": 2})
    assert Notice.objects.filter(recipient=member).count() == 2


def test_the_office_of_two_cities_chooses_for_which_it_prepares(
    client: Client, clerk: User
) -> None:
    second = make_municipality()
    StaffRole.objects.create(municipality=second, user=clerk, role=StaffRole.Role.EDITOR)
    door = f"/desk/agreements/new/?municipality={second.slug}"
    assert door in client.get("/desk/agreements/").content.decode()
    client.post(door, answers(**{"parties-0-name": "甲の会"}))
    assert Agreement.objects.get().municipality == second


def test_two_editors_at_once_lose_nothing(client: Client, clerk: User) -> None:
    agreement = make_agreement("甲の会", "乙の会", municipality=city_of(clerk))
    Agreement.objects.update(version=2)
    sent = answers(version=1, title="わたしの題", **{"parties-0-name": "甲の会"})
    response = client.post(f"/desk/agreements/{agreement.pk}/edit/", sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "わたしの題" in page
    assert 'name="version" value="2"' in page


def test_a_name_that_several_have_is_asked_for(client: Client, clerk: User) -> None:
    slugs = [make_partner("同じ名").slug for _ in range(2)]
    sent = answers(**{"parties-0-name": "同じ名"})
    page = client.post("/desk/agreements/new/", sent).content.decode()
    assert all(slug in page for slug in slugs)
    sent = answers(**{"parties-0-name": slugs[0]})
    assert client.post("/desk/agreements/new/", sent).status_code == 302


def test_a_name_is_known_in_any_width_and_space_and_once_it_is_registered(
    client: Client, clerk: User
) -> None:
    city, kibi = city_of(clerk), make_partner("Kibi 商会")
    agreement = make_agreement("甲の会", "乙の会", municipality=city)
    a, b = agreement.parties.all()
    registered = make_partner("甲の会")
    sent = {**rows_of_parties((a.pk, "甲の会"), (b.pk, "ｋｉｂｉ　商会")), "version": 1}
    client.post(f"/desk/agreements/{agreement.pk}/edit/", sent)
    assert [p.partner for p in agreement.parties.all()] == [registered, kibi]


def test_a_project_proposes_its_partners_goals_and_fields(client: Client, clerk: User) -> None:
    project = make_project(make_partner("茶の木会", municipality=city_of(clerk)))
    project.goals.set(Goal.objects.filter(number=12))
    project.fields.set(Field.objects.filter(slug="energy"))
    url = f"/desk/agreements/new/?from=project:{project.pk}"
    assert f"?from=project:{project.pk}" in client.get(project.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert 'value="茶の木会"' in page
    sent = answers(**{"parties-0-name": "茶の木会"})
    client.post(url, sent)
    agreement = Agreement.objects.get()
    assert agreement.came_from == project
    item = agreement.items.get()
    assert item.field
    assert (item.goal_id, item.field.slug) == (12, "energy")
    other = make_project()
    assert client.get(f"/desk/agreements/new/?from=project:{other.pk}").status_code == 404


def test_files_are_checked_kept_shown_and_taken_away(client: Client, clerk: User) -> None:
    agreement = make_agreement("甲の会", "乙の会", municipality=city_of(clerk))
    url = f"/desk/agreements/{agreement.pk}/files/"
    client.post(url, key(attachments=image_file()))
    file = agreement.files.get()
    assert (file.is_public, file.is_picture) == (False, True)
    change = f"{url}{file.token}/change/"
    client.post(change, key(step="show"))
    client.logout()
    assert client.get(file.get_absolute_url()).status_code == 200
    client.force_login(clerk)
    client.post(change, key(step="remove"))
    assert not agreement.files.exists()
    for step in (attaching.detach, partial(attaching.show_file, is_public=True)):
        with pytest.raises(StateError):
            step(file, by=clerk)


@pytest.mark.parametrize("case", bad_files())
def test_no_file_is_taken_that_is_none(client: Client, clerk: User, case: str) -> None:
    agreement = make_agreement("甲の会", "乙の会", municipality=city_of(clerk))
    url = f"/desk/agreements/{agreement.pk}/files/"
    page = client.post(url, key(attachments=bad_files()[case])).content.decode()
    assert "id_attachments_error" in page
    assert not agreement.files.exists()


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_taken_or_said_why_not(client: Client, clerk: User, case: str) -> None:
    agreement = make_agreement("甲の会", "乙の会", municipality=city_of(clerk))
    item, typed = make_item(agreement), TYPEABLE[case]
    base = f"/desk/agreements/{agreement.pk}/"
    names = ("title", "purposes", "intermediary", "ends_on", "renews_for_months", "notice_days")
    rows = ("parties-0-id", "parties-0-name", "parties-0-type", "links-0-url", "links-0-label")
    forms = {
        f"{base}edit/": (*names, *rows, "visibility", "press_text", "version", "related"),
        f"{base}items/": ("items-0-id", "items-0-title", "items-0-goal", "items-0-owner"),
        f"{base}end/": ("ended_on", "reason"),
        f"/agreements/items/{item.pk}/tell/": ("on", "text"),
    }
    for url, fields in forms.items():
        response = client.post(url, key(**dict.fromkeys(fields, typed)))
        said_why_not = "error-summary" in response.content.decode()
        assert response.status_code == (200 if said_why_not else 302), url
    client.get("/desk/agreements/new/", {"from": typed})
    assert "<script>alert" not in client.get(agreement.get_absolute_url()).content.decode()
