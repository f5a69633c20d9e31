"""The pages of agreements: what each reader sees, and the register."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from partners.agreements.network import Picture, Who, draw
from partners.models import Agreement, Membership, Partner
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_item,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.municipalities.models import StaffRole
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
