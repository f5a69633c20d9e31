"""Who finds the own organisation registered asks its owners to be let in."""

import uuid
from urllib.parse import quote

import pytest

from partners.models import Membership, Partner
from partners.people import joining
from tests.factories import make_member, make_partner, make_unclaimed, make_user
from tests.partners.answers import logged_in
from tests.partners.posted import posted
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


def test_owners_get_the_words_and_a_link_that_fills_the_invitation() -> None:
    partner = make_partner()
    owner = make_member(partner)
    make_member(partner, Membership.Role.EDITOR)
    asker = make_user("見本 太郎", email="taro@example.jp")
    joining.ask_to_join(partner, by=asker, words="営業を担当しています。")
    (message,) = posted("partner_join_asked")
    assert message["to"] == owner.pk
    said = message["context"]
    assert (said["asker"], said["words"]) == ("見本 太郎", "営業を担当しています。")
    link = f"/my/members/invite/?partner={partner.slug}&email={quote('taro@example.jp')}"
    assert said["link"] == link
    page = logged_in(owner).get(link)
    assert page.context["form"]["email"].value() == "taro@example.jp"
    assert "営業" not in str(Entry.objects.get(verb="partner.join_asked").data)


def test_second_question_within_a_week_is_refused() -> None:
    partner = make_partner()
    make_member(partner)
    asker = make_user()
    joining.ask_to_join(partner, by=asker, words="一度目")
    with pytest.raises(StateError):
        joining.ask_to_join(partner, by=asker, words="二度目")
    assert len(posted("partner_join_asked")) == 1


@pytest.mark.parametrize("state", [Partner.State.SUBMITTED, Partner.State.SUSPENDED])
def test_partner_that_is_not_registered_cannot_be_asked_or_seen(state: str) -> None:
    partner = make_partner(state=state)
    make_member(partner)
    assert not joining.may_ask(partner, make_user())
    assert logged_in().get(f"/partners/{partner.slug}/join/").status_code == 404


def test_where_nobody_could_answer_the_page_says_so() -> None:
    html = logged_in().get(f"/partners/{make_unclaimed().slug}/join/").content.decode()
    assert "/claim/" in html
    assert 'name="words"' not in html


def test_whole_way_in_the_browser() -> None:
    partner = make_partner()
    make_member(partner)
    client, url = logged_in(), f"/partners/{partner.slug}/join/"
    key = str(uuid.uuid4())
    empty = client.post(url, {"idempotency_key": key, "words": ""})
    assert empty.context["form"].errors["words"]
    for _press in range(2):
        sent = client.post(url, {"idempotency_key": key, "words": "経理の者です。"})
        assert sent["Location"] == url
    assert len(posted("partner_join_asked")) == 1
    assert "1週間" in client.get(url).content.decode()
