"""The pages of agreements: what each reader sees, the register, and the forms of the office."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from partners.agreements import attaching
from partners.agreements.network import Picture, Who, draw
from partners.models import Agreement, Membership, Partner
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_item,
    make_member,
    make_municipality,
    make_partner,
    make_project,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.taxonomy.models import Field, Goal, PartnerType

pytestmark = pytest.mark.django_db


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def party_of(agreement: Agreement) -> Partner:
    partner = agreement.parties.exclude(partner=None)[0].partner
    assert partner
    return partner


INSIDE: dict[str, Any] = {
    "owner": lambda a: make_member(party_of(a)),
    "viewer": lambda a: make_member(party_of(a), Membership.Role.VIEWER),
    "city editor": lambda a: make_staff(a.municipality),
    "city viewer": lambda a: make_staff(a.municipality, StaffRole.Role.VIEWER),
}
OUTSIDE: dict[str, Any] = {
    "other partner": lambda a: make_member(make_partner()),
    "other city": lambda a: make_staff(make_municipality(), StaffRole.Role.MANAGER),
    "newcomer": lambda a: make_user(),
}


def full(**fields: Any) -> Agreement:
    """With an item of which something public and something private is told, and two files."""
    agreement = make_agreement(make_partner(), "見本の会", **fields)
    item, by = make_item(agreement), make_staff(agreement.municipality)
    day = agreement.signed_on or timezone.localdate()
    for text, is_public in (("みんなへの報告", True), ("身内への報告", False)):
        item.activities.create(on=day, text=text, is_public=is_public, by=by)
    make_agreement_file(agreement, name="公開.pdf", is_public=True)
    make_agreement_file(agreement, name="身内.pdf", is_public=False)
    return agreement


@pytest.mark.parametrize("visibility", list(Agreement.Visibility))
@pytest.mark.parametrize("who", [*INSIDE, *OUTSIDE])
def test_what_each_reader_sees(client: Client, who: str, visibility: str) -> None:
    agreement = full(visibility=visibility)
    client.force_login({**INSIDE, **OUTSIDE}[who](agreement))
    is_inside, is_seen = who in INSIDE, who in INSIDE or visibility == "public"
    url = agreement.get_absolute_url()
    response = client.get(url)
    assert response.status_code == (200 if is_seen else 404)
    page = response.content.decode()
    assert ("みんなへの報告" in page, "公開.pdf" in page) == (is_seen, is_seen)
    assert ("身内への報告" in page, "身内.pdf" in page) == (is_inside, is_inside)
    for file in agreement.files.all():
        response = client.get(file.get_absolute_url())
        is_given = is_inside or (is_seen and file.is_public)
        assert response.status_code == (200 if is_given else 404)
        if is_given:
            assert response["Content-Disposition"].startswith("attachment")
    for print_of in ("text/", "summary/"):
        assert client.get(f"{url}{print_of}").status_code == (200 if is_seen else 404)
    assert (agreement.title in client.get("/agreements/").content.decode()) == is_seen


def test_a_draft_is_for_its_parties_and_the_office_and_never_in_the_register(
    client: Client,
) -> None:
    agreement = full(state="draft")
    assert client.get(agreement.get_absolute_url()).status_code == 302
    client.force_login(make_user())
    assert client.get(agreement.get_absolute_url()).status_code == 404
    client.force_login(make_member(party_of(agreement)))
    assert client.get(agreement.get_absolute_url()).status_code == 200
    assert agreement.title not in client.get("/agreements/").content.decode()
    assert agreement.title in client.get("/my/agreements/").content.decode()


def test_the_register_is_narrowed_and_shows_number_and_light(client: Client) -> None:
    lead, body = make_partner("きび大学"), make_partner()
    Partner.objects.filter(pk=body.pk).update(
        type=PartnerType.objects.get(slug="economic-organisation")
    )
    body.refresh_from_db()
    old = timezone.localdate() - timedelta(days=800)
    first = make_agreement(lead, body, signed_on=old, title="はじめの協定")
    make_item(first, goal=Goal.objects.get(number=9), field=Field.objects.get(slug="industry"))
    second = make_agreement(lead, body, title="次の協定")
    make_item(second, goal=Goal.objects.get(number=4))
    make_agreement(lead, body, visibility="parties", title="内々の協定", signed_on=old)
    over = {"state": "ended", "ended_on": timezone.localdate()}
    make_agreement(make_partner(), "だれか", title="終わった協定", **over)

    def titles(query: str) -> set[str]:
        return {row.title for row in client.get(f"/agreements/{query}").context["agreements"]}

    both = {first.title, second.title}
    assert titles("") == {*both, "終わった協定"}
    assert titles("?state=in_force&type=economic-organisation") == both
    assert titles("?light=red") == titles("?goal=9") == titles("?field=industry") == {first.title}
    assert titles("?light=green") == titles("?goal=4") == {second.title}
    assert titles("?light=yellow") == set()
    assert titles(f"?year={old.year}") == {first.title}
    assert titles("?q=次の") == {second.title}
    assert titles(f"?municipality={lead.municipality.slug}") == both
    page = client.get("/agreements/?light=green").content.decode()
    assert "「経済団体」との3件目" in page  # the private one counts, and is not named
    detail = client.get(second.get_absolute_url()).content.decode()
    assert "3件目" in detail
    assert "はじめの協定" in detail
    assert "内々の協定" not in detail


def test_the_counts_of_the_filters_count_agreements_and_not_their_parties(client: Client) -> None:
    agreement = make_agreement(make_partner(), make_partner(), "だれか")
    npo = PartnerType.objects.get(slug="npo")
    agreement.parties.filter(name="だれか").update(type=npo)
    kind = party_of(agreement).type.slug
    for title in ("相談", "見学"):
        make_item(agreement, title, goal=Goal.objects.get(number=9))
    make_item(agreement, goal=Goal.objects.get(number=4))
    for query in ("", "?state=in_force"):
        facets = client.get(f"/agreements/{query}").context["found"].facets
        counts = {f.parameter: {o.value: o.count for o in f.options} for f in facets}
        assert (counts["goal"], counts["type"]) == ({"4": 1, "9": 1}, {kind: 1, "npo": 1})


def test_the_lists_ask_the_database_as_often_for_one_row_as_for_three(
    client: Client, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    partner = make_partner()
    owner, clerk = make_member(partner), make_staff(partner.municipality)
    seen = full()

    def add() -> None:
        make_item(make_agreement(partner, make_partner()), goal=Goal.objects.get(number=9))

    def add_parts() -> None:
        item = make_item(seen)
        item.activities.create(on=timezone.localdate(), text="x", by=clerk)

    assert_constant_queries(client, "/agreements/", add, at_most=8)
    assert_constant_queries(client, "/agreements/network/", add, at_most=8)
    assert_constant_queries(client, partner.get_absolute_url(), add, at_most=8)
    assert_constant_queries(client, seen.get_absolute_url(), add_parts, at_most=10)
    client.force_login(owner)
    assert_constant_queries(client, "/my/agreements/", add, at_most=10)
    client.force_login(clerk)
    assert_constant_queries(client, "/desk/agreements/", add, at_most=10)


def test_the_search_the_feed_and_the_page_of_a_partner_find_public_ones(client: Client) -> None:
    partner = make_partner()
    make_agreement(partner, "だれか", title="水の協定")
    make_agreement(partner, "だれか", title="水の内々の協定", visibility="parties")
    make_agreement(partner, "だれか", title="水の下書き", state="draft")
    for url in ("/search/?q=水の", "/feeds/agreements/", partner.get_absolute_url()):
        page = client.get(url).content.decode()
        found = [title in page for title in ("水の", "内々", "下書き")]
        assert found == [True, False, False], url


# --- The picture ------------------------------------------------------------------------------


def test_the_picture_says_who_has_agreed_with_most_and_has_a_table(client: Client) -> None:
    lead = make_partner("きび大学")
    for name in ("甲の会", "乙の会"):
        make_agreement(lead, name)
    make_agreement(lead, "内緒の会", visibility="parties")
    page = client.get("/agreements/network/").content.decode()
    assert "<h1>いちばん多くの相手と協定を結んでいるのは、きび大学です（相手の数：2）</h1>" in page
    picture = page.partition('class="network"')[2].partition("</svg>")[0]
    assert (picture.count("<circle"), picture.count("<path")) == (3, 2)
    assert page.count(">甲の会</td>") == 1
    assert "内緒の会" not in page


def drawn(*agreements: str) -> Picture:
    """The picture of agreements whose parties are called by one letter each, the lead first."""
    return draw([Who(letter, letter) for letter in parties] for parties in agreements)


def test_several_agreements_of_the_same_two_are_one_thicker_line() -> None:
    picture = drawn("ax", "ax", "ay", "by")
    assert [(line.count, line.width) for line in picture.lines] == [(2, 4), (1, 2), (1, 2)]
    assert [(node.name, node.count) for node in picture.leads] == [("a", 2), ("b", 1)]
    many = drawn(*(f"a{chr(0x3042 + n)}" for n in range(25)))
    assert (len(many.others), many.left_out, len(many.drawn)) == (20, 5, 20)


def test_first_is_who_has_agreed_with_most_others_and_nobody_shares_that() -> None:
    assert (drawn("ax", "ay", "bx").first, drawn("ax", "ay", "ay").first) == ("", "a")
    assert (drawn("ax", "bx", "cx", "ab").first, drawn("axy").first, drawn().first) == ("x", "", "")
    namesakes = draw([[Who(1, "a"), Who(3, "x")], [Who(2, "a"), Who(3, "x")]])
    assert (len(namesakes.leads), namesakes.first) == (2, "x")


# --- The office's forms -----------------------------------------------------------------------


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


def test_a_party_tells_how_an_item_lives(client: Client) -> None:
    agreement = full(visibility="parties")
    client.force_login(make_member(party_of(agreement), Membership.Role.EDITOR))
    item = agreement.items.get()
    day = timezone.localdate().isoformat()
    url = f"/agreements/items/{item.pk}/tell/"
    client.post(url, key(on=day, text="学生が来ました。"))
    told = item.activities.get(text="学生が来ました。")
    assert (told.party, told.is_public) == (
        agreement.parties.get(partner=party_of(agreement)),
        False,
    )
    late = (timezone.localdate() + timedelta(days=2)).isoformat()
    page = client.post(url, key(on=late, text="あさって")).content.decode()
    assert "id_on_error" in page
    assert client.post(f"/agreements/items/{item.pk}/mark/", key(done="yes")).status_code == 403


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
        assert response.status_code in (200, 302), url
    client.get("/desk/agreements/new/", {"from": typed})
    assert "<script>alert" not in client.get(agreement.get_absolute_url()).content.decode()
