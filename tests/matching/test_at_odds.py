"""Partners at odds: whoever has blocked whom, neither is suggested to the other, on any page."""

from uuid import uuid4

import pytest

from matching.models import Block
from matching.new_suggestions import new_suggestions
from matching.reading.lists import alike, for_partner, suggestions_about
from matching.reading.story import story
from matching.storing.keys import key_of
from partners.models import Alliance, Partner
from partners.ties import allying
from tests.factories import make_member, make_operator, make_staff
from tests.matching.answering import client_of
from tests.matching.visitors import request_of
from tests.matching.world import ABOUT_EVERYTHING, make_need, make_partner, make_seed, settle
from tomoni.accounts.models import User
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


def put_at_odds(one: Partner, other: Partner) -> Block:
    return Block.objects.create(partner=one, blocked=other, by=make_operator())


def keys(subject: object, user: User) -> set[str]:
    return {card["key"] for card in suggestions_about(subject, request_of(user))}  # type: ignore[arg-type]


@pytest.mark.parametrize("is_by_us", [True, False], ids=["we blocked", "they blocked"])
def test_neither_is_suggested_to_the_other(is_by_us: bool) -> None:
    need, seed, other = make_need(**ABOUT_EVERYTHING), make_seed(), make_seed()
    settle(need, seed, other)
    ours, theirs = make_member(need.partner), make_member(seed.partner)
    clerk = make_staff(need.partner.municipality)
    assert {key_of(seed), key_of(other)} <= keys(need, ours)
    assert key_of(need) in keys(seed, theirs)
    both = (need.partner, seed.partner)
    block = put_at_odds(*(both if is_by_us else both[::-1]))
    for reader in (ours, clerk):
        assert key_of(seed) not in keys(need, reader)
        assert key_of(other) in keys(need, reader)
    assert key_of(need) not in keys(seed, theirs)
    assert key_of(need) in keys(other, make_member(other.partner))
    block.delete()
    assert key_of(seed) in keys(need, ours)


def test_all_needs_and_seeds_of_a_blocked_partner_are_gone_from_every_page() -> None:
    blocked = make_partner(name="遠ざけた工務店")
    need, twin = make_need(**ABOUT_EVERYTHING), make_need(blocked, **ABOUT_EVERYTHING)
    seeds = [make_seed(blocked), make_seed(blocked)]
    settle(need, twin, *seeds)
    by = make_member(need.partner)
    pages = [f"/listings/{need.pk}/", f"/listings/{need.pk}/suggestions/", "/my/"]
    client = client_of(by)
    assert any("遠ざけた工務店" in client.get(page).content.decode() for page in pages)
    put_at_odds(need.partner, blocked)
    for page in pages:
        assert "遠ざけた工務店" not in client.get(page).content.decode(), page
    shown = for_partner(need.partner, request_of(by)).groups
    assert not [card for group in shown for card in group["cards"]]


def test_who_is_alike_is_not_named_either() -> None:
    need, twin = make_need(**ABOUT_EVERYTHING), make_need(**ABOUT_EVERYTHING)
    settle(need, twin)
    by = make_member(need.partner)
    page = f"/listings/{need.pk}/suggestions/"
    assert alike(need, request_of(by))
    assert twin.partner.name in client_of(by).get(page).content.decode()
    put_at_odds(twin.partner, need.partner)
    assert twin.partner.name not in client_of(by).get(page).content.decode()


def test_nobody_is_told_of_a_new_seed_of_a_partner_it_is_at_odds_with() -> None:
    need, seed = make_need(**ABOUT_EVERYTHING), make_seed()
    settle(need, seed)
    assert (key_of(need), key_of(seed)) in new_suggestions([key_of(need)])
    put_at_odds(seed.partner, need.partner)
    assert new_suggestions([key_of(need)]) == []


def test_the_front_page_does_not_tell_of_them() -> None:
    need, seed = make_need(**ABOUT_EVERYTHING), make_seed()
    settle(need, seed)
    put_at_odds(seed.partner, need.partner)
    assert story() is None


def test_while_writing_a_blocked_partner_is_not_named() -> None:
    need, seed = make_need(**ABOUT_EVERYTHING), make_seed()
    settle(need, seed)
    client = client_of(make_member(need.partner))
    typed = {"title": need.title, "body": need.body}
    assert seed.title in client.post("/matching/hints/need/", typed).content.decode()
    put_at_odds(seed.partner, need.partner)
    client = client_of(make_member(need.partner))
    assert seed.title not in client.post("/matching/hints/need/", typed).content.decode()


def test_a_card_leads_to_asking_for_a_talk() -> None:
    need, seed = make_need(**ABOUT_EVERYTHING), make_seed()
    settle(need, seed)
    page = client_of(make_member(need.partner)).get(f"/listings/{need.pk}/suggestions/")
    assert f'href="/listings/{need.pk}/talk/{seed.pk}/"' in page.content.decode()
    clerk = client_of(make_staff(need.partner.municipality))
    page = clerk.get(f"/listings/{need.pk}/suggestions/")
    assert f"/listings/{need.pk}/talk/" not in page.content.decode()


@pytest.mark.parametrize("is_by_us", [True, False], ids=["we blocked", "they blocked"])
def test_no_alliance_is_offered_or_agreed_to(is_by_us: bool) -> None:
    need, twin = make_need(**ABOUT_EVERYTHING), make_need(**ABOUT_EVERYTHING)
    ours, theirs = make_member(need.partner), make_member(twin.partner)
    offered = allying.offer(need, twin, by=ours)
    both = (need.partner, twin.partner)
    block = put_at_odds(*(both if is_by_us else both[::-1]))
    with pytest.raises(StateError):
        allying.agree(offered, by=theirs)
    allying.withdraw(offered, by=ours)
    page = client_of(ours).post(
        f"/my/listings/{need.pk}/alliance/{twin.pk}/",
        {"idempotency_key": str(uuid4())},
        follow=True,
    )
    assert "今は申し出ることができません" in page.content.decode()
    assert Alliance.objects.count() == 1
    block.delete()
    assert allying.offer(need, twin, by=ours).is_open
