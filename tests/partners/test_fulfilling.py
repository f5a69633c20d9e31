"""A counterpart was found: the button, and the few questions how it went."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from partners.models import Fulfilment, Listing, Membership, Partner
from partners.publishing import listings
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.partners.answers import errors_of, logged_in
from tests.portal.roles import make_world
from tests.queries import count_queries
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State, Way = Listing.State, Fulfilment.Way


@pytest.fixture
def listing() -> Listing:
    return make_listing()


@pytest.fixture
def client(listing: Listing) -> Client:
    """An editor of the partner."""
    return logged_in(make_member(listing.partner, Membership.Role.EDITOR))


def send(client: Client, listing: Listing, **answers: Any) -> Any:
    data = {"idempotency_key": str(uuid.uuid4()), **answers}
    return client.post(f"/my/listings/{listing.pk}/fulfil/", data)


def test_all_is_told(client: Client, listing: Listing) -> None:
    other = make_partner("茶道具の店")
    assert client.get(f"/my/listings/{listing.pk}/fulfil/").status_code == 200
    answers = {"way": Way.MEETING, "counterpart": other.pk, "story": "畑に戻す。"}
    assert send(client, listing, **answers, may_be_told="on")["Location"] == "/my/listings/"
    listing.refresh_from_db()
    told = Fulfilment.objects.get()
    assert listing.state == State.FULFILLED
    assert (told.way, told.counterpart, told.story, told.may_be_told) == (
        *(Way.MEETING, other, "畑に戻す。", True),
    )
    assert told.told_by.memberships.get().partner == listing.partner
    assert told.told_at
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["listing.fulfilled", "listing.told"]


@pytest.mark.parametrize(
    "answers",
    [{}, {"step": "skip", "way": Way.MEETING, "story": "…"}, {"may_be_told": "on"}],
    ids=["nothing answered", "skipped", "only the consent"],
)
def test_questions_may_be_skipped(client: Client, listing: Listing, answers: Any) -> None:
    assert send(client, listing, **answers).status_code == 302
    listing.refresh_from_db()
    assert listing.state == State.FULFILLED
    assert not Fulfilment.objects.exists()
    assert "どうなったか知らせる" in client.get("/my/listings/").content.decode()


def test_what_was_skipped_can_be_told_later_and_once(client: Client, listing: Listing) -> None:
    send(client, listing, step="skip")
    assert client.get(f"/my/listings/{listing.pk}/fulfil/").status_code == 200
    send(client, listing, way=Way.OURSELVES)
    send(client, listing, way=Way.MEETING)
    assert Fulfilment.objects.get().way == Way.OURSELVES
    assert client.get(f"/my/listings/{listing.pk}/fulfil/").status_code == 302
    assert "どうなったか知らせる" not in client.get("/my/listings/").content.decode()


def test_partner_is_looked_for_and_nothing_typed_is_lost(client: Client, listing: Listing) -> None:
    make_partner("めぐる堆肥株式会社")
    make_partner("よその店")
    make_partner("めぐる堆肥の陰", state=Partner.State.SUSPENDED)
    answers = {"counterpart_name": "めぐる堆肥", "way": Way.CHALLENGE, "story": "畑に戻す。"}
    html = send(client, listing, step="search", **answers).content.decode()
    assert "めぐる堆肥株式会社" in html
    assert "よその店" not in html
    assert "めぐる堆肥の陰" not in html
    assert "畑に戻す。" in html
    (way,) = re.findall(rf'<input[^>]*name="way"[^>]*value="{Way.CHALLENGE}"[^>]*>', html)
    assert " checked" in way
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


@pytest.mark.parametrize("words", ["", "だれもいない名前", "%", "\x00", "長" * 5000])
def test_nobody_found_says_so(client: Client, listing: Listing, words: str) -> None:
    response = send(client, listing, step="search", counterpart_name=words)
    assert response.status_code == 200
    assert "見つかりませんでした" in response.content.decode()


def test_name_is_enough_and_gives_way_to_who_is_registered(
    client: Client, listing: Listing
) -> None:
    send(client, listing, counterpart_name="　例田工業高校 ")
    told = Fulfilment.objects.get()
    assert (told.counterpart, told.counterpart_name) == (None, "例田工業高校")
    assert told.with_whom == "例田工業高校"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("way", "magic"),
        ("counterpart", "x"),
        ("counterpart", "9" * 40),
        ("counterpart", "0"),
        ("counterpart_name", "長" * 101),
        ("story", "長" * 1001),
    ],
)
def test_wrong_answer_is_refused_in_words(
    client: Client, listing: Listing, name: str, value: str
) -> None:
    response = send(client, listing, **{"story": "畑に戻す。", name: value})
    assert list(errors_of(response)) == [name]
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


@pytest.mark.parametrize("state", [Partner.State.SUSPENDED, Partner.State.DRAFT])
def test_hidden_partner_cannot_be_named_by_its_number(
    client: Client, listing: Listing, state: str
) -> None:
    hidden = make_partner("秘密の準備会社", state=state)
    response = send(client, listing, counterpart=hidden.pk)
    assert list(errors_of(response)) == ["counterpart"]
    assert "秘密の準備会社" not in response.content.decode()


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed(client: Client, listing: Listing, case: str) -> None:
    answers = {"story": TYPEABLE[case], "counterpart_name": TYPEABLE[case]}
    response = send(client, listing, **answers, may_be_told="on")
    assert response.status_code == 302 or set(errors_of(response)) <= {"story", "counterpart_name"}
    assert "<script>alert" not in Client().get(listing.get_absolute_url()).content.decode()


def test_what_was_never_shown(listing: Listing, client: Client) -> None:
    Listing.objects.update(state=State.DRAFT)
    assert client.get(f"/my/listings/{listing.pk}/fulfil/").status_code == 302
    assert send(client, listing, way=Way.MEETING).status_code == 302
    listing.refresh_from_db()
    assert (listing.state, Fulfilment.objects.count()) == (State.DRAFT, 0)


def test_telling_of_what_is_not_fulfilled() -> None:
    with pytest.raises(StateError):
        listings.tell_fulfilment(make_listing(), by=make_user(), told={"way": Way.MEETING})


INSIDERS = {"viewer", "editor", "owner", "city_viewer", "city_editor", "city_manager"}


@pytest.mark.parametrize("may_be_told", [True, False])
def test_who_reads_what(may_be_told: bool) -> None:
    world = make_world()
    listing = make_listing(world.partner, state=State.FULFILLED)
    told = {"story": "畑に戻す。", "counterpart_name": "例田さん", "may_be_told": may_be_told}
    listings.tell_fulfilment(listing, by=world.users["editor"], told=told)  # type: ignore[arg-type]
    story, name = set(), set()
    for role, user in world.users.items():
        html = (logged_in(user) if user else Client()).get(listing.get_absolute_url())
        story |= {role} if "畑に戻す。" in html.content.decode() else set()
        name |= {role} if "例田さん" in html.content.decode() else set()
    assert name == INSIDERS
    assert story == (set(world.users) if may_be_told else INSIDERS)


def test_detail_of_a_told_one_asks_hardly_more() -> None:
    listing = make_listing(state=State.FULFILLED)
    staff = logged_in(make_staff(listing.partner.municipality))
    told = {"counterpart": make_partner(), "story": "…", "may_be_told": True}
    listings.tell_fulfilment(listing, by=make_user(), told=told)
    assert count_queries(Client(), listing.get_absolute_url()) <= 8
    assert count_queries(staff, listing.get_absolute_url()) <= 14


def test_on_behalf_it_is_asked_about_before_it_is_done() -> None:
    federation = make_federation()
    partner = make_unclaimed(federation)
    listing = make_listing(partner)
    client = logged_in(make_member(federation, Membership.Role.EDITOR))
    home, page = f"/my/affiliates/{partner.slug}/", f"/my/listings/{listing.pk}/fulfil/"
    html = client.get(home).content.decode()
    assert (f'href="{page}"' in html, f'action="{page}"' in html) == (True, False)
    html = client.get(page).content.decode()
    assert (f'href="{home}"' in html, '/my/listings/"' in html[html.index("<main") :]) == (
        *(True, False),
    )
    assert federation.name in html
    assert send(client, listing, step="skip")["Location"] == home
    listing.refresh_from_db()
    assert listing.state == State.FULFILLED
    assert send(client, listing, step="skip")["Location"] == home
